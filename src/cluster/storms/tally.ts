/** How often each kind of fault struck. */
export type Tally = Record<string, number>;

/** What breaks in a storm, each kind in the words of the report. */
export const FAULT_KINDS = [
  'a component dies after some write to etcd',
  'a component dies after one of its requests left',
  'an API server dies between a write and its answer',
  'an answer to a write is lost',
  'watches come late',
  'watches are cut',
  'a watch is told 410: it was away for too long',
  'history is compacted under load',
  'a worker loses power',
  'a worker is cut off',
  "etcd's leader dies",
  "etcd's leadership is moved",
  'a member of etcd restarts from its disk',
  'a member that lags catches up by a snapshot',
  'a control-plane machine is cut off',
  'two control-plane machines lose each other',
  'a control-plane machine loses power',
  'messages are lost and late',
  'a disk is slow',
  'an API server restarts',
  'the leading controller manager dies',
  'the leading scheduler dies',
  'a scheduler dies when it has bound, and its successor has not heard of it',
  'a leader loses its lease amid its work',
  'a kubelet restarts',
  'a container runtime restarts',
  'the load balancer restarts',
] as const;

export type FaultKind = (typeof FAULT_KINDS)[number];
