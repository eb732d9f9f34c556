export { apply } from './apply';
export { checkRequest } from './check';
export { EtcdError, refusal } from './errors';
export { Store } from './store';
export type { Change, StoreSnapshot } from './store';
export { covers, boundsOf } from './watch-hub';
export type { Watcher } from './watch-hub';
export * from './requests';
