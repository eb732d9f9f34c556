/** What differs from a real cluster, in the page's own words. Floors add to it as they are built; nothing is left unsaid. */
export interface Simplification {
  readonly part: string;
  readonly words: string;
}

export const simplified: readonly Simplification[] = [
  {
    part: 'Time',
    words:
      'The clock is simulated. Machines have no CPU time of their own: work takes none unless it is said here; messages, disks and image pulls take theirs.',
  },
  {
    part: 'Network',
    words:
      'Requests travel as whole messages. There is no TLS, TCP or HTTP framing; a client certificate is a header that says whose it is.',
  },
  {
    part: 'API server',
    words:
      'It serves the kinds this slice needs: namespaces, nodes, pods, deployments, replica sets, config maps, secrets, service accounts, events, leases, CSI nodes. Others are answered as unknown.',
  },
  { part: 'Authorization', words: 'A fixed table says what each component may do. RBAC objects do not exist yet.' },
  {
    part: 'Admission',
    words: 'Namespace life cycle, service accounts and default tolerations. No webhooks, quotas or limits yet.',
  },
  {
    part: 'etcd',
    words:
      'Raft, revisions, transactions, watches and leases are real; snapshots, compaction by clients and membership changes are left out.',
  },
  {
    part: 'Scheduler',
    words:
      'Node name, unschedulable nodes, resources, balance and taints. Affinity, spreading, volumes and preemption come later.',
  },
  {
    part: 'Controllers',
    words:
      'Deployments, replica sets, node life cycle, taint eviction, pod and owner garbage collection, namespaces, service accounts, the root CA config map.',
  },
  {
    part: 'Nodes',
    words:
      'A kubelet and a container runtime each. No kube-proxy, no DNS, no volumes, no probes yet: a container that runs is ready.',
  },
  {
    part: 'Containers',
    words:
      'Programs are simulated: an unknown image is a server on its declared ports; sleep, echo, loops and exit in a shell command do what they say; other commands do not.',
  },
  {
    part: 'Images',
    words:
      'A small registry. Known repositories have tags that exist and tags that do not; names under .invalid cannot be reached; anything else can be pulled.',
  },
  { part: 'Client', words: 'Apply and Delete send the requests kubectl sends. There is no terminal yet.' },
  { part: 'History', words: 'The last 30 simulated minutes of messages are kept.' },
];
