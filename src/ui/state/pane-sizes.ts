/** Panes that can be made wider, narrower or shut; the picture takes what is left. */
export type PaneName = 'editor' | 'records' | 'inspector';

/** What the user chose for a pane: a size in CSS pixels, or none for the one that suits the window; and whether it is shut. */
export interface PaneChoice {
  readonly size?: number;
  readonly shut?: boolean;
}

export type PaneChoices = Readonly<Partial<Record<PaneName, PaneChoice>>>;

/** The window in the page's own pixels. */
export interface Room {
  readonly width: number;
  readonly height: number;
}

/** What stays of a pane that is shut: its separator, wide enough for a finger. */
export const SHUT = 18;
const HEADER = 48;
export const LEAST: Readonly<Record<PaneName, number>> = { editor: 200, records: 110, inspector: 200 };
const PICTURE_KEEPS: Room = { width: 300, height: 180 };

interface Suits {
  readonly upTo: number;
  readonly sizes: Readonly<Record<PaneName, number>>;
}

const suits: readonly Suits[] = [
  { upTo: 1060, sizes: { editor: 236, records: 266, inspector: 232 } },
  { upTo: 1250, sizes: { editor: 256, records: 250, inspector: 256 } },
  { upTo: 1799, sizes: { editor: 332, records: 310, inspector: 328 } },
  { upTo: Number.POSITIVE_INFINITY, sizes: { editor: 380, records: 352, inspector: 400 } },
];

/** In a window narrower than this what is looked into has no room beside editor and picture until somebody asks for it. */
const ROOM_FOR_ALL = 860;

/** Pure: whether a pane is shut, by choice or for want of room. */
export function isShut(pane: PaneName, room: Room, choices: PaneChoices): boolean {
  return choices[pane]?.shut ?? (pane === 'inspector' && room.width < ROOM_FOR_ALL && !choices[pane]?.size);
}

function suitable(room: Room): Readonly<Record<PaneName, number>> {
  const { sizes } = suits.find(({ upTo }) => room.width <= upTo) ?? suits[0]!;
  return { ...sizes, records: Math.min(sizes.records, Math.round(room.height * 0.348)) };
}

/** Pure: how large each pane is in this window. The picture keeps its least, whatever was chosen in a larger one. */
export function paneSizes(room: Room, choices: PaneChoices): Readonly<Record<PaneName, number>> {
  const suited = suitable(room);
  const shut = (pane: PaneName) => isShut(pane, room, choices);
  const wanted = (pane: PaneName) => choices[pane]?.size ?? suited[pane];
  const sides = room.width - PICTURE_KEEPS.width;
  const editor = within(wanted('editor'), shut('editor'), LEAST.editor, sides - SHUT);
  const inspector = within(wanted('inspector'), shut('inspector'), LEAST.inspector, sides - editor);
  const records = within(
    wanted('records'),
    shut('records'),
    LEAST.records,
    room.height - HEADER - PICTURE_KEEPS.height,
  );
  return { editor, inspector, records };
}

function within(size: number, shut: boolean, least: number, most: number): number {
  return shut ? SHUT : Math.round(Math.max(least, Math.min(most, size)));
}

/** The largest that a pane can be made beside the others as they are. */
export function mostOf(pane: PaneName, room: Room, sizes: Readonly<Record<PaneName, number>>): number {
  if (pane === 'records') return room.height - HEADER - PICTURE_KEEPS.height;
  const other = pane === 'editor' ? sizes.inspector : sizes.editor;
  return Math.max(LEAST[pane], room.width - PICTURE_KEEPS.width - other);
}

/** What a drag to this size means: a pane dragged to less than half of its least is shut. */
export function dragged(size: number, pane: PaneName, most: number): PaneChoice {
  if (size < LEAST[pane] / 2) return { shut: true };
  return { size: Math.round(Math.max(LEAST[pane], Math.min(most, size))) };
}
