export { apiServer } from './server';
export type { ApiServerOptions } from './server';
export { onTheWire } from './wire';
