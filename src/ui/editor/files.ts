import { create } from 'zustand';
import { recall, remember } from '../state/memory';
import { type Example, examples } from './examples';

export interface ManifestFile {
  readonly name: string;
  readonly text: string;
}

interface Files {
  readonly files: readonly ManifestFile[];
  readonly active: string;
}

const MEMORY_KEY = 'wheelhouse.files';

/** What was kept, or the first example. Whatever storage holds that is not ours is passed over. */
export function readFiles(kept: string | undefined): Files {
  const first = examples[0];
  const fallback = { files: first ? [{ name: first.file, text: first.text }] : [], active: first?.file ?? '' };
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

export const useFiles = create<Files>(() => readFiles(recall(MEMORY_KEY)));

let saving: ReturnType<typeof setTimeout> | undefined;

function save(): void {
  clearTimeout(saving);
  saving = undefined;
  remember(MEMORY_KEY, JSON.stringify(useFiles.getState()));
}

/** Keeps the files across reloads; what was typed last is written when the page goes. */
export function keepFiles(): () => void {
  const stop = useFiles.subscribe(() => {
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

export function openFile(name: string): void {
  useFiles.setState({ active: name });
}

/** Opens an example beside what is there; one that is open and unchanged is shown again. Nothing is overwritten. */
export function openExample(example: Pick<Example, 'file' | 'text'>): void {
  useFiles.setState((state) => {
    const open = state.files.find((file) => file.name === example.file);
    if (open && (open.text === example.text || example.text === '')) return { active: open.name };
    const name = freeName(example.file, state.files);
    return { files: [...state.files, { name, text: example.text }], active: name };
  });
}

export function closeFile(name: string): void {
  useFiles.setState((state) => {
    const at = state.files.findIndex((file) => file.name === name);
    const files = state.files.filter((file) => file.name !== name);
    const next = files[Math.min(at, files.length - 1)]?.name ?? '';
    return { files, active: state.active === name ? next : state.active };
  });
}

/** `web.yaml`, `web-2.yaml` … */
export function freeName(wanted: string, files: readonly ManifestFile[]): string {
  const taken = new Set(files.map((file) => file.name));
  const stem = wanted.replace(/\.ya?ml$/, '');
  let name = wanted;
  for (let number = 2; taken.has(name); number += 1) name = `${stem}-${number}.yaml`;
  return name;
}
