import type { TarEntry } from '../../../apimachinery';
import { readTar, unixSeconds, writeTar } from '../../../apimachinery';
import type { Process } from '../../../simulation';
import type { ProgramWorld } from '../program-world';
import type { Streams } from '../shell/shell-streams';

interface Asked {
  readonly mode: string;
  readonly file: string;
  readonly folder: string;
  readonly names: readonly string[];
}

/** `cf - PATH`, `-xmf - -C FOLDER`, `tf FILE`: a bundle of letters first, with or without a dash. */
function asked(parameters: readonly string[]): Asked {
  let [mode, file, folder] = ['', '-', ''];
  const names: string[] = [];
  for (let at = 0; at < parameters.length; at++) {
    const word = parameters[at]!;
    if (word === '-C') folder = parameters[++at] ?? '';
    else if (word.startsWith('--')) continue;
    else if (at === 0 || (word.startsWith('-') && word !== '-')) {
      mode += word.replace(/^-/, '');
      if (word.endsWith('f')) file = parameters[++at] ?? '-';
    } else names.push(word);
  }
  return { mode, file, folder, names };
}

const below = (folder: string, name: string): string =>
  name.startsWith('/') || folder === '' ? name : `${folder}/${name}`;

/** Files at a path, with those in the folders below it; undefined where there is nothing. */
function filesAt(world: ProgramWorld, path: string): TarEntry[] | undefined {
  const { files } = world.container;
  const text = world.readFile(path);
  if (text !== undefined) return [{ name: path, text }];
  if (!files.isFolder(path)) return undefined;
  const root = path.replace(/\/$/, '');
  const inside = files.list(path).flatMap((name) => (name === '' ? [] : (filesAt(world, `${root}/${name}`) ?? [])));
  return [{ name: `${root}/`, text: '' }, ...inside];
}

function pack({ folder, names, file }: Asked, world: ProgramWorld, streams: Streams): number {
  const entries: TarEntry[] = [];
  let code = 0;
  for (const name of names) {
    const found = filesAt(world, below(folder, name));
    if (!found) {
      streams.error(`tar: ${name}: No such file or directory\n`);
      code = 1;
      continue;
    }
    if (name.startsWith('/')) streams.error("tar: removing leading '/' from member names\n");
    const from = folder === '' || name.startsWith('/') ? 0 : folder.length + 1;
    entries.push(...found.map((one) => ({ ...one, name: one.name.slice(from).replace(/^\/+/, '') })));
  }
  const archive = writeTar(entries, unixSeconds(world.component.now));
  if (file === '-') streams.output(archive);
  else world.writeFile(file, archive);
  return code;
}

function unpack({ folder, mode }: Asked, entries: readonly TarEntry[], world: ProgramWorld, streams: Streams): number {
  if (folder !== '' && !world.container.files.isFolder(folder)) {
    streams.error(`tar: can't change directory to '${folder}': No such file or directory\n`);
    return 1;
  }
  for (const { name, text } of entries) {
    const path = below(folder, name);
    const problem = name.endsWith('/')
      ? void world.container.files.makeFolder(path.slice(0, -1))
      : world.writeFile(path, text);
    if (mode.includes('v')) streams.output(`${name}\n`);
    if (problem === undefined) continue;
    streams.error(`tar: can't open '${name}': ${problem}\n`);
    return 1;
  }
  return 0;
}

/** `tar`: archives of texts, as `kubectl cp` sends and fetches them. */
export function* tar(parameters: readonly string[], world: ProgramWorld, streams: Streams): Process<number> {
  const line = asked(parameters);
  if (line.mode.includes('c')) return pack(line, world, streams);
  const piped = streams.live ? yield* streams.live.rest() : streams.input;
  const archive = line.file === '-' ? piped : world.readFile(line.file);
  const entries = archive === undefined ? undefined : readTar(archive);
  if (!entries) {
    streams.error('tar: invalid tar magic\n');
    return 1;
  }
  if (line.mode.includes('x')) return unpack(line, entries, world, streams);
  streams.output(entries.map(({ name }) => `${name}\n`).join(''));
  return 0;
}
