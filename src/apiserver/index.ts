export { loadCustomResources } from './custom-resources';
export { apiServer } from './server';
export type { Verdict as StageVerdict } from './registry/stage';
export { onTheWire } from './wire';
export type { Auditor, AuditRecord } from './audit';
export { bodyFromText } from './request/body';
