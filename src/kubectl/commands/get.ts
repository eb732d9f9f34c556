import { humanDuration, instantOf, isRefusal } from '../../apimachinery';
import type { KubeObject } from '../../apimachinery';
import { apiVersionOf } from '../../api';
import type { KindDefinition } from '../../api';
import type { Process } from '../../simulation';
import { CommandError, PlainError } from '../failure';
import { plainText } from '../go-value';
import { isTellable } from '../invocation';
import type { Invocation } from '../invocation';
import { relaxedPath } from '../json-path';
import { logLine } from '../log-line';
import { customColumns } from '../printers/custom-columns';
import { objectPrinter, withoutManagers } from '../printers/object-printer';
import { tableLines } from '../printers/server-table';
import type { Table, Target } from '../requests';
import { printedName, resourceArguments } from '../resource-argument';
import { alignTabs, tableWriter } from '../tab-writer';
import { fileTargets } from '../resource-builder';
import { getRaw } from './raw';
import { tableOptions, watchObjects, watchTables } from './get-watch';

/** What the command's words, or its files, ask for. */
export function targetsOf(invocation: Invocation): Target[] {
  const { flags, words, namespace } = invocation;
  if (flags.namesFiles) return fileTargets(invocation, words);
  const everywhere = flags.isOn('all-namespaces');
  return resourceArguments(words, invocation.customKinds).map(({ kind, name }) => {
    if (name !== undefined && everywhere)
      throw new CommandError('a resource cannot be retrieved by name across all namespaces');
    if (name !== undefined && flags.text('selector'))
      throw new CommandError('name cannot be provided when a selector is specified');
    return { kind, name, namespace: kind.namespaced && !everywhere ? namespace : undefined };
  });
}

function queryOf({ flags }: Invocation, { name }: Target): Readonly<Record<string, string | undefined>> {
  if (name !== undefined) return {};
  return {
    fieldSelector: flags.text('field-selector'),
    labelSelector: flags.text('selector'),
    limit: flags.text('chunk-size') ?? '500',
    ...(flags.has('sort-by') && { includeObject: 'Object' }),
  };
}

/** Asks for each target in turn; what is refused is told at the end. */
function* askEach<T>(
  invocation: Invocation,
  targets: readonly Target[],
  ask: (target: Target) => Process<T>,
): Process<{ readonly target: Target; readonly answer: T }[]> {
  const found: { readonly target: Target; readonly answer: T }[] = [];
  for (const target of targets) {
    try {
      found.push({ target, answer: yield* ask(target) });
    } catch (error) {
      if (!isTellable(error)) throw error;
      if (!(invocation.flags.isOn('ignore-not-found') && isRefusal(error, 'NotFound'))) invocation.fail(error);
    }
  }
  return found;
}

/** Answers for one kind stand in one table. */
function joined(found: readonly { readonly target: Target; readonly answer: Table }[]): Map<KindDefinition, Table> {
  const tables = new Map<KindDefinition, Table>();
  for (const { target, answer } of found) {
    const known = tables.get(target.kind);
    tables.set(target.kind, known ? { ...known, rows: [...known.rows, ...answer.rows] } : answer);
  }
  return tables;
}

/** A path that is none, or that leads nowhere in any of them, leaves nothing to be shown. */
function sorted(invocation: Invocation, table: Table, path: string | undefined): Table {
  if (!path) return table;
  try {
    const reader = relaxedPath(path);
    const isThere = table.rows.some(({ object }) => reader.find(object)[0] !== undefined);
    return { ...table, rows: isThere ? sortedBy(invocation, table.rows, path, ({ object }) => object) : [] };
  } catch (error) {
    if (!isTellable(error) || error instanceof PlainError) throw error;
    return { ...table, rows: [] };
  }
}

function sortedBy<T>(
  { component }: Invocation,
  items: readonly T[],
  path: string,
  objectOf: (item: T) => unknown,
): T[] {
  const reader = relaxedPath(path);
  const keyed = items.map((item) => ({ item, value: reader.find(objectOf(item))[0] }));
  const shown = `{${path.replace(/^\{?\.?|\}$/g, (part) => (part === '}' ? '' : '.'))}}`;
  if (items.length > 0 && keyed.every(({ value }) => value === undefined))
    throw new CommandError(`couldn't find any field with path ${JSON.stringify(shown)} in the list of objects`);
  const whole = items.length > 1 ? keyed.find(({ value }) => typeof value === 'object' && value !== null) : undefined;
  if (whole) {
    const type = Array.isArray(whole.value) ? '[]interface {}' : 'map[string]interface {}';
    const why = `Field ${shown} in [][][]reflect.Value is an unsortable type: interface, err: unsortable type: ${type}`;
    throw new PlainError(logLine(component.now, 'F', 'sorter.go:375', why));
  }
  return keyed.toSorted((a, b) => compareValues(a.value, b.value)).map(({ item }) => item);
}

function compareValues(a: unknown, b: unknown): number {
  if (a === undefined || b === undefined) return Number(a !== undefined) - Number(b !== undefined);
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  const [left, right] = [naturally(plainText(a)), naturally(plainText(b))];
  return left < right ? -1 : left > right ? 1 : 0;
}

/** Numbers within text are compared as numbers: `pod-2` before `pod-10`. */
function naturally(text: string): string {
  return text.replace(/\d+/g, (digits) => digits.padStart(20, '0'));
}

function* printTables(invocation: Invocation, targets: readonly Target[]): Process<void> {
  const { requests, flags } = invocation;
  const subresource = flags.text('subresource');
  const found = yield* askEach(invocation, targets, (target) =>
    requests.table(target, queryOf(invocation, target), subresource),
  );
  const all = joined(found);
  const several = all.size > 1;
  const isPlain = !flags.isOn('server-print', true);
  const tables = [...all]
    .map(
      ([kind, table]) =>
        [kind, sorted(invocation, isPlain ? plainTable(invocation, table) : table, flags.text('sort-by'))] as const,
    )
    .filter(([, { rows }]) => rows.length > 0);
  tables.forEach(([kind, table], index) => {
    if (index > 0) invocation.print('');
    const lines = tableLines(table, tableOptions(invocation, kind, several));
    invocation.print(alignTabs(lines, tableWriter).join('\n'));
  });
  if (tables.length === 0 && !invocation.failed) sayNothingFound(invocation, targets);
}

/** What kubectl makes of objects by itself, where the server is not to print them: their names and ages. */
function plainTable({ component }: Invocation, { metadata, rows }: Table): Table {
  const age = (timestamp: string | null | undefined) => {
    const instant = instantOf(timestamp ?? '');
    return instant === undefined ? '<unknown>' : humanDuration(component.now - instant);
  };
  return {
    metadata,
    columnDefinitions: ['Name', 'Age'].map((name) => ({ name, priority: 0 })),
    rows: rows.map(({ object }) => ({
      object,
      cells: [object.metadata.name, age(object.metadata.creationTimestamp)],
    })),
  };
}

function sayNothingFound(invocation: Invocation, targets: readonly Target[]): void {
  if (invocation.flags.isOn('ignore-not-found')) return;
  const anywhere = invocation.flags.isOn('all-namespaces') || targets.some(({ kind }) => !kind.namespaced);
  invocation.say(anywhere ? 'No resources found' : `No resources found in ${invocation.namespace} namespace.`);
}

function* fetch(invocation: Invocation, target: Target): Process<readonly KubeObject[]> {
  const { kind, namespace, name } = target;
  const named = (item: KubeObject): KubeObject => ({ ...item, apiVersion: apiVersionOf(kind), kind: kind.kind });
  if (invocation.flags.isOn('show-managed-fields')) {
    const { limit: _, ...query } = queryOf(invocation, target);
    const found = yield* invocation.requests.written(target, query, invocation.flags.text('subresource'));
    return 'items' in found ? found.items.map(named) : [found];
  }
  if (name !== undefined)
    return [yield* invocation.requests.get({ kind, namespace, name }, invocation.flags.text('subresource'))];
  const list = yield* invocation.requests.list(kind, namespace, queryOf(invocation, target));
  return list.items.map(named);
}

function* printObjects(invocation: Invocation, targets: readonly Target[], output: string): Process<void> {
  const { flags } = invocation;
  const [, format = '', rest = ''] = /^([^=]*)(?:=([^]*))?$/.exec(output)!;
  const isOwn = format === 'name' || format === 'custom-columns' || format === 'custom-columns-file';
  const more = ['custom-columns', 'custom-columns-file', 'wide'];
  const columns = format === 'custom-columns-file' ? columnsFile(invocation, rest) : rest;
  const printer = isOwn ? undefined : objectPrinter(output, flags, invocation.files, more);
  const found = yield* askEach(invocation, targets, (target) => fetch(invocation, target));
  const path = flags.text('sort-by');
  const objects = found
    .flatMap(({ answer }) => answer)
    .map((object) => (flags.isOn('show-managed-fields') ? object : withoutManagers(object)));
  const ordered = path ? sortedBy(invocation, objects, path, (object) => object) : objects;
  // Of one file, or of one object by its name, all that is there is shown or nothing.
  const isOne = flags.has('filename') ? flags.all('filename').length === 1 : targets.length === 1;
  if (invocation.failed && (isOne || ordered.length === 0)) return;
  if (format === 'name') {
    const named = found.flatMap(({ target, answer }) => answer.map((object) => ({ kind: target.kind, object })));
    for (const { kind, object } of path ? sortedBy(invocation, named, path, (one) => one.object) : named)
      invocation.print(printedName(kind, object.metadata.name));
  } else if (!printer) {
    const lines = customColumns(columns, ordered, !flags.isOn('no-headers'));
    if (lines.length > 0) invocation.print(lines.join('\n'));
  } else {
    const single = targets.length === 1 && targets[0]!.name !== undefined;
    if (single && ordered.length === 0) return;
    invocation.write('stdout', printer(single ? ordered[0] : listOf(ordered)));
  }
}

const twoLines = 'Expected format is one line of space separated headers, one line of space separated column specs.';

/** A file of two lines, headers above paths, as one specification. */
function columnsFile({ files }: Invocation, name: string): string {
  if (name === '') throw new CommandError('custom-columns format specified but no custom columns given');
  const text = files[name];
  if (text === undefined)
    throw new CommandError(`error reading template ${name}, open ${name}: no such file or directory\n`);
  const [headers = [], paths] = text
    .trimEnd()
    .split('\n')
    .map((line) => line.trim().split(/\s+/));
  if (text.trim() === '') throw new CommandError(`invalid template, missing header line. ${twoLines}`);
  if (!paths) throw new CommandError(`invalid template, missing spec line. ${twoLines}`);
  if (headers.length !== paths.length)
    throw new CommandError(
      `number of headers (${headers.length}) and field specifications (${paths.length}) don't match`,
    );
  return headers.map((header, index) => `${header}:${paths[index]}`).join(',');
}

function listOf(objects: readonly KubeObject[]): unknown {
  return { apiVersion: 'v1', items: objects, kind: 'List', metadata: { resourceVersion: '' } };
}

const missingType = `You must specify the type of resource to get. Use "kubectl api-resources" for a complete list of supported resources.
`;

/** `kubectl get pods`, `get deploy/web -o yaml`, `get pods,deploy -A`, `get pods -w`. */
export function* get(invocation: Invocation): Process<void> {
  const { flags } = invocation;
  if (flags.has('raw')) return yield* getRaw(invocation);
  const targets = targetsOf(invocation);
  if (targets.length === 0 && !invocation.failed && invocation.words.length === 0) {
    invocation.say(missingType);
    throw new CommandError(
      'Required resource not specified.\nUse "kubectl explain <resource>" for a detailed description of that resource (e.g. kubectl explain pods).\nSee \'kubectl get -h\' for help and examples',
    );
  }
  if (flags.text('subresource') && targets.some(({ name }) => name === undefined))
    throw new CommandError('subresource cannot be used when bulk resources are specified');
  const output = flags.text('output') ?? (flags.text('template') ? 'go-template' : '');
  const isTable = output === '' || output === 'wide';
  const watches = flags.isOn('watch') || flags.isOn('watch-only');
  if (flags.isOn('output-watch-events') && !watches)
    throw new CommandError('--output-watch-events option can only be used with --watch or --watch-only');
  if (watches) {
    return yield* isTable ? watchTables(invocation, targets) : watchObjects(invocation, targets, output);
  }
  yield* isTable ? printTables(invocation, targets) : printObjects(invocation, targets, output);
}
