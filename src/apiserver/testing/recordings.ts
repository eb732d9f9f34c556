import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { ApiAnswer } from '../../apimachinery';

/** Exchanges with a real API server, recorded once; they lie beside the repository where there is one. */
export interface RecordedStep {
  readonly request?: {
    readonly method: string;
    readonly path: string;
    readonly headers?: Readonly<Record<string, string>>;
    readonly body?: unknown;
    readonly only?: readonly string[];
    readonly stopAfter?: number;
  };
  readonly wait?: {
    readonly path: string;
    readonly field: string;
    readonly equals?: unknown;
    readonly exists?: boolean;
    readonly timeout?: number;
  };
  readonly settle?: number;
  readonly keep?: Readonly<Record<string, string>>;
  readonly response?: any;
}

export interface RecordedCase {
  readonly name: string;
  readonly steps: readonly RecordedStep[];
}

const shared = resolve(dirname(fileURLToPath(import.meta.url)), '../../../../shared/conformance');

export const haveRecordings = existsSync(join(shared, 'golden'));

export function recordings(file: string): readonly RecordedCase[] {
  return JSON.parse(readFileSync(join(shared, 'golden', `${file}.json`), 'utf8')) as RecordedCase[];
}

/** The judge's own module: how two answers are compared. */
const judge = join(shared, 'conformance.mjs');

export const differencesBy = async (): Promise<
  (expected: unknown, actual: unknown) => readonly { path: string; expected: unknown; actual: unknown }[]
> => ((await import(judge)) as { differences: any }).differences;

export interface MaskContext {
  readonly namespace: string;
  readonly tokens: Set<string>;
  readonly ages?: boolean;
}

const masked: Readonly<Record<string, string>> = {
  uid: '<uid>',
  resourceVersion: '<rv>',
  continue: '<continue>',
  token: '<token>',
  remainingItemCount: '<n>',
  startTime: '<time>',
  clusterIP: '<ip>',
  nodePort: '<port>',
  healthCheckNodePort: '<port>',
};
const versionFields = /^(git|build|go|compiler|platform|major|minor|emulation|minCompatibility)/;
const suffix = '[bcdfghjklmnpqrstvwxz2456789]';

function learn(value: unknown, tokens: Set<string>): void {
  if (typeof value !== 'object' || value === null) return;
  const { metadata } = value as { readonly metadata?: { readonly generateName?: string; readonly name?: string } };
  const { generateName, name } = metadata ?? {};
  if (generateName && name?.startsWith(generateName)) tokens.add(name.slice(generateName.length));
  for (const item of Object.values(value)) learn(item, tokens);
}

/** Takes out of a text what can't be the same twice. */
function scrub(text: string, { namespace, tokens }: MaskContext): string {
  let out = text
    .replaceAll(namespace, '{ns}')
    .replace(/\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/g, '<uid>')
    .replace(/\b\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z\b/g, '<time>')
    .replace(/\b(?:10|172|192|127)\.\d{1,3}\.\d{1,3}\.\d{1,3}\b/g, '<ip>');
  for (const token of tokens)
    if (token) out = out.replace(new RegExp(`(?<![a-z0-9])${token}(?![a-z0-9])`, 'g'), '<rand>');
  return out
    .replace(new RegExp(`(\\bkube-api-access-)${suffix}{5}\\b`, 'g'), '$1<rand>')
    .replace(/(?<=ResourceVersion in record \()\d+|(?<=resource version: \d+, current: )\d+/g, '<rv>')
    .replace(/Invalid value: "\{\\?"apiVersion.*\}"(?=: )/gs, 'Invalid value: <object>')
    .replace(/resource version \(\d+\)|resource version: \d+ \(\d+\)|\b\d{3,}\b(?= ?\(current:? \d+\))/g, '<rv>');
}

function normalise(value: unknown, context: MaskContext, key?: string): unknown {
  if (Array.isArray(value)) return value.map((item) => normalise(item, context, key));
  if (typeof value === 'object' && value !== null) {
    const names = Object.keys(value)
      .filter((name) => name !== 'managedFields')
      .sort();
    return Object.fromEntries(
      names.map((name) => [scrub(name, context), normalise((value as Record<string, unknown>)[name], context, name)]),
    );
  }
  if (key !== undefined && value !== '' && value !== null && value !== 0 && value !== 'None') {
    if (masked[key]) return masked[key];
    if (versionFields.test(key)) return '<version>';
  }
  return typeof value === 'string' ? scrub(value, context) : value;
}

function pick(object: any, paths: readonly string[]): unknown {
  const out: any = {};
  for (const path of paths) {
    const parts = path.split('.');
    const value = parts.reduce((from: any, part) => from?.[part], object);
    if (value === undefined) {
      let from = object;
      let to = out;
      for (const part of parts.slice(0, -1)) {
        from = from?.[part];
        if (from === undefined || from === null) break;
        to = to[part] ??= {};
      }
      continue;
    }
    let to = out;
    for (const part of parts.slice(0, -1)) to = to[part] ??= {};
    to[parts.at(-1)!] = value;
  }
  return out;
}

const sortKey = (item: any): string =>
  JSON.stringify([item?.metadata?.namespace, item?.metadata?.name, item?.reason, item?.message, item]);

/** Who manages which fields of an answered object; controllers come and go at their own pace and are left out. */
export function ownership(body: unknown, context: MaskContext): readonly unknown[] {
  const entries: readonly any[] = (body as any)?.metadata?.managedFields ?? [];
  return entries
    .filter(({ manager }) => manager !== 'kube-controller-manager')
    .map((entry) => normalise({ ...entry, time: '<time>' }, context))
    .sort((a, b) => JSON.stringify(a).localeCompare(JSON.stringify(b)));
}

/** An answer in the form in which the recorded ones are. A watch is the list of its events. */
export function comparable(
  answer: ApiAnswer,
  step: NonNullable<RecordedStep['request']>,
  context: MaskContext,
): unknown {
  // Nothing undefined and no shared identity: what would stand in the wire's JSON.
  let body = answer.body === undefined ? '' : JSON.parse(JSON.stringify(answer.body));
  learn(body, context.tokens);
  if (step.only && (body?.kind !== 'Status' || answer.status < 400)) {
    body = Array.isArray(body?.items)
      ? { kind: body.kind, items: body.items.map((item: unknown) => pick(item, step.only!)) }
      : pick(body, step.only);
  }
  const tidy: any = normalise(body, context);
  if (Array.isArray(tidy?.items)) tidy.items.sort((a: unknown, b: unknown) => sortKey(a).localeCompare(sortKey(b)));
  return {
    status: answer.status,
    contentType: (answer.headers['content-type'] ?? '').split(';')[0],
    ...(answer.headers.warning ? { warning: scrub(answer.headers.warning, context) } : {}),
    body: tidy,
  };
}
