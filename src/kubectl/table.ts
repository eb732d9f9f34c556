import type { KubeObject } from '../apimachinery';
import type { KindDefinition } from '../api';

export interface TableOptions {
  readonly now: number;
  readonly wide?: boolean;
  readonly withNamespace?: boolean;
  readonly withLabels?: boolean;
  readonly withHeader?: boolean;
  /** Names come with their kind where several kinds are listed: `pod/web`. */
  readonly named?: (name: string) => string;
}

/** Columns three spaces apart; the last one ends where its text does. */
export function alignedRows(rows: readonly (readonly string[])[]): string[] {
  const widths = rows[0]?.map((_, column) => Math.max(...rows.map((row) => row[column]!.length))) ?? [];
  return rows.map((row) =>
    row.map((cell, column) => (column === row.length - 1 ? cell : cell.padEnd(widths[column]! + 3))).join(''),
  );
}

function labelsText(object: KubeObject): string {
  const labels = Object.entries(object.metadata.labels ?? {}).sort(([a], [b]) => (a < b ? -1 : 1));
  return labels.length === 0 ? '<none>' : labels.map(([key, value]) => `${key}=${value}`).join(',');
}

function cellText(value: unknown): string {
  return value === '' || value === undefined ? '<none>' : String(value);
}

/** What `kubectl get` prints of objects of one kind, from the kind's columns. */
export function tableLines(kind: KindDefinition, objects: readonly KubeObject[], options: TableOptions): string[] {
  const columns = kind.columns.filter(({ priority }) => priority === 0 || options.wide);
  const row = (object: KubeObject): string[] => [
    ...(options.withNamespace ? [object.metadata.namespace ?? ''] : []),
    ...columns.map((column, index) => {
      const text = cellText(column.cell(object, options.now));
      return index === 0 && options.named ? options.named(text) : text;
    }),
    ...(options.withLabels ? [labelsText(object)] : []),
  ];
  const header = [
    ...(options.withNamespace ? ['NAMESPACE'] : []),
    ...columns.map(({ name }) => name.toUpperCase()),
    ...(options.withLabels ? ['LABELS'] : []),
  ];
  return alignedRows([...(options.withHeader === false ? [] : [header]), ...objects.map(row)]);
}
