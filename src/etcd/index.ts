export { EtcdClient, EtcdWatch, WatchCompacted } from './client';
export { CLIENT_PROTOCOL, PEER_PROTOCOL } from './calls';
export type * from './calls';
export { EtcdMember, etcdMember, memberOf } from './member';
export type { EtcdMemberOptions } from './member';
export { EtcdError, NO_LEASE } from './mvcc';
export type { Change } from './mvcc';
export type * from './mvcc/requests';
export type { Message as RaftMessage, RaftStatus } from './raft';
