import type { KubeObject } from '../../apimachinery';
import { plainText } from '../go-value';
import type { Table, TableColumn, TableRow } from '../requests';

export interface TableOptions {
  readonly wide: boolean;
  readonly withNamespace: boolean;
  readonly withLabels: boolean;
  readonly withHeader: boolean;
  readonly labelColumns: readonly string[];
  /** Put before names where several kinds are listed: `pod/`. */
  readonly prefix: string;
}

/** What the last part of a label's key is called above its column. */
function labelHeader(key: string): string {
  return key.slice(key.lastIndexOf('/') + 1).toUpperCase();
}

export function headerLine(columns: readonly TableColumn[], options: TableOptions): string {
  return [
    ...(options.withNamespace ? ['NAMESPACE'] : []),
    ...columns.filter((column) => isShown(column, options)).map(({ name }) => name.toUpperCase()),
    ...options.labelColumns.map(labelHeader),
    ...(options.withLabels ? ['LABELS'] : []),
  ].join('\t');
}

function isShown({ priority }: TableColumn, { wide }: TableOptions): boolean {
  return priority === 0 || wide;
}

/** A cell is one line: what comes after a line break is left out, and that is shown. */
function cellText(value: unknown): string {
  if (value === null || value === undefined) return '';
  const text = plainText(value);
  const end = text.search(/[\f\n\r]/);
  return end < 0 ? text : `${text.slice(0, end)}...`;
}

function labelsText({ metadata }: KubeObject): string {
  const labels = Object.entries(metadata.labels ?? {}).sort(([a], [b]) => (a < b ? -1 : 1));
  return labels.length === 0 ? '<none>' : labels.map(([key, value]) => `${key}=${value}`).join(',');
}

export function rowLine({ cells, object }: TableRow, columns: readonly TableColumn[], options: TableOptions): string {
  const shown = cells
    .filter((_, index) => isShown(columns[index]!, options))
    .map((cell, index) => (index === 0 ? options.prefix : '') + cellText(cell));
  return [
    ...(options.withNamespace ? [object.metadata.namespace ?? ''] : []),
    ...shown,
    ...options.labelColumns.map((key) => object.metadata.labels?.[key] ?? ''),
    ...(options.withLabels ? [labelsText(object)] : []),
  ].join('\t');
}

/** The lines of a table, cells separated by tabs. */
export function tableLines(table: Table, options: TableOptions): string[] {
  const columns = table.columnDefinitions ?? [];
  const rows = table.rows.map((row) => rowLine(row, columns, options));
  return options.withHeader ? [headerLine(columns, options), ...rows] : rows;
}
