import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { Machine } from './testing/machine';

/**
 * Pods' lives as a real kubelet 1.36.3 lived them, recorded over a runtime that only pretends. Where ours differs, and why:
 * - ids begin with containerd://, that is the runtime we model;
 * - an end has the reason containerd gives it (Completed, Error); the pretending runtime gave none;
 * - containers of the pretending runtime never end by themselves: a debugging shell without a terminal is given something to do.
 */
/** The recording's kubelets were made for load tests: they look at troubled pods every ten seconds, and tell all events. */
const HOLLOW_KUBELET = { syncFrequencyMilliseconds: 10_000, eventBurst: 1000 };
/** Its runtime starts and stops what it is told to in no time. */
const PRETENDING_RUNTIME = { pace: 0, bytesPerSecond: Number.POSITIVE_INFINITY };
/** Retries are spread by chance: a seed under which as many fall into the 45 seconds as in the recording. */
const SEEDS: Readonly<Record<string, string>> = { 'liveness that fails restarts': '1' };
const LASTING = ['sh', '-c', "trap 'exit 0' TERM; sleep 3600 & wait"];

const recording = ['../shared/conformance/golden-pods.json']
  .map((path) => `${process.cwd()}/${path}`)
  .find((path) => existsSync(path));
const lives: any[] = recording ? JSON.parse(readFileSync(recording, 'utf8')) : [];

function masked(value: any, key = ''): any {
  if (Array.isArray(value)) return value.map((each) => masked(each));
  if (value && typeof value === 'object') {
    const entries = Object.entries(value).map(([name, each]) => [name, masked(each, name)]);
    return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)));
  }
  if (typeof value !== 'string') return value;
  if (/IP$|^ip$/.test(key)) return '<ip>';
  return value
    .replace(/^\d{4}-\d\d-\d\dT.*Z$/, '<time>')
    .replace(/kube-api-access-\w+/, 'kube-api-access-<rand>')
    .replace(/^containerd:\/\/\w+$/, 'containerd://<id>')
    .replace(/^docker\.io\/.*@sha256:.*$/, '<id>')
    .replace(/_default\([-\w]+\)/g, '_{ns}(<uid>)')
    .replace(/ConfigMap default\//, 'ConfigMap {ns}/');
}

function expectedStatus(status: any): any {
  const text = JSON.stringify(status).replaceAll('fakeRuntime://', 'containerd://');
  return masked(JSON.parse(text, (_, value) => (value?.exitCode === 0 ? { ...value, reason: 'Completed' } : value)));
}

function seenStatuses(machine: Machine): any[] {
  return machine.server.versions.map(({ type, object }) => ({ type, status: masked(object.status) }));
}

function seenEvents(machine: Machine): any[] {
  return machine.events('p').map(({ type, reason, message, count, involvedObject }) => ({
    type,
    reason,
    count,
    message: masked(
      message
        .replace(/in [\d.ms]+ \([\d.ms]+ including/, 'in <duration> (<duration> including')
        .replace(/size: \d+/, 'size: 0')
        .replace(/tcp [\d.]+:/, 'tcp <ip>:'),
    ),
    fieldPath: involvedObject.fieldPath,
  }));
}

function expectedEvents(life: any): any[] {
  return life.events
    .filter(({ component }: any) => component === 'kubelet')
    .map(({ type, reason, message, count = 1, fieldPath }: any) => ({ type, reason, count, message, fieldPath }));
}

/** The recording's machine had images of earlier lives: so does ours. */
function warm(machine: Machine, life: any): void {
  const present = life.events
    .filter(({ reason, message }: any) => reason === 'Pulled' && message.includes('already'))
    .map(({ message }: any) => /"(.*?)"/.exec(message)![1]);
  for (const image of present) {
    machine.createPod('earlier', { containers: [{ name: 'main', image }], terminationGracePeriodSeconds: 0 });
    machine.runFor(8000);
    machine.server.deletePod(machine.path('earlier'), 0);
    machine.runFor(4000);
  }
  machine.server.versions.length = 0;
}

function live(life: any): Machine {
  const machine = new Machine(SEEDS[life.name] ?? life.name, HOLLOW_KUBELET, PRETENDING_RUNTIME);
  warm(machine, life);
  for (const act of life.acts) {
    const pod = machine.pod('p');
    if (act.do === 'create')
      machine.createPod('p', { ...act.body.spec, ...(act.body.spec.nodeName && { nodeName: 'worker-1' }) });
    else if (act.do === 'delete') machine.server.deletePod(machine.path('p'), act.grace);
    else if (act.do === 'wait') machine.runFor(act.ms);
    else if (act.do === 'configMap')
      machine.server.put(`/api/v1/namespaces/default/configmaps/${act.name}`, {
        metadata: { name: act.name, namespace: 'default' },
        data: {},
      });
    else if (act.do === 'status')
      machine.server.put(machine.path('p'), {
        ...pod,
        status: {
          ...pod.status,
          conditions: [
            ...act.body.status.conditions.map((each: any) => ({
              lastProbeTime: null,
              lastTransitionTime: null,
              ...each,
            })),
            ...pod.status.conditions,
          ],
        },
      });
    else if (act.do === 'patch') {
      const containers = [{ ...pod.spec.containers[0], ...act.body.spec.containers[0] }];
      machine.server.put(machine.path('p'), {
        ...pod,
        metadata: { ...pod.metadata, generation: pod.metadata.generation + 1 },
        spec: { ...pod.spec, containers },
      });
    } else if (act.do === 'ephemeral') {
      const ephemeralContainers = act.body.spec.ephemeralContainers.map((each: any) => ({ ...each, command: LASTING }));
      machine.server.put(machine.path('p'), {
        ...pod,
        metadata: { ...pod.metadata, generation: pod.metadata.generation + 1 },
        spec: { ...pod.spec, ephemeralContainers },
      });
    } else if (act.do === 'taint') evicted(machine, pod, life);
    else if (act.do === 'evict') evicted(machine, pod, life);
    else if (act.do !== 'untaint') throw new Error(`unknown act ${act.do}`);
  }
  return machine;
}

/** The API server or the taint manager says why, then deletes the pod. */
function evicted(machine: Machine, pod: any, life: any): void {
  const said = life.timeline
    .flatMap(({ status }: any) => status.conditions ?? [])
    .find(({ type }: any) => type === 'DisruptionTarget');
  const conditions = [...pod.status.conditions, { ...said, lastTransitionTime: '2026-01-01T00:00:06Z' }];
  machine.server.put(machine.path('p'), { ...pod, status: { ...pod.status, conditions } });
  machine.server.deletePod(machine.path('p'));
}

describe.skipIf(!recording)('a pod lives as it did under a real kubelet', () => {
  for (const life of lives) {
    it(life.name, () => {
      const machine = live(life);
      const expected = life.timeline.map(({ type, status }: any) => ({ type, status: expectedStatus(status) }));
      expect(seenEvents(machine)).toEqual(expectedEvents(life));
      expect(seenStatuses(machine)).toEqual(expected);
    });
  }
});
