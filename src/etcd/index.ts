export { EtcdClient, EtcdWatch, WatchCompacted } from './client';
export type * from './calls';
export { EtcdMember, etcdMember, memberOf } from './member';
export type { EtcdMemberOptions } from './member';
export { EtcdError } from './mvcc';
export type { Change } from './mvcc';
export type * from './mvcc/requests';
