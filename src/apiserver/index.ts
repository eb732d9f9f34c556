export { apiServer } from './server';
export type { ApiServerOptions } from './server';
export type { Verdict as StageVerdict } from './registry/stage';
export { onTheWire } from './wire';
export type { Auditor, AuditRecord, AuditTarget } from './audit';
export { bodyFromText } from './request/body';
