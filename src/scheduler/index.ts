export { scheduler } from './scheduler';
export type { SchedulerOptions } from './scheduler';
export type { NodeNote, SchedulingNote } from './decision-note';
