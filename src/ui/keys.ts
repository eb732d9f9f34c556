import { usePreferences } from './state/preferences';
import { useScreen } from './state/screen';
import { goBack, goBackTo, select, send, step, togglePlay } from './state/session';

/** All keys, as the help shows them. */
export const keyHelp: readonly { readonly keys: string; readonly does: string }[] = [
  { keys: 'Space', does: 'Play or pause' },
  { keys: '.', does: 'Next hop of the followed request' },
  { keys: 'Shift .', does: 'Next message, whichever comes' },
  { keys: ',', does: 'Back: one hop of the followed request, by running the history again' },
  { keys: 'Shift ,', does: 'Back to the moment of the selected message' },
  { keys: 'r', does: 'Run until quiet' },
  { keys: '[  ]', does: 'Slower, faster' },
  { keys: 'x, right click', does: 'What can be broken or mended in a machine or component' },
  { keys: 'a', does: 'Auto pace on or off' },
  { keys: 'b', does: 'Background traffic hidden or faint' },
  { keys: 'Ctrl Enter', does: 'Apply the manifest (in the editor)' },
  { keys: 'Ctrl M', does: 'Let Tab leave the editor instead of typing spaces' },
  { keys: 'F6, Shift F6', does: 'Next pane, pane before' },
  { keys: 'Arrows', does: 'Move in lists, tabs and pod cells' },
  { keys: 'v', does: 'Architecture or ownership: where things run, or who owns whom' },
  { keys: '/', does: 'Search by name' },
  { keys: '+  −  f  F', does: 'Zoom in, out, readable size, everything' },
  { keys: 'Esc', does: 'Select nothing' },
  { keys: '?', does: 'These keys' },
];

export const speeds = [0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100];

/** The step of `speeds` that is nearest. */
export function speedStep(speed: number): number {
  let best = 0;
  speeds.forEach((candidate, step) => {
    if (Math.abs(Math.log(candidate / speed)) < Math.abs(Math.log((speeds[best] ?? 1) / speed))) best = step;
  });
  return best;
}

export function setSpeedStep(step: number): void {
  const speed = speeds[Math.max(0, Math.min(speeds.length - 1, step))];
  if (speed !== undefined) send({ kind: 'speed', speed });
}

type KeyActions = Readonly<Record<string, () => void>>;
const paneKeys = new Set<KeyActions>();

/** A pane's own keys, as long as it is there. */
export function onPaneKey(actions: KeyActions): () => void {
  paneKeys.add(actions);
  return () => paneKeys.delete(actions);
}

const actions: KeyActions = {
  ' ': togglePlay,
  '.': () => step(false),
  ',': goBack,
  r: () => send({ kind: 'run-until-quiet' }),
  '[': () => setSpeedStep(speedStep(useScreen.getState().clock.speed) - 1),
  ']': () => setSpeedStep(speedStep(useScreen.getState().clock.speed) + 1),
  a: () => send({ kind: 'auto-pace', on: !useScreen.getState().clock.autoPace }),
  b: () => usePreferences.setState((state) => ({ showBackground: !state.showBackground })),
  Escape: () => (useScreen.getState().seeking ? send({ kind: 'cancel-seek' }) : select(null)),
};

/** By the key's place: what Shift makes of it differs between keyboards. */
const shifted: Readonly<Record<string, () => void>> = { Period: () => step(true), Comma: backToSelected };

function backToSelected(): void {
  const { selection } = useScreen.getState();
  if (selection?.kind === 'hop') goBackTo(selection.id);
}

const panes = ['header', 'editor', 'graph', 'records', 'inspector'];

/** One listener for the whole page. What is typed into a text stays there. */
export function listenToKeys(): () => void {
  const hear = (event: KeyboardEvent) => {
    if (event.key === 'F6') return nextPane(event);
    if (event.ctrlKey || event.metaKey || event.altKey || document.querySelector('dialog[open]')) return;
    if (isTyping(event.target) || (event.key === ' ' && isPressable(event.target))) return;
    const action = (event.shiftKey && shifted[event.code]) || actionFor(event.key);
    if (!action) return;
    event.preventDefault();
    action();
  };
  addEventListener('keydown', hear);
  addEventListener('click', letGo);
  addEventListener('focusin', rememberPane);
  return () => {
    removeEventListener('keydown', hear);
    removeEventListener('click', letGo);
    removeEventListener('focusin', rememberPane);
  };
}

/** A button pressed with the pointer gives the keys back: Space then plays, and does not press it again. */
function letGo(event: MouseEvent): void {
  const button = event.target instanceof Element ? event.target.closest('button') : null;
  if (event.detail > 0 && button && button.role !== 'tab' && !button.closest('dialog')) button.blur();
}

let lastPane = -1;

function rememberPane(event: FocusEvent): void {
  const at = panes.findIndex((pane) => document.getElementById(pane)?.contains(event.target as Node));
  if (at >= 0) lastPane = at;
}

function actionFor(key: string): (() => void) | undefined {
  for (const mine of paneKeys) if (mine[key]) return mine[key];
  return actions[key];
}

function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    target.closest('input:not([type=range]), textarea, select, [contenteditable], .monaco-editor') !== null
  );
}

function isPressable(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.closest('button:not([role=tab]), a, summary') !== null;
}

function nextPane(event: KeyboardEvent): void {
  event.preventDefault();
  const from = lastPane < 0 && event.shiftKey ? 0 : lastPane;
  const next = panes[(from + (event.shiftKey ? -1 : 1) + panes.length) % panes.length];
  const pane = document.getElementById(next ?? '');
  const inside = pane?.querySelector<HTMLElement>(
    '[data-first], [role=tab][aria-selected=true], button:not(:disabled), textarea, [tabindex="0"]',
  );
  (inside ?? pane)?.focus();
}
