/** The part of a path behind the question mark, read by hand: it is on every request's way. */
export class Query {
  private readonly entries: readonly (readonly [name: string, value: string])[];

  constructor(text: string, more: readonly (readonly [string, string])[] = []) {
    const parts = text === '' ? [] : text.split('&').filter((part) => part !== '');
    this.entries = [...more, ...parts.map(entryOf)];
  }

  /** The same with one value more, which comes first. */
  with(name: string, value: string): Query {
    return new Query('', [[name, value], ...this.entries]);
  }

  /** The first value of that name, or undefined. */
  get(name: string): string | undefined {
    for (const entry of this.entries) if (entry[0] === name) return entry[1];
    return undefined;
  }

  all(name: string): readonly string[] {
    return this.entries.filter((entry) => entry[0] === name).map((entry) => entry[1]);
  }

  /** As Go reads a query's booleans: what is not there, "0" and "false" are false, all else is true, nothing at all too. */
  flag(name: string): boolean {
    const value = this.get(name);
    return value !== undefined && value !== '0' && value.toLowerCase() !== 'false';
  }

  get empty(): boolean {
    return this.entries.length === 0;
  }
}

export const noQuery = new Query('');

function entryOf(part: string): readonly [string, string] {
  const equals = part.indexOf('=');
  return equals < 0
    ? [decodeComponent(part), '']
    : [decodeComponent(part.slice(0, equals)), decodeComponent(part.slice(equals + 1))];
}

/** Percent signs and plusses undone; what is wrongly encoded stays as it is. */
export function decodeComponent(text: string): string {
  if (!text.includes('%') && !text.includes('+')) return text;
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    return text;
  }
}
