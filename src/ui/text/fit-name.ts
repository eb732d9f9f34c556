import { shortenName } from './names';

const fitted = new Map<string, string>();
const MOST_REMEMBERED = 5000;

/** Widths of single characters, by font: measuring whole names for every row would make the browser lay the page out each time. */
const widths = new Map<string, Map<string, number>>();
let context: CanvasRenderingContext2D | null | undefined;

/** The width of a text in pixels, near enough. */
export function widthOf(text: string, font: string): number {
  let table = widths.get(font);
  if (!table) widths.set(font, (table = new Map<string, number>()));
  let sum = 0;
  for (const letter of text) {
    let width = table.get(letter);
    if (width === undefined) table.set(letter, (width = measured(letter, font)));
    sum += width;
  }
  return sum;
}

const GUESS = 7;

function measured(letter: string, font: string): number {
  context ??= document.createElement('canvas').getContext('2d');
  if (!context) return GUESS;
  context.font = font;
  return context.measureText(letter).width;
}

/** The longest shortening of a name that fits into so many pixels: its end is never cut off. */
export function fitName(name: string, pixels: number, font: string): string {
  const key = `${font} ${pixels} ${name}`;
  const before = fitted.get(key);
  if (before !== undefined) return before;
  let limit = name.length;
  while (limit > 4 && widthOf(shortenName(name, limit), font) > pixels) limit -= 1;
  const fits = shortenName(name, limit);
  if (fitted.size > MOST_REMEMBERED) fitted.clear();
  fitted.set(key, fits);
  return fits;
}

/** Once the page's own font has come, what was measured with its stand-in is measured again. */
export function forgetMeasures(): void {
  widths.clear();
  fitted.clear();
}
