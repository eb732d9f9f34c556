import { lastAppliedAnnotation } from '../../api';
import { alignTabs, describeWriter } from '../tab-writer';

/** An object as a describer reads it: what it does not find is simply not there. */
export type Loose = any;

type Pairs = Readonly<Record<string, string>> | undefined;

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

export function annotationLines(pairs: Pairs, indent: string): string[] {
  const entries = Object.entries(pairs ?? {})
    .filter(([key]) => key !== lastAppliedAnnotation)
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
