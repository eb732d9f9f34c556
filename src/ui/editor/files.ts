import { create } from 'zustand';
import { recall } from '../state/memory';
import { firstExample } from './first-example';

export interface ManifestFile {
  readonly name: string;
  readonly text: string;
}

interface Files {
  readonly files: readonly ManifestFile[];
  readonly active: string;
  /** Closed lately, the last one first. */
  readonly closed: readonly (ManifestFile & { readonly at: number })[];
  /** The browser takes no more: what is typed is lost with the page. */
  readonly notKept: boolean;
}

const MEMORY_KEY = 'wheelhouse.files';
const MOST_CLOSED = 10;

type Kept = Pick<Files, 'files' | 'active'>;

/** What was kept, or the first example. Whatever storage holds that is not ours is passed over. */
export function readFiles(kept: string | undefined): Kept {
  const fallback = { files: [{ name: firstExample.file, text: firstExample.text }], active: firstExample.file };
  if (kept === undefined) return fallback;
  try {
    const parsed: unknown = JSON.parse(kept);
    const files = filesIn(parsed);
    const active = (parsed as { active?: unknown }).active;
    if (files.length === 0) return fallback;
    return { files, active: files.some((file) => file.name === active) ? String(active) : (files[0]?.name ?? '') };
  } catch {
    return fallback;
  }
}

function filesIn(parsed: unknown): ManifestFile[] {
  const list = typeof parsed === 'object' && parsed !== null ? (parsed as { files?: unknown }).files : undefined;
  if (!Array.isArray(list)) return [];
  return list.filter((file): file is ManifestFile => typeof file?.name === 'string' && typeof file?.text === 'string');
}

export const useFiles = create<Files>(() => ({ ...readFiles(recall(MEMORY_KEY)), closed: [], notKept: false }));

let saving: ReturnType<typeof setTimeout> | undefined;
/** A long text that is being typed is read when somebody wants it, not at every key. */
let typing: { readonly name: string; readonly read: () => string } | undefined;
let settling: ReturnType<typeof setTimeout> | undefined;

/** Longer texts go where there is more room. */
const LARGE_LETTERS = 500_000;
/** Of large texts, the list that was kept last. */
let largeKept: readonly ManifestFile[] = [];

function save(): void {
  clearTimeout(saving);
  saving = undefined;
  settleTyping();
  const { files, active } = useFiles.getState();
  const large = files.filter(({ text }) => text.length > LARGE_LETTERS);
  const small = files.map((file) => (large.includes(file) ? { name: file.name, text: '', large: true } : file));
  try {
    localStorage.setItem(MEMORY_KEY, JSON.stringify({ files: small, active }));
    told(true);
  } catch {
    told(false);
  }
  const isNews = large.length !== largeKept.length || large.some((file) => !largeKept.includes(file));
  if (isNews) void saveLarge(large);
}

async function saveLarge(large: readonly ManifestFile[]): Promise<void> {
  largeKept = large;
  try {
    const { keepLarge } = await import('./large-texts');
    await keepLarge(new Map(large.map(({ name, text }) => [name, text])));
  } catch {
    told(false);
  }
}

function told(kept: boolean): void {
  if (kept === useFiles.getState().notKept) useFiles.setState({ notKept: !kept });
}

/** Large texts come a moment after the page. */
async function recallLargeTexts(): Promise<void> {
  const { files } = useFiles.getState();
  for (const file of files.filter((one) => (one as { readonly large?: boolean }).large)) {
    const { recallLarge } = await import('./large-texts');
    const text = await recallLarge(file.name);
    if (text !== undefined && useFiles.getState().files.includes(file)) writeText(file.name, text);
  }
  largeKept = useFiles.getState().files.filter(({ text }) => text.length > LARGE_LETTERS);
}

/** Keeps the files across reloads; what was typed last is written when the page goes. */
export function keepFiles(): () => void {
  void recallLargeTexts().catch(() => told(false));
  const stop = useFiles.subscribe((now, before) => {
    if (now.files === before.files && now.active === before.active) return;
    clearTimeout(saving);
    saving = setTimeout(save, 300);
  });
  addEventListener('pagehide', save);
  return () => {
    stop();
    removeEventListener('pagehide', save);
  };
}

export function activeFile(state: Files): ManifestFile {
  return state.files.find((file) => file.name === state.active) ?? { name: state.active, text: '' };
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
