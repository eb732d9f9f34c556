import { describe, expect, it } from 'vitest';
import { apiVersionOf, kinds } from '../api';
import { isStatus } from '../apimachinery';
import type { ApiAnswer } from '../apimachinery';
import { Random } from '../simulation';
import { OddRequests } from './testing/odd-requests';
import type { OddRequest } from './testing/odd-requests';
import { sampleOf } from './testing/samples';
import { TestCluster } from './testing/test-cluster';

/** A cluster with an object of every kind that a plain POST makes. */
function stocked(seed: string): TestCluster {
  const cluster = new TestCluster({ seed }).boot();
  cluster.namespace('shop');
  for (const kind of kinds) {
    if (['Event', 'Node', 'Namespace'].includes(kind.kind)) continue;
    const root = kind.group === '' ? '/api' : `/apis/${kind.group}`;
    const path = `${root}/${kind.version}/${kind.namespaced ? 'namespaces/shop/' : ''}${kind.plural}`;
    const body = { apiVersion: apiVersionOf(kind), kind: kind.kind, metadata: { name: 'a' }, ...sampleOf(kind) };
    cluster.ask({ method: 'POST', path, body });
  }
  return cluster;
}

function answerTo(cluster: TestCluster, request: OddRequest): ApiAnswer | undefined {
  if (request.method !== 'GET' || !/watch=|\/watch\//.test(request.path)) return cluster.tryAsk(request);
  const watch = cluster.watch(request.path, 0, undefined, request.headers);
  watch.stream?.close();
  return watch.head;
}

/** What a real server takes for its own fault, in these words, though it is the client's. */
const realFaults = [
  /^resourceVersion should not be set on objects to be created$/,
  /^failed to (create typed patch|convert new) object \(/,
  /^unknown patch type: /,
  /^(resourceVersion: Invalid value: ".*": )?strconv\.ParseUint: parsing ".*": (invalid syntax|value out of range)$/s,
  /^expected a \[\]interface \{\}, but received a /,
  /^map: .* does not contain declared merge key: /s,
  /^list element types are not identical: /,
  /^merging lists cannot yet be specified in the patch$/,
];

function problemOf(answer: ApiAnswer | undefined): string | undefined {
  if (!answer) return 'no answer';
  const { status, body } = answer;
  if (status < 400) return undefined;
  if (!isStatus(body)) return typeof body === 'string' ? undefined : `${status} without a Status`;
  const { message = '', code } = body;
  if (code !== status) return `${status} with a Status of ${code}`;
  if (/undefined|NaN|\[object|Infinity/.test(message)) return `words that mean nothing: ${message}`;
  if (status === 504) return message.startsWith('Timeout: Too large resource version: ') ? undefined : message;
  return status === 500 && !realFaults.some((words) => words.test(message)) ? `500 ${message}` : undefined;
}

describe('requests that make no sense', () => {
  it.each(['one', 'two', 'three'])('are answered in words, each of them (seed %s)', (seed) => {
    const cluster = stocked(seed);
    const requests = new OddRequests(new Random(seed));
    const statuses = new Set<number>();
    for (let count = 0; count < 10_000; count++) {
      const request = requests.next();
      let answer: ApiAnswer | undefined;
      try {
        answer = answerTo(cluster, request);
      } catch (error) {
        throw new Error(`request ${count} is a bug: ${JSON.stringify(request)}`, { cause: error });
      }
      const problem = problemOf(answer);
      if (problem !== undefined) throw new Error(`${problem} to request ${count}: ${JSON.stringify(request)}`);
      statuses.add(answer!.status);
    }
    for (const status of [200, 201, 400, 403, 404, 405, 406, 409, 415, 422, 500, 504])
      expect(statuses).toContain(status);
  });
});
