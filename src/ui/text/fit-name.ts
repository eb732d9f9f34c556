import { shortenName } from './names';

const known = new Map<string, string>();
let measure: ((text: string, font: string) => number) | undefined;

function widthOf(text: string, font: string): number {
  measure ??= canvasMeasure();
  return measure(text, font);
}

function canvasMeasure(): (text: string, font: string) => number {
  const context = document.createElement('canvas').getContext('2d');
  return (text, font) => {
    if (!context) return text.length * 7;
    context.font = font;
    return context.measureText(text).width;
  };
}

/** The longest shortening of a name that fits into so many pixels: its end is never cut off. */
export function fitName(name: string, pixels: number, font: string): string {
  const key = `${pixels} ${name}`;
  const before = known.get(key);
  if (before !== undefined) return before;
  let limit = name.length;
  while (limit > 4 && widthOf(shortenName(name, limit), font) > pixels) limit -= 1;
  const fitted = shortenName(name, limit);
  if (known.size > 5000) known.clear();
  known.set(key, fitted);
  return fitted;
}
