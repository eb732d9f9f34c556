import { encodeBase64 } from '../../api';
import { CommandError } from '../failure';
import type { Fields, Folder } from './folder';
import { joined } from './folder';

function pair(written: unknown): [string, string] {
  const line = String(written);
  const at = line.indexOf('=');
  if (at < 1) throw new CommandError(`invalid literal source ${line}, expected key=value`);
  return [line.slice(0, at), line.slice(at + 1).replace(/^(["'])([^]*)\1$/, '$2')];
}

const listOf = (value: unknown): string[] => (Array.isArray(value) ? value.map(String) : []);

/** Keys and values out of literals, files and files of variables. */
function dataOf(
  folder: Folder,
  path: string,
  { literals = [], files = [], envs = [], env }: Fields,
): [string, string][] {
  const fromFiles = listOf(files).map((source): [string, string] => {
    const at = source.indexOf('=');
    const name = source.slice(at + 1);
    return [at < 0 ? name.replace(/^.*\//, '') : source.slice(0, at), folder.demand(joined(path, name))];
  });
  const fromEnvs = [...listOf(envs), ...(env ? [String(env)] : [])].flatMap((name) =>
    folder
      .demand(joined(path, name))
      .split(/\r?\n/)
      .filter((line) => line.trim() !== '' && !line.trimStart().startsWith('#'))
      .map(pair),
  );
  return [...fromEnvs, ...fromFiles, ...listOf(literals).map(pair)];
}

/** A config map or a secret as a generator describes it. */
export function generated(
  folder: Folder,
  path: string,
  kind: 'ConfigMap' | 'Secret',
  from: Fields,
  options: Fields = {},
): Fields {
  const data = Object.fromEntries(
    dataOf(folder, path, from).map(([key, value]) => [key, kind === 'Secret' ? encodeBase64(value) : value]),
  );
  const own = { ...options, ...from['options'] };
  const { labels, annotations } = {
    labels: { ...options['labels'], ...own.labels },
    annotations: { ...options['annotations'], ...own.annotations },
  };
  return {
    apiVersion: 'v1',
    ...(Object.keys(data).length > 0 && { data }),
    kind,
    metadata: {
      name: from['name'],
      ...(from['namespace'] && { namespace: from['namespace'] }),
      ...(Object.keys(labels).length > 0 && { labels }),
      ...(Object.keys(annotations).length > 0 && { annotations }),
    },
    ...(kind === 'Secret' && { type: from['type'] ?? 'Opaque' }),
    ...(own.immutable && { immutable: true }),
  };
}
