import { alignTabs, describeWriter } from '../tab-writer';

/** An object as a describer reads it: what it does not find is simply not there. */
export type Loose = any;

type Pairs = Readonly<Record<string, string>> | undefined;

const lastApplied = 'kubectl.kubernetes.io/last-applied-configuration';
const longestAnnotation = 140;

/** What `kubectl describe` says of one object: lines whose tabs become columns. */
export class Description {
  private readonly done: string[] = [];
  private open: string[] = [];

  line(text: string): this {
    this.open.push(text);
    return this;
  }

  lines(texts: readonly string[]): this {
    this.open.push(...texts);
    return this;
  }

  /** What follows has columns of its own. */
  flush(): this {
    this.done.push(...alignTabs(this.open, describeWriter));
    this.open = [];
    return this;
  }

  labels(title: string, pairs: Pairs, indent = ''): this {
    return this.lines(pairLines(title, pairs, indent));
  }

  annotations(pairs: Pairs, indent = ''): this {
    return this.lines(annotationLines(pairs, indent));
  }

  text(): string {
    this.flush();
    return `${this.done.map((line) => line.trimEnd()).join('\n')}\n`;
  }

  /** As it stands: a template within a sentence keeps its tabs. */
  raw(): string {
    return this.open.map((line) => `${line}\n`).join('');
  }
}

/** A title and its pairs, one a line, in the order of their keys. */
export function pairLines(title: string, pairs: Pairs, indent = ''): string[] {
  const entries = Object.entries(pairs ?? {}).sort(([a], [b]) => (a < b ? -1 : 1));
  if (entries.length === 0) return [`${indent}${title}:\t<none>`];
  return entries.map(([key, value], index) => `${index === 0 ? `${indent}${title}:` : ''}\t${key}=${value}`);
}

function annotationLines(pairs: Pairs, indent: string): string[] {
  const entries = Object.entries(pairs ?? {})
    .filter(([key]) => key !== lastApplied)
    .sort(([a], [b]) => (a < b ? -1 : 1));
  if (entries.length === 0) return [`${indent}Annotations:\t<none>`];
  const texts = entries.flatMap(([key, text]) => annotationTexts(key, text.replace(/\n$/, '')));
  return texts.map((text, index) => `${index === 0 ? `${indent}Annotations:` : ''}\t${text}`);
}

function annotationTexts(key: string, value: string): string[] {
  if (key.length + value.length + 2 <= longestAnnotation && !value.includes('\n')) return [`${key}: ${value}`];
  const shorten = (text: string) =>
    text.length > longestAnnotation - 2 ? `${text.slice(0, longestAnnotation - 2)}...` : text;
  return [`${key}:`, ...value.split('\n').map((text) => `  ${shorten(text)}`)];
}

/** `app=web,tier=front`, or `<none>`. */
export function pairsText(pairs: Pairs): string {
  const entries = Object.entries(pairs ?? {}).sort(([a], [b]) => (a < b ? -1 : 1));
  return entries.length === 0 ? '<none>' : entries.map(([key, value]) => `${key}=${value}`).join(',');
}

export function boolText(value: boolean | undefined): string {
  return value ? 'True' : 'False';
}

const days = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];
const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** `2026-01-01T00:00:07Z` as `Thu, 01 Jan 2026 00:00:07 +0000`. */
export function longTime(timestamp: string | undefined): string {
  const match = /^(\d{4})-(\d\d)-(\d\d)T(\d\d:\d\d:\d\d)/.exec(timestamp ?? '');
  if (!match) return 'Mon, 01 Jan 0001 00:00:00 +0000';
  const [, year, month, day, time] = match;
  return `${days[weekday(Number(year), Number(month), Number(day))]}, ${day} ${months[Number(month) - 1]} ${year} ${time} +0000`;
}

/** 0 is Sunday (Sakamoto's rule). */
function weekday(year: number, month: number, day: number): number {
  const shift = [0, 3, 2, 5, 0, 3, 5, 1, 4, 6, 2, 4][month - 1]!;
  const y = month < 3 ? year - 1 : year;
  return (y + Math.floor(y / 4) - Math.floor(y / 100) + Math.floor(y / 400) + shift + day) % 7;
}
