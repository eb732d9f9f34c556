/** Replays what a real API server answered to writes of the kinds served here: defaults, refusals, their words. */
import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import {
  applyMergePatch,
  applyStrategicMergePatch,
  equal,
  invalid,
  Refusal,
  type KubeObject,
} from '../../apimachinery';
import {
  decode,
  findResource,
  patchSchemaOf,
  strictRefusal,
  withServiceAccount,
  type KindDefinition,
  type Pod,
  type Toleration,
} from '../index';

interface Step {
  readonly request: {
    readonly method: string;
    readonly path: string;
    readonly body?: unknown;
    readonly headers?: Record<string, string>;
  };
  readonly response?: { readonly status: number; readonly body: any; readonly fields?: unknown };
}

const folder = new URL('../../../../shared/conformance/golden/', import.meta.url);
const isThere = existsSync(folder);

function stepsOf(file: string): { readonly name: string; readonly steps: readonly Step[] }[] {
  const read = JSON.parse(readFileSync(new URL(`${file}.json`, folder), 'utf8').replaceAll('{ns}', 'ns'));
  return read.cases ?? read;
}

/** Paths that write one served object: `[kind, namespaced name part, subresource]`. */
function target(
  path: string,
): { kind: KindDefinition; name?: string; namespace?: string; strict: boolean; rest?: string } | undefined {
  const [plain, query = ''] = path.split('?');
  const match =
    /^\/(?:api\/(v1)|apis\/([^/]+)\/(v\d))\/(?:namespaces\/([^/]+)\/)?([a-z]+)(?:\/([^/]+))?(?:\/(.*))?$/.exec(plain!);
  if (!match) return undefined;
  const kind = findResource(match[2] ?? '', match[3] ?? 'v1', match[5]!);
  if (!kind) return undefined;
  return {
    kind,
    name: match[6],
    namespace: match[4],
    rest: match[7],
    strict: query.includes('fieldValidation=Strict'),
  };
}

// ---- the few things that admission does before validation, so that a pod can be compared ----------------------------

const tolerate = (condition: string): Toleration => ({
  key: `node.kubernetes.io/${condition}`,
  operator: 'Exists',
  effect: 'NoExecute',
  tolerationSeconds: 300,
});

/** Stands for the server's allocation, which is not here. */
function withAddress(object: any): KubeObject {
  const isAddressed = object.spec.type !== 'ExternalName' && !object.spec.clusterIP && !object.metadata.uid;
  return isAddressed ? { ...object, spec: { ...object.spec, clusterIP: '10.96.7.7' } } : object;
}

function admitted(object: KubeObject): KubeObject {
  if (object.kind === 'Node') {
    return {
      ...object,
      spec: { taints: [{ effect: 'NoSchedule', key: 'node.kubernetes.io/not-ready' }] },
    } as KubeObject;
  }
  if (object.kind === 'Service') return withAddress(object);
  const protection = { PersistentVolume: 'pv', PersistentVolumeClaim: 'pvc' }[object.kind];
  if (protection)
    return { ...object, metadata: { ...object.metadata, finalizers: [`kubernetes.io/${protection}-protection`] } };
  if (object.kind !== 'Pod') return object;
  const pod = object as Pod;
  const tolerations = pod.spec.tolerations?.some((one) => !one.key)
    ? pod.spec.tolerations
    : [tolerate('not-ready'), tolerate('unreachable')];
  const spec = withServiceAccount(
    {
      ...pod.spec,
      tolerations: [...(pod.spec.tolerations ?? []), ...tolerations].slice(0, Math.max(tolerations.length, 1)),
    },
    'default',
  );
  return { ...pod, spec: { ...spec, priority: 0, preemptionPolicy: 'PreemptLowerPriority' } } as Pod;
}

function create({ kind, namespace, strict }: NonNullable<ReturnType<typeof target>>, body: unknown): KubeObject {
  const read = decode(kind, body);
  if (strict && read.problems.length > 0) throw strictRefusal(kind, read.problems);
  const named = kind.namespaced ? { ...read.object, metadata: { ...read.object.metadata, namespace } } : read.object;
  const admittedObject = admitted(kind.defaults(named));
  const identified = { ...admittedObject.metadata, uid: 'uid-of-it' };
  const object = kind.prepareForCreate({ ...admittedObject, metadata: identified });
  const errors = kind.validate(
    kind.namespaced ? { ...object, metadata: { ...object.metadata, namespace: 'ns' } } : object,
  );
  if (errors.length > 0) throw invalid(qualified(kind), object.metadata.name ?? '', errors);
  return object;
}

function update({ kind }: NonNullable<ReturnType<typeof target>>, body: unknown, previous: KubeObject): KubeObject {
  const read = decode(kind, body).object;
  const owned = {
    namespace: previous.metadata.namespace,
    ...(previous.metadata.uid && { uid: previous.metadata.uid }),
  };
  const object = kind.prepareForUpdate(
    admitted(kind.defaults({ ...read, metadata: { ...read.metadata, ...owned } })),
    previous,
  );
  const errors = kind.validateUpdate(object, previous);
  if (errors.length > 0) throw invalid(qualified(kind), object.metadata.name, errors);
  return object;
}

const qualified = (kind: KindDefinition): string => (kind.group === '' ? kind.kind : `${kind.kind}.${kind.group}`);

function attempt(run: () => KubeObject): KubeObject | Refusal {
  try {
    return run();
  } catch (error) {
    if (error instanceof Refusal) return error;
    throw error;
  }
}

/** What the server alone adds, and what admission adds to a pod. */
function comparable(object: any): unknown {
  const {
    uid: _u,
    resourceVersion: _r,
    creationTimestamp: _c,
    namespace: _n,
    selfLink: _s,
    ...metadata
  } = object.metadata ?? {};
  const text = masked(
    JSON.stringify({ ...object, metadata }, (key, value) =>
      key === 'conditions' || isAllocated(value) ? undefined : Array.isArray(value) ? withoutToken(value) : value,
    ),
  );
  return JSON.parse(text, (_key, value) => (Array.isArray(value) && value.length === 0 ? undefined : value));
}

/** Addresses and ports are the server's to give, and it alone knows what time it is. */
function isAllocated(value: unknown): boolean {
  const text = JSON.stringify(value)?.replace(/^"|"$/g, '');
  return ['<ip>', '<port>', '<time>', '["<ip>"]', '10.96.7.7', '["10.96.7.7"]', '31234'].includes(text);
}

const withoutToken = (list: readonly any[]): readonly any[] =>
  list.filter((item) => !String(item?.name ?? '').startsWith('kube-api-access'));

const masked = (text: string): string => text.replaceAll('uid-of-it', '<uid>').replace(/\b10\.\d+\.\d+\.\d+/g, '<ip>');

interface Tally {
  agreed: number;
  readonly differences: string[];
}

function patched(step: Step, kind: KindDefinition, previous: KubeObject): unknown {
  const type = step.request.headers?.['Content-Type'] ?? '';
  if (type.includes('json-patch')) return undefined;
  const patch = step.request.body as Record<string, unknown>;
  if (type.includes('strategic'))
    return applyStrategicMergePatch(previous as never, patch, patchSchemaOf(previous.apiVersion, kind.kind));
  return applyMergePatch(previous, patch);
}

/** Only what the answer shows is compared: some answers were recorded in part. */
const shown = (answer: any, whole: any): unknown =>
  answer !== null && typeof answer === 'object' && !Array.isArray(answer) && whole !== null && typeof whole === 'object'
    ? Object.fromEntries(Object.keys(answer).map((key) => [key, shown(answer[key], whole[key])]))
    : whole;

function judge(tally: Tally, title: string, step: Step, got: KubeObject | Refusal): void {
  const { status, body } = step.response!;
  const answer =
    got instanceof Refusal
      ? { status: got.code, body: masked(got.status.message!).split('\n@@')[0] }
      : { status: 200, body: comparable(got) };
  // the differences behind a refused update show what admission adds too, which is not here: left out
  const wanted = status >= 400 ? String(body.message).split('\n@@')[0] : comparable(body);
  const partial = answer.status === 200 && typeof wanted === 'object' ? shown(wanted, answer.body) : answer.body;
  const isSame = status < 400 === answer.status < 400 && equal(partial, wanted);
  if (isSame) tally.agreed++;
  else
    tally.differences.push(
      `${title}\n  wanted ${status} ${JSON.stringify(wanted)}\n  got    ${answer.status} ${JSON.stringify(partial)}`,
    );
}

function replay(file: string): Tally {
  const tally: Tally = { agreed: 0, differences: [] };
  for (const { name, steps } of stepsOf(file)) {
    if (name.includes('holds a deletion')) continue; // deletions are the server's
    const stored = new Map<string, KubeObject>();
    steps.forEach((step, index) => {
      if (!step.request) return;
      const to = target(step.request.path);
      const { body } = step.request;
      if (!to || to.rest || step.request.path.includes('dryRun') || typeof body !== 'object' || !step.response) return;
      const key = (object: any) => `${to.kind.plural}/${to.name ?? object?.metadata?.name}`;
      const previous = stored.get(key(body));
      if (step.request.method !== 'POST' && !previous) return;
      if (![200, 201, 400, 422].includes(step.response.status)) return;
      const next = step.request.method === 'PATCH' ? patched(step, to.kind, previous!) : body;
      if (
        next === undefined ||
        step.request.method === 'DELETE' ||
        /does not match the name|namespace of the provided|CreateOptions|failed to allocate IP|provided port is/.test(
          step.response.body.message ?? '',
        )
      )
        return;
      const got = attempt(() => (step.request.method === 'POST' ? create(to, next) : update(to, next, previous!)));
      if (!(got instanceof Refusal)) stored.set(key(got), got);
      judge(tally, `${name} #${index}`, step, got);
    });
  }
  return tally;
}

describe.skipIf(!isThere)('a real API server’s answers', () => {
  it.each([
    ['05-defaults', 33],
    ['06-validation', 132],
    ['01-crud', 23],
    ['03-patch', 23],
  ])('%s: at least %i writes agree, and none differs without a reason', (file, least) => {
    const { agreed, differences } = replay(file);
    console.log(`${file}: ${agreed} agree, ${differences.length} differ`);
    if (process.env.VERBOSE) console.log(differences.join('\n'));
    expect(differences).toEqual([]);
    expect(agreed).toBeGreaterThanOrEqual(least);
  });
});
