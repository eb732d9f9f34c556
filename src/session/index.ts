export type { History, JournalEntry } from './journal';
export { historyOf, replay } from './replay';
export { Session } from './session';
export { Timeline } from './timeline';
