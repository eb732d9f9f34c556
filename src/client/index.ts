export { refusedWith } from './answers';
export { ApiClient } from './api-client';
export type {
  ApiClientOptions,
  DeleteOptions,
  Identity,
  ListOptions,
  PatchOptions,
  PatchType,
  WatchOptions,
} from './api-client';
export { EventRecorder, referenceTo } from './event-recorder';
export type { EventExtra, EventSource } from './event-recorder';
export { Informer, informersOf } from './informer';
export type { Change, ChangeHandler, InformerOptions } from './informer';
export { LeaderElector } from './leader-elector';
export type { LeaderElectionOptions } from './leader-elector';
export { resourcePath } from './resource-path';
export type { ResourceName } from './resource-path';
export { SharedInformers } from './shared-informers';
export { keyOf, objectKey, splitKey, Store } from './store';
export type { Indexer } from './store';
export { TokenBucket } from './token-bucket';
export { CONTROLLER_RATE_LIMIT, WorkQueue } from './work-queue';
export type { RateLimit } from './work-queue';
export { startWorkers } from './workers';
export type { WorkerOptions } from './workers';
