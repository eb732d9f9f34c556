import { create } from 'zustand';
import { claimTab, livingTabs, nameBefore } from '../survival/tab';
import { filesOf, forgetGone, type ManifestFile, writeKept } from './kept-files';

interface Files {
  readonly files: readonly ManifestFile[];
  readonly active: string;
  /** Closed lately, the last one first. */
  readonly closed: readonly (ManifestFile & { readonly at: number })[];
  /** The browser takes no more: what is typed is lost with the page. */
  readonly notKept: boolean;
}

const MOST_CLOSED = 10;
const SAVE_MILLISECONDS = 300;

/** What this tab began with, and of which tab it was. */
const begun = filesOf(nameBefore());

export const useFiles = create<Files>(() => ({ ...begun, closed: [], notKept: false }));

/** The tab's own name, once that is certain: nothing is written under another one's. */
let tab: string | undefined;
let { editedAt } = begun;
/** Something changed that is not kept yet: a page that changed nothing writes nothing when it goes. */
let isDirty = false;
let saving: ReturnType<typeof setTimeout> | undefined;
/** A long text that is being typed is read when somebody wants it, not at every key. */
let typing: { readonly name: string; readonly read: () => string } | undefined;
let settling: ReturnType<typeof setTimeout> | undefined;

/** Longer texts go where there is more room. */
const LARGE_LETTERS = 500_000;
/** Of large texts, the list that was kept last; undefined where that did not work. */
let largeKept: readonly ManifestFile[] | undefined = [];
let smallKept = true;
/** What comes from storage is nobody's change. */
let isRecalling = false;

function saveSoon(): void {
  clearTimeout(saving);
  saving = setTimeout(save, SAVE_MILLISECONDS);
}

function save(): void {
  clearTimeout(saving);
  saving = undefined;
  settleTyping();
  if (tab === undefined || !isDirty) return;
  isDirty = false;
  const { files, active } = useFiles.getState();
  const large = files.filter(({ text }) => text.length > LARGE_LETTERS);
  const small = files.map((file) =>
    large.includes(file) ? { name: file.name, text: '', large: true as const } : file,
  );
  smallKept = wrote(() => writeKept(tab!, { files: small, active, editedAt }));
  told();
  if (!smallKept) void makeRoom();
  const isNews = large.length !== largeKept?.length || large.some((file) => !largeKept?.includes(file));
  if (isNews) void saveLarge(tab, large);
}

function wrote(write: () => void): boolean {
  try {
    write();
    return true;
  } catch {
    return false;
  }
}

async function saveLarge(own: string, large: readonly ManifestFile[]): Promise<void> {
  largeKept = large;
  const pending = useFiles.getState().files.filter((file) => file.large);
  try {
    const { keepLarge } = await import('./large-texts');
    await keepLarge(
      own,
      new Map(large.map(({ name, text }) => [name, text])),
      pending.map(({ name }) => name),
    );
  } catch {
    // The next change tries again.
    largeKept = undefined;
  }
  told();
}

function told(): void {
  const notKept = !smallKept || largeKept === undefined;
  if (notKept !== useFiles.getState().notKept) useFiles.setState({ notKept });
}

/** Files of tabs that are gone are the first to go where there is no room; what was typed is tried once more. */
async function makeRoom(): Promise<void> {
  if ((await forgetOthers(0)) === 0) return;
  isDirty = true;
  save();
}

/** Answers how many tabs' files were forgotten. @param most that stay, of tabs that are gone. */
async function forgetOthers(most?: number): Promise<number> {
  const living = await livingTabs();
  if (!living || tab === undefined) return 0;
  const gone = forgetGone(new Set([...living, tab]), Date.now(), most);
  if (gone.length > 0) void import('./large-texts').then(({ forgetLarge }) => forgetLarge(gone)).catch(() => undefined);
  return gone.length;
}

/** Large texts come a moment after the page. */
async function recallLargeTexts(): Promise<void> {
  const { files } = useFiles.getState();
  for (const file of files.filter(({ large }) => large)) {
    const { recallLarge } = await import('./large-texts');
    const text = await recallLarge(begun.of, file.name);
    if (text === undefined || !useFiles.getState().files.includes(file)) continue;
    isRecalling = true;
    writeText(file.name, text);
    isRecalling = false;
  }
}

/** Once its name is certain a tab has its files for itself: what it copied is its own from here on. */
async function settleIn(): Promise<void> {
  const { id } = await claimTab();
  if (begun.of === id) tab = id;
  const recalled = await recallLargeTexts().then(
    () => true,
    () => false,
  );
  tab = id;
  if (!recalled) {
    largeKept = undefined;
    told();
  } else if (begun.of === id) largeKept = useFiles.getState().files.filter(({ text }) => text.length > LARGE_LETTERS);
  isDirty ||= begun.of !== id;
  save();
  await forgetOthers();
}

/** Keeps the files across reloads; what was typed last is written when the page goes. */
export function keepFiles(): () => void {
  void settleIn();
  const stop = useFiles.subscribe((now, before) => {
    if (isRecalling || (now.files === before.files && now.active === before.active)) return;
    editedAt = Date.now();
    isDirty = true;
    saveSoon();
  });
  addEventListener('pagehide', save);
  return () => {
    stop();
    removeEventListener('pagehide', save);
  };
}

/** Always the same one: who selects it from the state is not told of another each time. */
const NO_FILE: ManifestFile = { name: '', text: '' };

export function activeFile(state: Files): ManifestFile {
  return state.files.find((file) => file.name === state.active) ?? NO_FILE;
}

export function writeText(name: string, text: string): void {
  useFiles.setState((state) => ({ files: state.files.map((file) => (file.name === name ? { name, text } : file)) }));
}

const SETTLE_MILLISECONDS = 250;

/** The same for a text that is long: it is read once typing pauses, or when it is needed. */
export function writeLater(name: string, read: () => string): void {
  if (typing && typing.name !== name) settleTyping();
  typing = { name, read };
  clearTimeout(settling);
  settling = setTimeout(settleTyping, SETTLE_MILLISECONDS);
}

export function settleTyping(): void {
  clearTimeout(settling);
  const last = typing;
  typing = undefined;
  if (last) writeText(last.name, last.read());
}

export function openFile(name: string): void {
  settleTyping();
  useFiles.setState({ active: name });
}

/** Opens a file beside what is there; one that is open and unchanged is shown again. Nothing is overwritten. */
export function openText(wanted: string, text: string): void {
  settleTyping();
  useFiles.setState((state) => {
    const open = state.files.find((file) => file.name === wanted);
    if (open && (open.text === text || text === '')) return { active: open.name };
    const name = freeName(wanted, state.files);
    return { files: [...state.files, { name, text }], active: name };
  });
}

/** Writes a file as a shell does, over what is there; that can be had back like a file that was closed. */
export function overwriteFile(name: string, text: string): void {
  settleTyping();
  useFiles.setState((state) => {
    const at = state.files.findIndex((file) => file.name === name);
    const before = state.files[at];
    if (!before) return { files: [...state.files, { name, text }] };
    if (before.text === text) return {};
    const closed = [{ ...before, at }, ...state.closed].slice(0, MOST_CLOSED);
    return { files: state.files.with(at, { name, text }), closed };
  });
}

export function closeFile(name: string): void {
  settleTyping();
  useFiles.setState((state) => {
    const at = state.files.findIndex((file) => file.name === name);
    const file = state.files[at];
    if (!file) return {};
    const files = state.files.toSpliced(at, 1);
    const next = files[Math.min(at, files.length - 1)]?.name ?? '';
    const closed = [{ ...file, at }, ...state.closed].slice(0, MOST_CLOSED);
    return { files, closed, active: state.active === name ? next : state.active };
  });
}

/** The file that was closed last stands where it stood. */
export function reopenFile(): void {
  useFiles.setState((state) => {
    const [last, ...closed] = state.closed;
    if (!last) return {};
    const name = freeName(last.name, state.files);
    return { files: state.files.toSpliced(last.at, 0, { name, text: last.text }), active: name, closed };
  });
}

/** Answers whether the name could be had. */
export function renameFile(name: string, wanted: string): boolean {
  settleTyping();
  const { files, active } = useFiles.getState();
  const next = wanted.trim();
  if (next === name) return true;
  if (next === '' || files.some((file) => file.name === next)) return false;
  useFiles.setState({
    files: files.map((file) => (file.name === name ? { name: next, text: file.text } : file)),
    active: active === name ? next : active,
  });
  return true;
}

/** `web.yaml`, `web-2.yaml` … */
export function freeName(wanted: string, files: readonly ManifestFile[]): string {
  const taken = new Set(files.map((file) => file.name));
  const [, stem = wanted, ending = '.yaml'] = /^(.*?)(\.(?:ya?ml|json))?$/.exec(wanted) ?? [];
  let name = wanted;
  for (let number = 2; taken.has(name); number += 1) name = `${stem}-${number}${ending}`;
  return name;
}
