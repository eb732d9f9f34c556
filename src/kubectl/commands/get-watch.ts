import { parseDuration } from '../../apimachinery';
import type { ApiAnswer, KubeObject } from '../../apimachinery';
import { apiVersionOf } from '../../api';
import type { KindDefinition } from '../../api';
import { withTimeout } from '../../simulation';
import type { ClientStream, Process } from '../../simulation';
import { CommandError } from '../failure';
import type { Invocation } from '../invocation';
import { customColumns } from '../printers/custom-columns';
import { objectPrinter } from '../printers/object-printer';
import { headerLine, rowLine } from '../printers/server-table';
import type { TableOptions } from '../printers/server-table';
import type { Table, TableColumn, Target } from '../requests';
import { printedName } from '../resource-argument';
import { alignTabs, tableWriter } from '../tab-writer';

function onlyTarget(targets: readonly Target[]): Target {
  if (targets.length === 1) return targets[0]!;
  throw new CommandError(
    'watch is only supported on individual resources and resource collections - more than 1 resource was found',
  );
}

/** Names come with their kind where several kinds were asked for. */
export function tableOptions(invocation: Invocation, kind: KindDefinition, severalKinds: boolean): TableOptions {
  const { flags } = invocation;
  return {
    wide: flags.text('output') === 'wide',
    withNamespace: kind.namespaced && flags.isOn('all-namespaces'),
    withLabels: flags.isOn('show-labels'),
    withHeader: !flags.isOn('no-headers'),
    labelColumns: flags.list('label-columns'),
    prefix: severalKinds || flags.isOn('show-kind') ? printedName(kind, '') : '',
  };
}

/** Prints rows as they come; columns keep the width they once had. */
class RowPrinter {
  private readonly invocation: Invocation;
  private readonly options: TableOptions;
  private readonly widths: number[] = [];
  private columns: readonly TableColumn[] = [];
  private headed = false;

  constructor(invocation: Invocation, target: Target) {
    this.invocation = invocation;
    this.options = tableOptions(invocation, target.kind, false);
  }

  print(table: Pick<Table, 'columnDefinitions' | 'rows'>, event?: string): void {
    this.columns = table.columnDefinitions ?? this.columns;
    const before = event === undefined ? '' : `${event}\t`;
    const lines = table.rows.map((row) => before + rowLine(row, this.columns, this.options));
    if (!this.headed && this.options.withHeader && lines.length > 0)
      lines.unshift((event === undefined ? '' : 'EVENT\t') + headerLine(this.columns, this.options));
    this.headed ||= lines.length > 0;
    if (lines.length > 0) this.invocation.print(alignTabs(lines, tableWriter, this.widths).join('\n'));
  }
}

function selection({ flags }: Invocation): Readonly<Record<string, string | undefined>> {
  return { fieldSelector: flags.text('field-selector'), labelSelector: flags.text('selector') };
}

/** `get -w`: the table as it is now, then a row for every change, until somebody interrupts. */
export function* watchTables(invocation: Invocation, targets: readonly Target[]): Process<void> {
  const target = onlyTarget(targets);
  const { requests, flags } = invocation;
  const printer = new RowPrinter(invocation, target);
  const named = flags.isOn('output-watch-events');
  const table = yield* requests.table(
    target,
    target.name === undefined ? { ...selection(invocation), limit: '500' } : {},
  );
  if (!flags.isOn('watch-only')) printer.print(table, named ? 'ADDED' : undefined);
  else printer.print({ columnDefinitions: table.columnDefinitions, rows: [] });
  const resourceVersion = table.metadata.resourceVersion;
  const watching = requests.watchTable(target, { ...selection(invocation), resourceVersion });
  yield* eachEvent(invocation, watching, (event) => {
    if (event.type === 'BOOKMARK') return;
    if (event.type === 'ERROR') throw new CommandError(String((event.object as { message?: string }).message));
    printer.print(event.object, named ? event.type : undefined);
  });
}

/** What a watch brings, until it ends or as long as `--request-timeout` gives it. */
function* eachEvent<T>(
  { flags }: Invocation,
  watching: Process<ClientStream<ApiAnswer, T>>,
  work: (event: T) => void,
): Process<void> {
  const told = function* (): Process<void> {
    const stream = yield* watching;
    try {
      for (let event = yield* stream.next(); event; event = yield* stream.next()) work(event);
    } finally {
      stream.close();
    }
  };
  const text = flags.text('request-timeout') ?? '0';
  const milliseconds = /^\d+$/.test(text) ? Number(text) * 1000 : (parseDuration(text) ?? 0);
  yield* milliseconds > 0 ? withTimeout(milliseconds, told()) : told();
}

function printerOf(invocation: Invocation, target: Target, output: string): (object: KubeObject) => string {
  const [, format = '', rest = ''] = /^([^=]*)(?:=([^]*))?$/.exec(output)!;
  if (format === 'name') return ({ metadata }) => `${printedName(target.kind, metadata.name)}\n`;
  if (format === 'custom-columns') {
    let headed = invocation.flags.isOn('no-headers');
    return (object) => {
      const lines = customColumns(rest, [object], !headed);
      headed = true;
      return `${lines.join('\n')}\n`;
    };
  }
  const printer = objectPrinter(output, invocation.flags, invocation.files, ['custom-columns', 'wide']);
  const isYaml = format === 'yaml';
  let first = true;
  return (object) => {
    const text = printer(object);
    const parted = isYaml && !first ? `---\n${text}` : text;
    first = false;
    return parted;
  };
}

/** `get -w -o yaml|json|name|…`: whole objects, one after another. */
export function* watchObjects(invocation: Invocation, targets: readonly Target[], output: string): Process<void> {
  const target = onlyTarget(targets);
  const { kind, namespace, name } = target;
  const printer = printerOf(invocation, target, output);
  const query = name === undefined ? selection(invocation) : { fieldSelector: `metadata.name=${name}` };
  const list = yield* invocation.requests.list(kind, namespace, query);
  const say = (object: KubeObject) =>
    invocation.write('stdout', printer({ ...object, apiVersion: apiVersionOf(kind), kind: kind.kind }));
  if (!invocation.flags.isOn('watch-only')) list.items.forEach(say);
  const resourceVersion = list.metadata.resourceVersion;
  const watching = invocation.requests.watchAll(target, { ...query, resourceVersion });
  yield* eachEvent(invocation, watching, (event) => {
    if (event.type !== 'BOOKMARK' && event.type !== 'ERROR') say(event.object);
  });
}
