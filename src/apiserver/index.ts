export { apiServer } from './server';
export type { ApiServerOptions } from './server';
