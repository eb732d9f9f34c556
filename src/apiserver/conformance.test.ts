import { describe, expect, it } from 'vitest';
import type { ApiRequest } from '../apimachinery';
import { findResource } from '../api';
import { onTheWire } from './wire';
import { requestInfo } from './request/request-info';
import { comparable, differencesBy, haveRecordings, ownership, recordings } from './testing/recordings';
import type { MaskContext, RecordedCase, RecordedStep } from './testing/recordings';
import { TestCluster } from './testing/test-cluster';

/**
 * Exchanges that must agree, of those about kinds that are served. Raise it when more do. What is missing: in the lists, one
 * answer shows the recorded cluster's certificate; in the validations, the diffs of Go structs behind refused updates, and a
 * scheduler's condition; in discovery, kinds that are not here yet.
 */
const floors: Readonly<Record<string, number>> = {
  '01-crud': 65,
  '02-list-watch': 36,
  '03-patch': 39,
  '04-apply': 34,
  '05-defaults': 38,
  '06-validation': 134,
  '07-admission': 40,
  '08-auth': 24,
  '11-discovery': 23,
};

const verbose = process.env.VERBOSE === '1';

/** Does this slice serve what the case is about? A case is left out whole when one of its kinds isn't here yet. */
function concernsUs(recorded: RecordedCase): boolean {
  const served = (step: RecordedStep): boolean => {
    if (!step.request) return true;
    const { method, path } = step.request;
    const info = requestInfo({ method: method as ApiRequest['method'], path, headers: {} });
    if (!info.isResource || info.resource === 'gizmos') return true;
    return findResource(info.group, info.version, info.resource) !== undefined;
  };
  return recorded.steps.every(served);
}

const counts = (step: RecordedStep): boolean =>
  Boolean(step.response && step.request) &&
  !(
    step.request!.only &&
    ['kind', 'nothing', 'metadata.name'].includes(step.request!.only.join()) &&
    step.response.status < 300
  );

class Replay {
  readonly context: MaskContext;
  /** Of the object that was answered last. */
  managers: readonly unknown[] = [];
  private readonly cluster: TestCluster;
  private readonly variables: Record<string, unknown> = {};

  constructor(cluster: TestCluster, number: number) {
    this.cluster = cluster;
    this.context = { namespace: `case-77-${number}`, tokens: new Set() };
    cluster.namespace(this.context.namespace);
    cluster.create(`/api/v1/namespaces/${this.context.namespace}/configmaps`, rootCertificate);
  }

  run(step: RecordedStep): unknown {
    if (step.settle) return void this.cluster.simulation.runFor(step.settle);
    if (step.wait) return this.wait(this.fill(step.wait));
    const asked = this.fill(step.request!);
    const headers = Object.fromEntries(
      Object.entries(asked.headers ?? {}).map(([name, value]) => [name.toLowerCase(), value]),
    );
    const request = { method: asked.method as ApiRequest['method'], path: asked.path, headers, body: asked.body };
    if (/[?&]watch=/.test(request.path)) return this.watch(asked, headers);
    const answer = this.cluster.ask(request);
    for (const [name, path] of Object.entries(step.keep ?? {})) {
      this.variables[name] = path.split('.').reduce((value: any, part) => value?.[part], answer.body);
    }
    const body = onTheWire(answer.body, headers.accept);
    this.managers = ownership(body, this.context);
    return comparable({ ...answer, body }, asked, this.context);
  }

  private wait({ path, field, equals, exists }: NonNullable<RecordedStep['wait']>): unknown {
    for (let tries = 0; tries < 100; tries++) {
      const { status, body } = this.cluster.ask({ path });
      const seen = field === '@status' ? status : field.split('.').reduce((value: any, part) => value?.[part], body);
      if (exists ? seen !== undefined : seen === equals) return { reached: true };
      this.cluster.simulation.runFor(200);
    }
    return { reached: false };
  }

  private watch(asked: NonNullable<RecordedStep['request']>, headers: ApiRequest['headers']): unknown {
    const watch = this.cluster.watch(asked.path, 0, undefined, headers);
    if (asked.stopAfter) this.cluster.simulation.runFor(asked.stopAfter);
    else this.cluster.simulation.runWhile(() => !watch.ended, 60_000);
    watch.stream?.close();
    return comparable({ ...watch.head!, body: watch.events }, asked, this.context);
  }

  private fill<T>(value: T): T {
    const text = JSON.stringify(value).replaceAll('{ns}', this.context.namespace);
    return JSON.parse(text.replace(/\$\{(\w+)\}/g, (_, name: string) => String(this.variables[name]))) as T;
  }
}

const rootCertificate = {
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: {
    name: 'kube-root-ca.crt',
    annotations: {
      'kubernetes.io/description':
        'Contains a CA bundle that can be used to verify the kube-apiserver when using internal endpoints such as the internal service IP or kubernetes.default.svc. No other usage is guaranteed across distributions of Kubernetes clusters.',
    },
  },
  data: { 'ca.crt': 'certificate' },
};

describe.skipIf(!haveRecordings)('answers of a real API server, recorded', () => {
  it.each(Object.keys(floors))('%s: at least as many agree as before', async (file) => {
    const differences = await differencesBy();
    const cluster = new TestCluster().boot();
    // A server that has just started knows no past: what was before is too old for it, as it was for the recorded one.
    cluster.servers[0]!.kill();
    cluster.servers[0]!.start();
    cluster.boot();
    let steps = 0;
    let same = 0;
    let owned = 0;
    let ownedSame = 0;
    const skipped: string[] = [];
    recordings(file).forEach((recorded, number) => {
      if (!concernsUs(recorded)) return void skipped.push(recorded.name);
      const replay = new Replay(cluster, number);
      for (const step of recorded.steps) {
        let actual: unknown;
        try {
          actual = replay.run(step);
        } catch (error) {
          actual = { failed: String(error) };
        }
        if (!step.response) continue;
        const { managedFields: owners, ...expected } = step.response;
        if (owners) {
          owned++;
          const wrong = differences(owners, replay.managers);
          if (wrong.length === 0) ownedSame++;
          else if (verbose)
            console.log(`${recorded.name}: managers ${JSON.stringify(wrong.slice(0, 4)).slice(0, 900)}`);
        }
        const found = differences(expected, actual);
        if (counts(step)) {
          steps++;
          if (found.length === 0) same++;
        }
        if (found.length > 0 && verbose) {
          console.log(`${recorded.name}: ${step.request?.method ?? 'wait'} ${step.request?.path ?? ''}`);
          for (const { path, expected: wanted, actual: got } of found.slice(0, 6))
            console.log(
              `   ${path}: wanted ${JSON.stringify(wanted)?.slice(0, 300)}, got ${JSON.stringify(got)?.slice(0, 300)}`,
            );
        }
      }
    });
    console.log(
      `${file}: ${same}/${steps} exchanges agree${owned > 0 ? `, ${ownedSame}/${owned} say who manages what` : ''}${skipped.length > 0 ? `; left out: ${skipped.join(', ')}` : ''}`,
    );
    expect(same).toBeGreaterThanOrEqual(floors[file]!);
    expect(ownedSame).toBe(owned);
  });
});
