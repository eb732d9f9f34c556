import type { Process } from '../../simulation';
import { CommandError, UsageError } from '../failure';
import type { Flags } from '../flags';
import type { Invocation } from '../invocation';
import { objectPrinter } from '../printers/object-printer';
import { alignTabs, tableWriter } from '../tab-writer';

interface Served {
  readonly name: string;
  readonly shortNames?: readonly string[];
  readonly singularName: string;
  readonly namespaced: boolean;
  readonly kind: string;
  readonly verbs: readonly string[];
  readonly categories?: readonly string[];
}

interface Row extends Served {
  readonly group: string;
  readonly groupVersion: string;
}

interface ResourceList {
  readonly groupVersion: string;
  readonly resources: readonly Served[];
}

interface GroupList {
  readonly groups: readonly {
    readonly name: string;
    readonly versions: readonly { readonly groupVersion: string }[];
    readonly preferredVersion: { readonly groupVersion: string };
  }[];
}

function* resourcesOf(invocation: Invocation, path: string, group: string): Process<Row[]> {
  const { resources, groupVersion } = (yield* invocation.requests.raw('GET', path)) as ResourceList;
  return resources
    .filter(({ name, verbs }) => !name.includes('/') && verbs.length > 0)
    .map((resource) => ({ ...resource, group, groupVersion }));
}

/** What the servers say they have, a group's preferred version each. */
export function* discover(invocation: Invocation): Process<Row[]> {
  const { groups } = (yield* invocation.requests.raw('GET', '/apis')) as GroupList;
  const rows = yield* resourcesOf(invocation, '/api/v1', '');
  for (const { name, preferredVersion } of groups)
    rows.push(...(yield* resourcesOf(invocation, `/apis/${preferredVersion.groupVersion}`, name)));
  return rows;
}

function isWanted({ flags }: Invocation): (row: Row) => boolean {
  const [group, namespaced] = [flags.text('api-group'), flags.text('namespaced')];
  const [verbs, categories] = [flags.list('verbs'), flags.list('categories')];
  return (row) =>
    (group === undefined || row.group === group) &&
    (namespaced === undefined || row.namespaced === (namespaced !== 'false')) &&
    verbs.every((verb) => row.verbs.includes(verb)) &&
    categories.every((category) => row.categories?.includes(category));
}

function ordered(rows: readonly Row[], by: string | undefined): Row[] {
  if (by !== undefined && by !== 'name' && by !== 'kind') throw new CommandError(`--sort-by accepts only name or kind`);
  const key = (row: Row) => (by === undefined ? `${row.group} ${row.name}` : row[by]);
  return rows.toSorted((a, b) => (key(a) < key(b) ? -1 : key(a) > key(b) ? 1 : 0));
}

function cells(row: Row, wide: boolean): string {
  const { name, shortNames = [], groupVersion, namespaced, kind, verbs, categories = [] } = row;
  const more = wide ? [verbs.toSorted().join(','), categories.join(',')] : [];
  return [name, shortNames.join(','), groupVersion, namespaced, kind, ...more].join('\t');
}

/** Its resources with their groups and versions, as one list. */
function listOf(rows: readonly Row[]): unknown {
  const resources = rows.map((row) => ({
    name: row.name,
    singularName: row.singularName,
    namespaced: row.namespaced,
    ...(row.group && { group: row.group }),
    version: row.groupVersion.replace(/^.*\//, ''),
    kind: row.kind,
    verbs: row.verbs,
    ...(row.shortNames && { shortNames: row.shortNames }),
    ...(row.categories && { categories: row.categories }),
  }));
  return { kind: 'APIResourceList', apiVersion: 'v1', groupVersion: '', resources };
}

function printerOf(output: string, flags: Flags, files: Invocation['files']): (object: unknown) => string {
  // As it stands, for it has the order of its fields.
  if (output === 'json') return (object) => `${JSON.stringify(object, null, 4)}\n`;
  if (output === 'yaml' || output === 'kyaml') return objectPrinter(output, flags, files, []);
  throw new CommandError(
    `unable to match a printer suitable for the output format ${JSON.stringify(output)}, allowed formats are: json,kyaml,name,wide,yaml`,
  );
}

/** `kubectl api-resources`. */
export function* apiResources(invocation: Invocation): Process<void> {
  const { flags, words, path } = invocation;
  if (words.length > 0) throw new UsageError(`unexpected arguments: [${words.join(' ')}]`, path);
  const rows = ordered((yield* discover(invocation)).filter(isWanted(invocation)), flags.text('sort-by'));
  const output = flags.text('output') ?? '';
  if (output === 'name') return rows.forEach(({ name, group }) => invocation.print(group ? `${name}.${group}` : name));
  if (output !== '' && output !== 'wide')
    return invocation.write('stdout', printerOf(output, flags, invocation.files)(listOf(rows)));
  const wide = output === 'wide';
  const header = `NAME\tSHORTNAMES\tAPIVERSION\tNAMESPACED\tKIND${wide ? '\tVERBS\tCATEGORIES' : ''}`;
  const lines = [...(flags.isOn('no-headers') ? [] : [header]), ...rows.map((row) => cells(row, wide))];
  if (lines.length > 0) invocation.print(alignTabs(lines, tableWriter).join('\n'));
}

/** `kubectl api-versions`. */
export function* apiVersions(invocation: Invocation): Process<void> {
  const { words, path } = invocation;
  if (words.length > 0) throw new UsageError(`unexpected arguments: [${words.join(' ')}]`, path);
  const { groups } = (yield* invocation.requests.raw('GET', '/apis')) as GroupList;
  const versions = groups.flatMap((group) => group.versions.map(({ groupVersion }) => groupVersion));
  invocation.print([...versions, 'v1'].sort().join('\n'));
}
