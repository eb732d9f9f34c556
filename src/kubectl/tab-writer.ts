/**
 * Columns as Go's text/tabwriter aligns them, which is how kubectl prints everything: a cell ends with a tab, and a column is
 * as wide as the widest cell of the neighbouring lines that have it too. What follows a line's last tab belongs to no column.
 */
export interface TabWriterOptions {
  readonly minimumWidth: number;
  readonly padding: number;
}

/** Of `kubectl get`. */
export const tableWriter: TabWriterOptions = { minimumWidth: 6, padding: 3 };
/** Of `kubectl describe`. */
export const describeWriter: TabWriterOptions = { minimumWidth: 0, padding: 2 };

/**
 * @param lines cells separated by tabs
 * @param remembered widths of columns printed before; kept and widened, for a table that goes on
 */
export function alignTabs(lines: readonly string[], options: TabWriterOptions, remembered?: number[]): string[] {
  const rows = lines.map((line) => line.split('\t'));
  const widths = rows.map((row) => row.map(() => 0));
  const columns = Math.max(0, ...rows.map((row) => row.length - 1));
  for (let column = 0; column < columns; column++) measureColumn(rows, column, options, widths, remembered);
  return rows.map((row, at) => row.map((cell, column) => cell.padEnd(widths[at]![column]!)).join(''));
}

function measureColumn(
  rows: readonly (readonly string[])[],
  column: number,
  { minimumWidth, padding }: TabWriterOptions,
  widths: number[][],
  remembered: number[] | undefined,
): void {
  const hasCell = (at: number) => at < rows.length && column < rows[at]!.length - 1;
  for (let first = 0; first < rows.length; first++) {
    if (!hasCell(first)) continue;
    let width = Math.max(minimumWidth, remembered?.[column] ?? 0);
    let end = first;
    for (; hasCell(end); end++) width = Math.max(width, textWidth(rows[end]![column]!) + padding);
    for (let at = first; at < end; at++) widths[at]![column] = width - wide(rows[at]![column]!);
    if (remembered) remembered[column] = width;
    first = end;
  }
}

/** Characters as a person counts them: one that is written in two code units is one. */
function textWidth(text: string): number {
  return text.length - wide(text);
}

function wide(text: string): number {
  return text.length - [...text].length;
}
