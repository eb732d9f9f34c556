export { completionsAt } from './completion';
export type { Completions, Suggestion } from './completion';
export { factsAt } from './hover';
export type { FieldFacts } from './hover';
export { problemsIn } from './problems';
export type { Problem } from './problems';
export type { Caret } from './spot';
