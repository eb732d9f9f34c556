/** What differs from a real cluster, in the page's own words; each floor's README says it in full. Nothing is left unsaid. */
export interface Simplification {
  readonly part: string;
  readonly words: string;
}

export const simplified: readonly Simplification[] = [
  {
    part: 'Time',
    words:
      'The clock is simulated. Programs take no processor time unless it is said (a scheduling cycle takes half a millisecond); messages, disk syncs and image pulls take theirs.',
  },
  {
    part: 'Network',
    words:
      'Messages travel whole, with latency and jitter. There is no TCP, TLS or DNS and no bandwidth limit but for image pulls; a client certificate is a header that says whose it is.',
  },
  {
    part: 'Cluster',
    words:
      'The programs are simply installed: no certificates, join tokens or static pods. Control-plane machines are no Nodes, as with a managed service.',
  },
  {
    part: 'API server',
    words:
      'Namespaces, nodes, pods, deployments, replica sets, config maps, secrets, service accounts, events, leases and CSI nodes. No server-side apply, custom resources, flow control or OpenAPI yet.',
  },
  {
    part: 'Authorization',
    words: 'A fixed table says what each component may do. Roles and their bindings do not exist yet.',
  },
  {
    part: 'Admission',
    words:
      'The built-in steps that these kinds need. Nobody else is asked: webhooks and admission policies are kept, not run.',
  },
  {
    part: 'etcd',
    words:
      'Raft, revisions, transactions, watches and leases are real. Membership does not change, and a snapshot travels in one message.',
  },
  {
    part: 'Scheduler',
    words:
      'The default plugins with their weights, but for volumes and devices. Preemption ignores disruption budgets.',
  },
  {
    part: 'Controllers',
    words:
      'Deployments, replica sets, node life cycle, taint eviction, garbage collection, namespaces, service accounts, the root certificate’s config map. Hashes in pod names differ from a real cluster’s.',
  },
  {
    part: 'Nodes',
    words:
      'A kubelet and a container runtime each. No kube-proxy, probes, lifecycle hooks or storage drivers yet: a container that runs is ready.',
  },
  {
    part: 'Containers',
    words:
      'Programs are simulated. A small shell does what commands people write say; an image nobody knows runs as a server on its declared ports; containers cannot reach each other yet.',
  },
  {
    part: 'Images',
    words:
      'Known repositories have the tags they really have; of others every tag can be pulled; hosts under .invalid cannot be reached.',
  },
  {
    part: 'Client',
    words:
      'Apply, Delete and the terminal send the requests that kubectl sends, but for discovery: it knows the kinds beforehand. edit, cp, attach and port-forward are left out.',
  },
  {
    part: 'History',
    words:
      'Messages of the last 30 simulated minutes are kept. Going back in time runs the history again from its beginning; what came later is dropped.',
  },
];
