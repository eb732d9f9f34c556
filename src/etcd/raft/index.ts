export { RaftNode } from './node';
export type { RaftStatus, Ready } from './node';
export type { Persisted, RaftOptions } from './raft';
export { NOBODY } from './messages';
export type { Entry, HardState, Message, NodeId, Outgoing, ReadState, Role, Snapshot } from './messages';
