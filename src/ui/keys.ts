import { latinKey } from './latin-key';
import { openSheet } from './palette/open-palette';
import { clockAsked } from './state/asked';
import { togglePane } from './state/panes';
import { toggleProjector, usePreferences } from './state/preferences';
import { useScreen } from './state/screen';
import { goBack, goBackTo, select, send, step, togglePlay } from './state/session';
import type { PlainKey } from './text/translation';

/** Something that a key does: a row of the help and of the palette. */
export interface KeyRow {
  readonly id: string;
  readonly does: PlainKey;
  readonly group: 'time' | 'view' | 'work' | 'page';
  /** As the help and the buttons write it. */
  readonly shown: string;
  /** What the browser calls it; with `shift` by its place, since what Shift makes of it differs between keyboards. */
  readonly key?: string;
  readonly shift?: string;
  /** Absent where a pane does it as long as it is there (`onPaneKey`), or where the key means something only in its place. */
  readonly run?: () => void;
}

export const keyGroups: readonly { readonly id: KeyRow['group']; readonly title: PlainKey }[] = [
  { id: 'time', title: 'keys.groupTime' },
  { id: 'view', title: 'keys.groupView' },
  { id: 'work', title: 'keys.groupWork' },
  { id: 'page', title: 'keys.groupPage' },
];

/** All keys: the one table behind the listener, the help and the palette. */
export const keyTable: readonly KeyRow[] = [
  { id: 'play', group: 'time', shown: 'Space', key: ' ', does: 'keys.play', run: togglePlay },
  { id: 'next', group: 'time', shown: '.', key: '.', does: 'keys.next', run: () => step('next') },
  { id: 'into', group: 'time', shown: 'i', key: 'i', does: 'keys.into', run: () => step('into') },
  { id: 'over', group: 'time', shown: 'o', key: 'o', does: 'keys.over', run: () => step('over') },
  { id: 'out', group: 'time', shown: 'u', key: 'u', does: 'keys.out', run: () => step('out') },
  { id: 'any', group: 'time', shown: 'Shift .', shift: 'Period', does: 'keys.any', run: () => step('any') },
  { id: 'back', group: 'time', shown: ',', key: ',', does: 'keys.back', run: goBack },
  { id: 'back-to', group: 'time', shown: 'Shift ,', shift: 'Comma', does: 'keys.backTo', run: backToSelected },
  { id: 'present', group: 'time', shown: 'n', key: 'n', does: 'keys.present', run: () => send({ kind: 'return' }) },
  { id: 'fork', group: 'time', shown: 'Shift n', key: 'N', does: 'keys.fork', run: () => send({ kind: 'fork' }) },
  {
    id: 'quiet',
    group: 'time',
    shown: 'r',
    key: 'r',
    does: 'keys.quiet',
    run: () => send({ kind: 'run-until-quiet' }),
  },
  { id: 'slower', group: 'time', shown: '[', key: '[', does: 'keys.slower', run: () => changeSpeed(-1) },
  { id: 'faster', group: 'time', shown: ']', key: ']', does: 'keys.faster', run: () => changeSpeed(1) },
  { id: 'auto-pace', group: 'time', shown: 'a', key: 'a', does: 'keys.autoPace', run: toggleAutoPace },
  { id: 'view', group: 'view', shown: 'v', key: 'v', does: 'keys.view' },
  { id: 'background', group: 'view', shown: 'b', key: 'b', does: 'keys.background', run: toggleBackground },
  { id: 'search', group: 'view', shown: '/', key: '/', does: 'keys.search' },
  { id: 'zoom-in', group: 'view', shown: '+', key: '+', does: 'keys.zoomIn' },
  { id: 'zoom-out', group: 'view', shown: '−', key: '-', does: 'keys.zoomOut' },
  { id: 'overview', group: 'view', shown: 'm', key: 'm', does: 'keys.overview' },
  { id: 'readable', group: 'view', shown: 'f', key: 'f', does: 'keys.readable' },
  { id: 'fit', group: 'view', shown: 'Shift f', key: 'F', does: 'keys.fit' },
  { id: 'lane', group: 'view', shown: 'l', does: 'keys.lane' },
  { id: 'apply', group: 'work', shown: 'Ctrl Enter', does: 'keys.apply' },
  { id: 'compare', group: 'work', shown: 'Ctrl Shift Enter', does: 'keys.compare' },
  { id: 'dry-run', group: 'work', shown: 'Alt Enter', does: 'keys.dryRun' },
  { id: 'delete', group: 'work', shown: 'Ctrl Shift ⌫', does: 'keys.delete' },
  { id: 'suggest', group: 'work', shown: 'Ctrl Space', does: 'keys.suggest' },
  { id: 'problem', group: 'work', shown: 'F8', does: 'keys.problem' },
  { id: 'leave-editor', group: 'work', shown: 'Ctrl M', does: 'keys.leaveEditor' },
  { id: 'faults', group: 'work', shown: 'x', key: 'x', does: 'keys.faults' },
  { id: 'nothing', group: 'work', shown: 'Esc', key: 'Escape', does: 'keys.nothing', run: selectNothing },
  {
    id: 'projector',
    group: 'page',
    shown: 'p',
    key: 'p',
    does: 'keys.projector',
    run: toggleProjector,
  },
  { id: 'pane-editor', group: 'page', shown: '1', key: '1', does: 'keys.paneEditor', run: () => togglePane('editor') },
  {
    id: 'pane-records',
    group: 'page',
    shown: '2',
    key: '2',
    does: 'keys.paneRecords',
    run: () => togglePane('records'),
  },
  {
    id: 'pane-inspector',
    group: 'page',
    shown: '3',
    key: '3',
    does: 'keys.paneInspector',
    run: () => togglePane('inspector'),
  },
  { id: 'panes', group: 'page', shown: 'F6, Shift F6', does: 'keys.panes' },
  { id: 'arrows', group: 'page', shown: '← ↑ → ↓', does: 'keys.arrows' },
  { id: 'palette', group: 'page', shown: 'Ctrl K, F1', does: 'keys.palette', run: () => openSheet('palette') },
  { id: 'help', group: 'page', shown: '?', key: '?', does: 'keys.help', run: () => openSheet('keys') },
];

function changeSpeed(by: number): void {
  setSpeedStep(speedStep(clockAsked(useScreen.getState().clock).speed) + by);
}

export function toggleAutoPace(): void {
  send({ kind: 'auto-pace', on: !clockAsked(useScreen.getState().clock).autoPace });
}

function toggleBackground(): void {
  usePreferences.setState((state) => ({ showBackground: !state.showBackground }));
}

function selectNothing(): void {
  if (useScreen.getState().seeking) send({ kind: 'cancel-seek' });
  else select(null);
}

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
    const action = actionFor(event);
    if (!action) return;
    event.preventDefault();
    action();
  };
  addEventListener('keydown', hearPalette, true);
  addEventListener('keydown', hear);
  addEventListener('click', letGo);
  addEventListener('focusin', rememberPane);
  return () => {
    removeEventListener('keydown', hearPalette, true);
    removeEventListener('keydown', hear);
    removeEventListener('click', letGo);
    removeEventListener('focusin', rememberPane);
  };
}

/** Before anybody else, for editors have keys of their own; in the terminal Ctrl K cuts the line, as in every shell, and F1 is left. */
function hearPalette(event: KeyboardEvent): void {
  const inTerminal = event.target instanceof Element && event.target.closest('.xterm') !== null;
  const isK = (event.ctrlKey || event.metaKey) && !event.altKey && latinKey(event).toLowerCase() === 'k' && !inTerminal;
  if ((!isK && event.key !== 'F1') || document.querySelector('dialog[open]')) return;
  event.preventDefault();
  event.stopPropagation();
  openSheet('palette');
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

function actionFor(event: KeyboardEvent): (() => void) | undefined {
  const shifted = event.shiftKey && keyTable.find((row) => row.shift === event.code);
  if (shifted) return actionOf(shifted);
  const key = latinKey(event);
  for (const mine of paneKeys) if (mine[key]) return mine[key];
  return keyTable.find((row) => row.key === key)?.run;
}

/** What a row of the table does now; nothing where its pane is not there. */
export function actionOf(row: KeyRow): (() => void) | undefined {
  for (const mine of paneKeys) if (row.key !== undefined && mine[row.key]) return mine[row.key];
  return row.run;
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

const FIRST_STOPS = '[data-first], [role=tab][aria-selected=true], button:not(:disabled), textarea, [tabindex="0"]';

function nextPane(event: KeyboardEvent): void {
  event.preventDefault();
  const open = panes.filter((pane) => document.getElementById(pane)?.checkVisibility() ?? false);
  const at = open.indexOf(panes[lastPane] ?? '');
  const from = at < 0 && event.shiftKey ? 0 : at;
  const next = open[(from + (event.shiftKey ? -1 : 1) + open.length) % open.length];
  const pane = document.getElementById(next ?? '');
  const inside = [...(pane?.querySelectorAll<HTMLElement>(FIRST_STOPS) ?? [])].filter((stop) => stop.checkVisibility());
  (inside.find((stop) => stop.matches('[data-first]')) ?? inside[0] ?? pane)?.focus();
}
