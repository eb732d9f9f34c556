import { objectView } from './object-views';
import { type Phrase, phrase } from './phrases';
import type { StateRecorder } from './state-recorder';

const NAMED = 3;
/** What comes up there by itself is nobody's wish. */
const ADD_ONS = 'kube-system';
const WAITING_KINDS: Readonly<Record<string, Phrase>> = {
  pods: phrase('kinds.pod'),
  deployments: phrase('kinds.deployment'),
  namespaces: phrase('kinds.namespace'),
  minions: phrase('kinds.node'),
};

/** After how it came to rest: what has not reached the state somebody wanted. */
export function withWaiting(quiet: Phrase, state: StateRecorder): Phrase {
  const all = stillWaiting(state);
  if (all.length === 0) return quiet;
  const [waiting, count] = [all.slice(0, NAMED), all.length - NAMED];
  return count > 0
    ? phrase('notices.stillWaitingMore', { quiet, waiting, count })
    : phrase('notices.stillWaiting', { quiet, waiting });
}

function stillWaiting(state: StateRecorder): readonly Phrase[] {
  const waiting: Phrase[] = [];
  for (const [folder, kind] of Object.entries(WAITING_KINDS)) {
    for (const object of state.under(`/registry/${folder}/`)) {
      const view = objectView('', object, 0, 0);
      if (view.state === 'running' || view.state === 'done' || view.namespace === ADD_ONS) continue;
      const word = view.state === 'terminating' ? 'Terminating' : view.word;
      waiting.push(phrase('notices.waitsFor', { kind, name: view.name, word }));
    }
  }
  return waiting;
}
