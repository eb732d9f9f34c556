import { objectView } from './object-views';
import type { StateRecorder } from './state-recorder';

const NAMED = 3;
const WAITING_KINDS: Readonly<Record<string, string>> = {
  pods: 'pod',
  deployments: 'deployment',
  namespaces: 'namespace',
  minions: 'node',
};

/** What has not reached the state somebody wanted, in words; empty when all has. */
export function stillWaiting(state: StateRecorder): string {
  const waiting: string[] = [];
  for (const [folder, kind] of Object.entries(WAITING_KINDS)) {
    for (const object of state.under(`/registry/${folder}/`)) {
      const view = objectView('', object, 0, 0);
      if (view.state === 'running' || view.state === 'done') continue;
      const word = view.state === 'terminating' ? 'Terminating' : view.word;
      waiting.push(`${kind} ${view.name} (${word})`);
    }
  }
  if (waiting.length === 0) return '';
  const more = waiting.length > NAMED ? ` and ${waiting.length - NAMED} more` : '';
  return `${waiting.slice(0, NAMED).join(', ')}${more}.`;
}
