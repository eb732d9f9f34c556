export { RaftNode } from './node';
export type { RaftStatus, Ready } from './node';
export type { Persisted } from './raft';
export { NOBODY } from './messages';
export type { Entry, HardState, Message, NodeId, Outgoing, ReadState, Snapshot } from './messages';
