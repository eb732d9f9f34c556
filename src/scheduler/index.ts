export { scheduler } from './scheduler';
export type { SchedulingNote } from './decision-note';
