import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { ApiRequest } from '../apimachinery';
import { TestCluster } from './testing/test-cluster';
import { onTheWire } from './wire';

/** A question, and what a real 1.36 server answered (`tools/record-answers.mjs`). */
interface Recorded {
  /** What has to be there before: where it is posted to, and what. */
  readonly given?: readonly (readonly [path: string, body: unknown])[];
  readonly ask: string;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  readonly status: number;
  readonly warning?: string;
  readonly said?: readonly string[] | string;
  readonly show?: readonly string[];
  readonly shown?: readonly unknown[];
}

interface Said {
  readonly message?: string;
  readonly details?: { readonly causes?: readonly { reason: string; field: string; message: string }[] };
}

const folder = new URL('testdata/answers/', import.meta.url);

/** The long sentences about letters are told elsewhere. */
const shorten = (text: string): string =>
  text.replace(/ must (?:be an empty string or )?consist of .*?\(e\.g\. .*?regex used for validation is '.*?'\)/g, '…');

/** Nobody knows these before. */
const withoutChance = (text: string): string =>
  text
    .replace(/kube-api-access-\w{5}/g, 'kube-api-access-')
    .replace(/[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}/g, 'uid')
    .replace(/\b20\d\d-\d\d-\d\dT[\d:.]+Z/g, 'time');

const at = (object: unknown, path: string): unknown =>
  path.split('.').reduce<any>((value, step) => value?.[step], object) ?? null;

/** Refusals of entries of a map come in no order: Go's maps have none. */
const ofMaps = /resources\.|labels|Labels|annotations|nodeSelector|overhead/;
function ordered(said: readonly string[] | string | undefined) {
  if (typeof said !== 'object') return said;
  const loose = said.filter((one) => ofMaps.test(one)).sort();
  return said.map((one) => (ofMaps.test(one) ? loose.shift() : one));
}

const sorted = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1));
  return Object.fromEntries(entries.map(([name, item]) => [name, sorted(item)]));
};

const comparable = ({ status, warning, said, shown }: Partial<Recorded>): string =>
  withoutChance(JSON.stringify({ status, warning, said: ordered(said), shown: sorted(shown) }, null, 1));

describe('what a real API server answered is answered here:', () => {
  const cluster = new TestCluster().boot();
  cluster.create('/api/v1/namespaces/default/serviceaccounts', {
    apiVersion: 'v1',
    kind: 'ServiceAccount',
    metadata: { name: 'default' },
  });

  function answerTo({ given = [], ask, body, headers, show }: Recorded): Partial<Recorded> {
    // What an earlier question needed is there already.
    for (const [where, object] of given) cluster.ask({ method: 'POST', path: where, body: object });
    const [method, path] = ask.split(' ');
    const answer = cluster.ask({
      method: method as ApiRequest['method'],
      path,
      body,
      headers: { 'content-type': 'application/json', ...headers },
    });
    const found = onTheWire(answer.body, 'application/json') as Said;
    const causes = found.details?.causes?.map(
      (one) => `${one.reason.slice('FieldValue'.length)} ${one.field}: ${shorten(one.message)}`,
    );
    const isDone = answer.status < 300;
    return {
      status: answer.status,
      warning: answer.headers?.warning,
      said: isDone ? undefined : (causes ?? shorten(found.message ?? '')),
      shown: isDone ? show?.map((part) => at(found, part)) : undefined,
    };
  }

  it.each(readdirSync(folder))('%s', (file) => {
    const lines = readFileSync(new URL(file, folder), 'utf8').split('\n').filter(Boolean);
    const differences = lines.flatMap((line) => {
      const recorded = JSON.parse(line) as Recorded;
      const [wanted, got] = [comparable(recorded), comparable(answerTo(recorded))];
      return wanted === got ? [] : [{ question: line.slice(0, line.indexOf(',"status"')), wanted, got }];
    });
    expect(differences).toEqual([]);
  });
});
