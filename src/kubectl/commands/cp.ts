import type { TarEntry } from '../../apimachinery';
import { readTar, unixSeconds, writeTar } from '../../apimachinery';
import type { Process } from '../../simulation';
import { CommandError } from '../failure';
import type { Invocation } from '../invocation';
import { containerOf } from '../pod-choice';
import type { Loose } from '../printers/description';
import { runIn } from '../remote-stream';
import { kindCalled } from '../resource-argument';

/** A file here, or (with a pod) in a container. */
interface Spec {
  readonly namespace: string | undefined;
  readonly pod: string | undefined;
  readonly file: string;
}

const shapeless = 'filespec must match the canonical format: [[namespace/]pod:]file/path';

function specOf(text: string): Spec {
  const at = text.indexOf(':');
  if (at < 0) return { namespace: undefined, pod: undefined, file: text };
  const [where, file] = [text.slice(0, at).split('/'), text.slice(at + 1)];
  if (where.length > 2 || where[0] === '') throw new CommandError(shapeless);
  return { namespace: where.length === 2 ? where[0] : undefined, pod: where.at(-1), file };
}

const base = (path: string): string => path.replace(/\/+$/, '').replace(/^.*\//, '');
const folderOf = (path: string): string => path.replace(/\/?[^/]*\/?$/, '');

function* podOf(invocation: Invocation, { namespace = invocation.namespace, pod = '' }: Spec): Process<Loose> {
  return yield* invocation.requests.get({ kind: kindCalled('pods'), namespace, name: pod });
}

/** Runs `tar` where the files are; what it complains of is told, and its failure is this command's. */
function* remote(
  invocation: Invocation,
  pod: Loose,
  container: string,
  command: readonly string[],
  input?: string,
): Process<string> {
  const { stdout, stderr, code } = yield* runIn(invocation, pod, container, command, input);
  invocation.write('stderr', stderr);
  if (code !== 0) throw new CommandError(`command terminated with exit code ${code}`);
  return stdout;
}

/** Out of a container: a file becomes one of the folder's, a folder as many as are in it. */
function* fetch(invocation: Invocation, from: Spec, to: string): Process<void> {
  if (from.file === '' || to === '') throw new CommandError('filepath can not be empty');
  const pod = yield* podOf(invocation, from);
  const container = containerOf(invocation, pod, invocation.flags.text('container'));
  const archive = yield* remote(invocation, pod, container, ['tar', 'cf', '-', from.file]);
  const entries = readTar(archive) ?? [];
  const root = from.file.replace(/^\/+|\/+$/g, '');
  const isHere = /^\.?\/?$/.test(to);
  const target = isHere ? base(from.file) : to.replace(/^\.\//, '').replace(/\/$/, `/${base(from.file)}`);
  const written = (entry: TarEntry) => target + entry.name.replace(/^\/+/, '').slice(root.length);
  const files = entries.filter(({ name }) => !name.endsWith('/'));
  invocation.written = Object.fromEntries(files.map((entry) => [written(entry), entry.text]));
}

/** Into a container: beside what is there, or into a folder that is there. */
function* send(invocation: Invocation, from: string, to: Spec): Process<void> {
  if (from === '' || to.file === '') throw new CommandError('filepath can not be empty');
  const { files } = invocation;
  const local = from.replace(/^\.\//, '');
  const folder = `${local.replace(/\/$/, '')}/`;
  const inside = Object.keys(files).filter((name) => name.startsWith(folder));
  if (files[local] === undefined && inside.length === 0)
    throw new CommandError(`${from} doesn't exist in local filesystem`);
  const pod = yield* podOf(invocation, to);
  const container = containerOf(invocation, pod, invocation.flags.text('container'));
  const isFolder = (yield* runIn(invocation, pod, container, ['test', '-d', to.file])).code === 0;
  const target = isFolder ? `${to.file.replace(/\/$/, '')}/${base(local)}` : to.file.replace(/\/$/, '');
  const entries =
    files[local] === undefined
      ? inside.map((name) => ({ name: `${base(target)}/${name.slice(folder.length)}`, text: files[name]! }))
      : [{ name: base(target), text: files[local] }];
  const seconds = unixSeconds(invocation.component.now);
  const where = folderOf(target);
  const command = ['tar', '-xmf', '-', ...(where === '' ? [] : ['-C', where])];
  yield* remote(invocation, pod, container, command, writeTar(entries, seconds));
}

/** `kubectl cp POD:/etc/hostname here.txt`, `kubectl cp web.conf NAMESPACE/POD:/tmp`: by `tar` in the container, as the real one does it. */
export function* copy(invocation: Invocation): Process<void> {
  const { words } = invocation;
  if (words.length !== 2) throw new CommandError('source and destination are required');
  const [from, to] = [specOf(words[0]!), specOf(words[1]!)];
  if (from.pod && to.pod) throw new CommandError('one of src or dest must be a local file specification');
  if (from.pod) return yield* fetch(invocation, from, to.file);
  if (to.pod) return yield* send(invocation, from.file, to);
  throw new CommandError('one of src or dest must be a remote file specification');
}
