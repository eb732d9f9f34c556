/** What differs from a real cluster, in the page's own words; each floor's README says it in full. Nothing is left unsaid. */
export const simplified = {
  time: 'Time',
  timeWords:
    'The clock is simulated. Programs take no processor time unless it is said (a scheduling cycle takes half a millisecond); messages, writes to disk and syncs, and image pulls take theirs. The clocks of all machines agree.',
  network: 'Network',
  networkWords:
    'Messages travel whole, with latency and jitter. There is no TCP or TLS and no bandwidth limit but for image pulls; a client certificate is a header that says whose it is.',
  cluster: 'Cluster',
  clusterWords:
    'The programs are simply installed: no join tokens, static pods or certificates (requests for them are kept, nobody signs). Control-plane machines are no Nodes, as with a managed service.',
  apiServer: 'API server',
  apiServerWords:
    'The built-in kinds that people work with, and custom ones, with their defaults, checks, server-side apply, discovery and OpenAPI. Rules in CEL are run, and what they cost is limited, by an estimate that is near a real server’s; what is rare in them (quantities, addresses, optional values) is kept, not run, and no webhook converts versions. No flow control; answers are JSON or YAML, never protobuf.',
  authorization: 'Authorization',
  authorizationWords:
    'Roles and bindings decide, as in a real cluster; during the first moments, until they are stored, a fixed table stands for them. Tokens are signed in name only: no cryptography. A pod’s token is not renewed.',
  admission: 'Admission',
  admissionWords:
    'The built-in steps that these kinds need, quotas and limit ranges among them. Nobody else is asked: webhooks and admission policies are kept, not run.',
  etcd: 'etcd',
  etcdWords:
    'Raft, revisions, transactions, watches and leases are real. Membership does not change, and a snapshot travels in one message.',
  scheduler: 'Scheduler',
  schedulerWords:
    'One profile: the default plugins with their weights, but for devices and for limits and capacities of volumes.',
  controllers: 'Controllers',
  controllersWords:
    'Workloads, jobs, endpoints, disruption budgets, quotas, node life cycle, garbage collection. Autoscalers keep to their bounds, for nothing measures; volumes are bound to claims, nobody makes them. Hashes in pod names differ from a real cluster’s.',
  nodes: 'Nodes',
  nodesWords:
    'A kubelet, a container runtime and kube-proxy each, with probes (those of gRPC only connect), hooks and volumes from the API. No storage drivers and no pressure on memory or disk; a container that is resized gets what it asks for at once. A containerd that dies takes its containers along, and images are never cleared away.',
  containers: 'Containers',
  containersWords:
    'Programs are simulated. A small shell does what commands people write say; an image nobody knows runs as a server on its declared ports. Files have no owners, modes or times. What they send each other are messages like all others.',
  services: 'Services and names',
  servicesWords:
    'kube-proxy’s rules and CoreDNS lead each request from pod to pod. Every request is a new connection, HTTPS is spoken as plain HTTP, network policies are not enforced, and nothing outside of the cluster can be reached.',
  images: 'Images',
  imagesWords:
    'Known repositories have the tags they really have, and any digest; of others every tag can be pulled; hosts under .invalid cannot be reached. No registry asks who pulls.',
  client: 'Client',
  clientWords:
    'Apply, Delete and the terminal send the requests that kubectl sends, but for discovery: it knows the built-in kinds beforehand. edit opens the object in the editor, and copies are of texts. What is typed into a container travels a line at a time, when it is entered; a forwarded port carries one request a connection. Help is in our own words.',
  history: 'History',
  historyWords:
    'Messages of the last 30 simulated minutes are kept. To look at an earlier moment the history is run again from its beginning.',
} as const;
