/** A sentence taken apart once: words, and the names of values between them. */
export type Template = readonly (string | Hole)[];

interface Hole {
  readonly name: string;
  /** Written with its thousands grouped. */
  readonly grouped: boolean;
}

/** `{{pod}} waits, {{count, number}} more` → its parts. */
export function takeApart(sentence: string): Template {
  // Every second piece is what stood between braces.
  return sentence.split(/\{\{(.*?)\}\}/).flatMap((piece, index): (string | Hole)[] => {
    if (index % 2 === 0) return piece === '' ? [] : [piece];
    const [name = '', format] = piece.split(', ');
    return [{ name, grouped: format === 'number' }];
  });
}

/** Puts the values in. What stands in a value is never looked at. */
export function fill(
  template: Template,
  values: Readonly<Record<string, unknown>>,
  figures: () => Intl.NumberFormat,
): string {
  let sentence = '';
  for (const part of template) {
    if (typeof part === 'string') sentence += part;
    else if (part.grouped) sentence += figures().format(Number(values[part.name]));
    else sentence += String(values[part.name] ?? '');
  }
  return sentence;
}
