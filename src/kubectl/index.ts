import { loadRules } from '../api';
export { completeLine } from './later';
export type { Completion } from './completion';
export { Keyboard } from './keyboard';
export type { Reading, Typed } from './keyboard';
export { administrator, kubectl, runCommand } from './kubectl';
export type { CommandRequest, Kubeconfig } from './kubectl';
export type {
  CommandResult,
  Comparison,
  DocumentOutcome,
  DocumentProblem,
  DocumentResult,
  OutputStream,
} from './result';
/** Fetches the commands that come in a chunk of their own, and the rules that what they write is judged by; to be waited for before lines are run. */
export function loadCommands() {
  const rules = loadRules();
  return import('./further').then(() => rules);
}
export { lastAppliedAnnotation, planPatch, withLastApplied } from './last-applied';
export type { PlannedPatch } from './last-applied';
export type { Context } from './kubeconfig';
export { textLines } from './result';
