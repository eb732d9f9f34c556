import type { KubeObject } from '../../apimachinery';
import { ApiClient } from '../../client';
import { administrator } from '../../kubectl';
import type { Process } from '../../simulation';
import { BALANCER_ADDRESS } from '../index';
import { Story } from './story';

/** What was done to a pod. */
export interface LifeAct {
  readonly do:
    | 'create'
    | 'delete'
    | 'wait'
    | 'configMap'
    | 'status'
    | 'patch'
    | 'ephemeral'
    | 'taint'
    | 'untaint'
    | 'evict'
    | 'request';
  readonly body?: any;
  /** Of a request that no other word stands for; `{ns}` in its path is the life's namespace. */
  readonly method?: 'POST' | 'PATCH';
  readonly path?: string;
  readonly ms?: number;
  readonly grace?: number;
  readonly name?: string;
  readonly node?: string;
}

/** A pod from created to gone: each change that a watch showed, and the events about it. */
export interface Life {
  readonly name: string;
  readonly acts: readonly LifeAct[];
  /** Status codes of the acts. */
  readonly answers: readonly number[];
  readonly timeline: readonly Moment[];
  readonly events: readonly Told[];
}

export interface Moment {
  readonly type: string;
  readonly metadata: {
    readonly generation?: number;
    readonly deletionTimestamp?: string;
    readonly deletionGracePeriodSeconds?: number;
  };
  readonly node?: string;
  readonly status: any;
}

/** An event; a count of one is not said. */
export interface Told {
  readonly type: string;
  readonly reason: string;
  readonly message: string;
  readonly component: string;
  readonly fieldPath?: string;
  readonly count?: number;
}

export type Lived = Pick<Life, 'answers' | 'timeline' | 'events'>;

/** The recording's kubelets were made for load tests: they look at troubled pods every ten seconds, and tell all events. */
const HOLLOW_KUBELET = { syncFrequencyMilliseconds: 10_000, eventBurst: 1000 };
/** Their runtime does what it is told in no time, pulls included. */
const PRETENDING_RUNTIME = { pace: 0, bytesPerSecond: Number.POSITIVE_INFINITY };
const NAMESPACE = 'pod-1-1';
const SETTLE_MILLISECONDS = 2000;
const PULL_MILLISECONDS = 20_000;
const RECORDER = { ...administrator, userAgent: 'node' };

/** Lives the life again on our cluster, with a client that asks what the recording's client asked. */
export function relive(life: Life, seed: string): Lived {
  const story = new Story({ seed, kubelet: HOLLOW_KUBELET, runtime: PRETENDING_RUNTIME }).boot();
  story.simulation.network.setQuality('registry', { latencyMilliseconds: 0, jitterMilliseconds: 0, loss: 0 });
  story.kubectl(`kubectl create namespace ${NAMESPACE}`);
  warm(story, imagesThere(life));
  const recorder = new Recorder(story);
  recorder.watch();
  story.run(SETTLE_MILLISECONDS);
  const answers: number[] = [];
  for (const act of life.acts) {
    if (act.do === 'wait') story.run(act.ms!);
    else answers.push(recorder.does(act));
  }
  return { answers, timeline: recorder.timeline, events: recorder.events() };
}

/** Images that the recording's machines had from earlier lives. */
function imagesThere(life: Life): readonly string[] {
  const there = life.events.filter(({ message }) => message.includes('already present'));
  return [...new Set(there.map(({ message }) => /"(.*?)"/.exec(message)![1]!))];
}

function warm(story: Story, images: readonly string[]): void {
  if (images.length === 0) return;
  const workers = story.cluster.machines.filter(({ role }) => role === 'worker');
  const pods = workers.map(({ name }) => ({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: `earlier-${name}` },
    spec: {
      nodeName: name,
      terminationGracePeriodSeconds: 0,
      containers: images.map((image, index) => ({ name: `image-${index}`, image })),
    },
  }));
  story.apply('earlier.yaml', pods);
  story.run(PULL_MILLISECONDS);
  story.kubectl(`kubectl delete pods ${pods.map(({ metadata }) => metadata.name).join(' ')}`);
  story.run(SETTLE_MILLISECONDS);
}

/** A client outside the cluster that watches pods and writes down what changes. */
class Recorder {
  readonly timeline: Moment[] = [];
  readonly #story: Story;
  readonly #client: ApiClient;

  constructor(story: Story) {
    this.#story = story;
    this.#client = new ApiClient(story.cluster.component('laptop/kubectl'), BALANCER_ADDRESS, RECORDER);
  }

  watch(): void {
    const client = this.#client;
    const { timeline } = this;
    function* reading(): Process<void> {
      const stream = yield* client.watch<{ type: string; object: any }>('pods', NAMESPACE, {});
      for (let item = yield* stream.next(); item; item = yield* stream.next()) timeline.push(moment(item));
    }
    client.component.spawn('recorder', reading());
  }

  /** The answer's status. */
  does(act: LifeAct): number {
    return this.#ask(...requestOf(act)).status;
  }

  events(): readonly Told[] {
    const { items } = this.#ask('GET', `/api/v1/namespaces/${NAMESPACE}/events`).body as {
      items: readonly KubeObject[];
    };
    return items.map(told);
  }

  #ask(method: string, path: string, body?: unknown): { readonly status: number; readonly body: unknown } {
    const client = this.#client;
    let answer: { readonly status: number; readonly body: unknown } | undefined;
    const type = method === 'PATCH' ? 'application/strategic-merge-patch+json' : 'application/json';
    function* asking(): Process<void> {
      answer = yield* client.raw({
        method: method as 'GET',
        path,
        headers: { 'content-type': type },
        ...(body !== undefined && { body }),
      });
    }
    client.component.spawn(`${method} ${path}`, asking());
    this.#story.simulation.runWhile(() => answer === undefined, 30_000);
    return answer!;
  }
}

/** Containers of a runtime that pretends never end by themselves; a shell without a terminal does, so it is given something to do. */
function lasting(body: { readonly spec: { readonly ephemeralContainers: readonly object[] } }): readonly object[] {
  const command = ['sh', '-c', "trap 'exit 0' TERM; sleep 3600 & wait"];
  return body.spec.ephemeralContainers.map((container) => ({ ...container, command }));
}

const PODS = `/api/v1/namespaces/${NAMESPACE}/pods`;
const TAINT = { key: 'example.com/out', effect: 'NoExecute' };

function requestOf(act: LifeAct): [method: string, path: string, body?: unknown] {
  switch (act.do) {
    case 'create':
      return ['POST', PODS, act.body];
    case 'delete':
      return ['DELETE', `${PODS}/p`, act.grace === undefined ? undefined : { gracePeriodSeconds: act.grace }];
    case 'configMap':
      return ['POST', `/api/v1/namespaces/${NAMESPACE}/configmaps`, { metadata: { name: act.name } }];
    case 'status':
      return ['PATCH', `${PODS}/p/status`, act.body];
    case 'patch':
      return ['PATCH', `${PODS}/p`, act.body];
    case 'ephemeral':
      return ['PATCH', `${PODS}/p/ephemeralcontainers`, { spec: { ephemeralContainers: lasting(act.body) } }];
    case 'evict':
      return ['POST', `${PODS}/p/eviction`, { apiVersion: 'policy/v1', kind: 'Eviction', metadata: { name: 'p' } }];
    case 'taint':
      return ['PATCH', `/api/v1/nodes/${act.node}`, { spec: { taints: [TAINT] } }];
    case 'untaint':
      return ['PATCH', `/api/v1/nodes/${act.node}`, { spec: { taints: [{ $patch: 'delete', ...TAINT }] } }];
    case 'request':
      return [act.method!, act.path!.replace('{ns}', NAMESPACE), act.body];
    default:
      throw new Error(`nobody knows how to ${act.do}`);
  }
}

function moment({ type, object }: { readonly type: string; readonly object: any }): Moment {
  const { generation, deletionTimestamp, deletionGracePeriodSeconds } = object.metadata;
  const metadata = {
    generation,
    ...(deletionTimestamp && { deletionTimestamp }),
    ...(deletionGracePeriodSeconds !== undefined && { deletionGracePeriodSeconds }),
  };
  const { nodeName } = object.spec;
  return masked({ type, metadata, ...(nodeName && { node: '<node>' }), status: object.status });
}

function told(event: any): Told {
  const { type, reason, message, count, source, reportingComponent, involvedObject } = event;
  const { fieldPath } = involvedObject;
  return masked({
    type,
    reason,
    message,
    component: source?.component || reportingComponent,
    ...(fieldPath && { fieldPath }),
    ...(count > 1 && { count }),
  });
}

/** What can't be the same twice, as the recording has it. */
function masked(value: any, key = ''): any {
  if (Array.isArray(value)) return value.map((each) => masked(each));
  if (value && typeof value === 'object')
    return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, masked(each, name)]));
  if (typeof value !== 'string') return value;
  if (/IP$|^ip$/.test(key)) return '<ip>';
  return value
    .replace(/^\d{4}-\d\d-\d\dT.*Z$/, '<time>')
    .replaceAll(NAMESPACE, '{ns}')
    .replace(/\bworker-\d\b/g, '<node>')
    .replace(/kube-api-access-\w+/, 'kube-api-access-<rand>')
    .replace(/^(\w+:\/\/)[0-9a-f]+$/, '$1<id>')
    .replace(/^\S+@sha256:[0-9a-f]+$/, '<id>')
    .replace(/\([0-9a-f]{8}-[-0-9a-f]+\)/g, '(<uid>)')
    .replace(/in [\d.]+m?s \([\d.]+m?s including/, 'in <duration> (<duration> including')
    .replace(/(Image size:) \d+/, '$1 0')
    .replace(/\b(?:\d+\.){3}\d+\b/g, '<ip>');
}

/** A life in lines that people can read: what of a status is a kubelet's own. */
export interface BriefLife {
  readonly name: string;
  readonly acts: readonly LifeAct[];
  readonly moments: readonly string[];
  readonly events: readonly string[];
}

export function brief({ timeline, events }: Lived): Pick<BriefLife, 'moments' | 'events'> {
  return {
    moments: timeline.map(briefMoment),
    events: events
      .filter(({ component }) => component === 'kubelet')
      .map(
        ({ type, reason, message, fieldPath = '', count = 1 }) =>
          `${count}× ${type} ${reason} ${fieldPath}: ${message}`,
      ),
  };
}

function briefMoment({ type, metadata, status }: Moment): string {
  const { phase, reason, message, conditions = [], initContainerStatuses = [], containerStatuses = [] } = status;
  return [
    `${type} ${phase}${because(reason, message)}`,
    ...conditions.map((each: any) => `${each.type} ${each.status}${because(each.reason, each.message)}`),
    ...[...initContainerStatuses, ...containerStatuses].map(briefContainer),
    ...(metadata.deletionGracePeriodSeconds === undefined ? [] : [`grace ${metadata.deletionGracePeriodSeconds}`]),
  ].join('; ');
}

function briefContainer({ name, state, lastState, ready, started, restartCount }: any): string {
  const [what, { reason, message, exitCode }] = Object.entries<any>(state)[0]!;
  const marks = [ready && 'ready', started && 'started', lastState.terminated && 'ended before'].filter(Boolean);
  return [`${name} ${what}`, exitCode, restartCount > 0 && `restarts ${restartCount}`, ...marks]
    .filter((part) => part !== undefined && part !== false)
    .join(' ')
    .concat(because(reason, message));
}

function because(reason: string | undefined, message: string | undefined): string {
  if (reason === undefined && message === undefined) return '';
  return ` (${[reason, message].filter((part) => part !== undefined).join(': ')})`;
}
