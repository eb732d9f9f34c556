import { create } from 'zustand';
import { recall, remember } from './memory';
import { isShut, type PaneChoice, type PaneChoices, type PaneName, paneSizes, type Room } from './pane-sizes';
import { pageScale, usePreferences } from './preferences';

interface Panes {
  readonly choices: PaneChoices;
  readonly room: Room;
}

const KEY = 'wheelhouse.panes';
const names: readonly PaneName[] = ['editor', 'records', 'inspector'];

function roomNow(): Room {
  const scale = pageScale();
  return { width: innerWidth / scale, height: innerHeight / scale };
}

function remembered(): PaneChoices {
  try {
    const kept: unknown = JSON.parse(recall(KEY) ?? '{}');
    const record = typeof kept === 'object' && kept !== null ? (kept as Record<string, unknown>) : {};
    return Object.fromEntries(names.map((name) => [name, choiceIn(record[name])]));
  } catch {
    return {};
  }
}

/** What is kept may have been written by anybody. */
function choiceIn(kept: unknown): PaneChoice {
  const { size, shut } = (typeof kept === 'object' && kept !== null ? kept : {}) as Record<string, unknown>;
  return { ...(Number.isFinite(size) ? { size: Number(size) } : {}), ...(typeof shut === 'boolean' ? { shut } : {}) };
}

export const usePanes = create<Panes>(() => ({ choices: remembered(), room: roomNow() }));

export function choosePane(pane: PaneName, choice: PaneChoice): void {
  const choices = { ...usePanes.getState().choices, [pane]: choice };
  remember(KEY, JSON.stringify(choices));
  usePanes.setState({ choices });
}

/** Shuts a pane, or opens it at the size it had. */
export function togglePane(pane: PaneName): void {
  const { choices, room } = usePanes.getState();
  choosePane(pane, { ...choices[pane], shut: !isShut(pane, room, choices) });
}

/** Opens a pane that is shut: somebody asks for what is in it. */
export function openPane(pane: PaneName): void {
  const { choices, room } = usePanes.getState();
  if (isShut(pane, room, choices)) togglePane(pane);
}

/** Writes the sizes where the style sheet looks for them, now and whenever window, type or choice change. */
export function applyPanes(): void {
  const measure = () => usePanes.setState({ room: roomNow() });
  const apply = ({ choices, room }: Panes) => {
    const sizes = paneSizes(room, choices);
    const root = document.documentElement;
    for (const name of names) {
      root.style.setProperty(`--${name}-size`, `${sizes[name]}px`);
      root.toggleAttribute(`data-${name}-shut`, isShut(name, room, choices));
    }
  };
  apply(usePanes.getState());
  usePanes.subscribe(apply);
  addEventListener('resize', measure);
  usePreferences.subscribe((now, before) => now.projector !== before.projector && measure());
}
