export { historyOf, replay } from './replay';
export { Session } from './session';
