import { text } from '../text/language';
import { beforeCaret, columnsOf } from './line-editor';
import type { Line } from './line-editor';

/** What stands before a line, and how many columns it takes. */
export interface Lead {
  readonly text: string;
  readonly columns: number;
}

/** Whatever a manifest or a name smuggles in, the terminal obeys no escape sequence of it. */
const controls = /[^\P{Cc}\t\n\r]/gu;

export const printable = (text: string): string => text.replace(controls, '\ufffd').replace(/\r?\n/g, '\r\n');
export const dim = (text: string): string => `\x1b[2m${text}\x1b[22m`;
export const red = (text: string): string => `\x1b[31m${text}\x1b[39m`;

/** Takes away what stands from the row of the lead on; the caret is so many rows below it. */
export const erasure = (caretRow: number): string => `${caretRow > 0 ? `\x1b[${caretRow}A` : ''}\r\x1b[J`;

/** A line over what stood there, with the caret where it belongs: what is to be written, and the caret's new row below the lead's. */
export function drawing(
  lead: Lead,
  line: Line,
  columns: number,
  caretRow: number,
): { readonly text: string; readonly caretRow: number } {
  const width = Math.max(1, columns);
  const shown = line.text.replaceAll('\n', '⏎');
  const end = lead.columns + columnsOf(shown);
  const caret = lead.columns + columnsOf(beforeCaret({ ...line, text: shown }));
  const endRow = Math.floor(end / width);
  const row = Math.floor(caret / width);
  const wrap = end % width === 0 && end > 0 ? '\r\n' : '';
  const back = endRow > row ? `\x1b[${endRow - row}A` : '';
  const across = caret % width > 0 ? `\x1b[${caret % width}C` : '';
  return { text: `${erasure(caretRow)}${lead.text}${printable(shown)}${wrap}${back}\r${across}`, caretRow: row };
}

const MOST_CANDIDATES = 80;

/** Candidates side by side, as a shell lists them. */
export function columns(words: readonly string[], width: number): string {
  const shown = words.slice(0, MOST_CANDIDATES);
  const widest = Math.max(...shown.map(columnsOf)) + 2;
  const across = Math.max(1, Math.floor(width / widest));
  const rows: string[] = [];
  for (let at = 0; at < shown.length; at += across)
    rows.push(
      shown
        .slice(at, at + across)
        .map((word) => printable(word).padEnd(widest))
        .join('')
        .trimEnd(),
    );
  if (words.length > shown.length) rows.push(dim(text('terminal.more', { count: words.length - shown.length })));
  return rows.join('\r\n');
}
