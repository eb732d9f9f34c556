import { loadRules } from '../api';
export { completeLine } from './later';
export { Keyboard } from './keyboard';
export type { Reading, Typed } from './keyboard';
export { administrator, kubectl, runCommand } from './kubectl';
export type { Kubeconfig } from './kubectl';
export type { CommandResult, DocumentOutcome, DocumentResult, OutputStream } from './result';
/** Fetches the commands that come in a chunk of their own, and the rules that what they write is judged by; to be waited for before lines are run. */
export function loadCommands() {
  const rules = loadRules();
  return import('./further').then(() => rules);
}
export { textLines } from './result';
