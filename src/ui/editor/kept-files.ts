import { firstExample } from './first-example';

export interface ManifestFile {
  readonly name: string;
  readonly text: string;
  /** Its text stands where there is more room, and is not here yet. */
  readonly large?: true;
}

/** What a tab's editor holds. */
export interface KeptFiles {
  readonly files: readonly ManifestFile[];
  readonly active: string;
  /** When somebody last changed any of it, in any tab that it was copied from: a new tab takes the newest. */
  readonly editedAt: number;
}

/** Before tabs had names all wrote here; read as the files of a tab without a name. */
const PREFIX = 'wheelhouse.files';
/** So many tabs that are gone are remembered, and no longer than that: a closed tab can be opened again. */
const TABS_KEPT = 12;
const KEPT_MILLISECONDS = 14 * 24 * 3_600_000;

const keyOf = (tab: string) => (tab === '' ? PREFIX : `${PREFIX}.${tab}`);

/** What was kept, or the first example. Whatever storage holds that is not ours is passed over. */
export function readFiles(kept: string | undefined): KeptFiles {
  return parsedFiles(kept) ?? fallback();
}

function fallback(): KeptFiles {
  return { files: [{ name: firstExample.file, text: firstExample.text }], active: firstExample.file, editedAt: 0 };
}

function parsedFiles(kept: string | undefined): KeptFiles | undefined {
  if (kept === undefined) return undefined;
  try {
    const parsed: unknown = JSON.parse(kept);
    const files = filesIn(parsed);
    const [first] = files;
    if (!first) return undefined;
    const { active, editedAt } = parsed as { active?: unknown; editedAt?: unknown };
    const shown = files.some((file) => file.name === active) ? String(active) : first.name;
    return { files, active: shown, editedAt: typeof editedAt === 'number' ? editedAt : 0 };
  } catch {
    return undefined;
  }
}

function filesIn(parsed: unknown): ManifestFile[] {
  const list = typeof parsed === 'object' && parsed !== null ? (parsed as { files?: unknown }).files : undefined;
  if (!Array.isArray(list)) return [];
  return list.filter((file): file is ManifestFile => typeof file?.name === 'string' && typeof file?.text === 'string');
}

/** The files a tab begins with, and whose they are: its own; in a new tab those that were changed last anywhere. */
export function filesOf(
  tab: string | undefined,
  storage: Storage | undefined = storageHere(),
): KeptFiles & { readonly of: string } {
  const own = tab === undefined ? undefined : parsedFiles(storage?.getItem(keyOf(tab)) ?? undefined);
  if (tab !== undefined && own) return { ...own, of: tab };
  const [newest] = allKept(storage).sort((a, b) => b.editedAt - a.editedAt);
  return newest ?? { ...fallback(), of: '' };
}

/** Throws where the browser keeps no more. */
export function writeKept(tab: string, kept: KeptFiles): void {
  localStorage.setItem(keyOf(tab), JSON.stringify(kept));
}

/**
 * Forgets the files of tabs that are gone: the oldest, and those of long ago. Answers whose.
 * @param living tabs whose files stay, whatever their age.
 * @param most of the others stay.
 */
export function forgetGone(
  living: ReadonlySet<string>,
  now: number,
  most = TABS_KEPT,
  storage: Storage | undefined = storageHere(),
): readonly string[] {
  const gone = allKept(storage)
    .filter(({ of }) => !living.has(of))
    .sort((a, b) => b.editedAt - a.editedAt);
  const isOld = ({ editedAt }: KeptFiles) => now - editedAt > KEPT_MILLISECONDS;
  const forgotten = gone.filter((kept, rank) => rank >= most || (rank > 0 && isOld(kept))).map(({ of }) => of);
  for (const tab of forgotten) storage?.removeItem(keyOf(tab));
  return forgotten;
}

function allKept(storage: Storage | undefined): (KeptFiles & { readonly of: string })[] {
  if (!storage) return [];
  const keys = Array.from({ length: storage.length }, (_, index) => storage.key(index) ?? '');
  const ours = keys.filter((key) => key === PREFIX || key.startsWith(`${PREFIX}.`)).sort();
  return ours.flatMap((key) => {
    const kept = parsedFiles(storage.getItem(key) ?? undefined);
    return kept ? [{ ...kept, of: key.slice(PREFIX.length + 1) }] : [];
  });
}

/** Undefined where the browser lets the page have none. */
function storageHere(): Storage | undefined {
  try {
    return localStorage;
  } catch {
    return undefined;
  }
}
