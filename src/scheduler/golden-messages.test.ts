import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import type { Node, Pod } from '../api';
import { applyMergePatch } from '../apimachinery';
import { Random } from '../simulation';
import { ClusterCache } from './cache/cluster-cache';
import { PodInfo } from './cache/pod-info';
import { defaultProfile } from './framework/profile';
import { SchedulingCycle } from './framework/scheduling-cycle';
import { node } from './testing/objects';

const golden = fileURLToPath(new URL('../../../shared/conformance/golden/12-scheduler.json', import.meta.url));

interface Step {
  readonly request?: { readonly method: string; readonly path: string; readonly body?: any };
  readonly response?: { readonly body?: any };
}

const cases: readonly { readonly name: string; readonly steps: readonly Step[] }[] = existsSync(golden)
  ? JSON.parse(readFileSync(golden, 'utf8'))
  : [];

/** Of one case no answer was the same twice, so none was kept. */
const hasAnswers = (steps: readonly Step[]) =>
  steps.some(({ request, response }) => request?.method === 'GET' && response?.body);

/** Reads a recorded case as the scheduler sees it: nodes and pods as they come, and where each pod went or why it didn't. */
class Replay {
  readonly outcomes: { readonly pod: string; readonly expected: unknown; readonly actual: unknown }[] = [];
  private readonly cache = new ClusterCache({
    namespaceLabels: () => ({}),
    siblingsOf: () => undefined,
    budgetsIn: () => [],
  });
  private readonly cycle = new SchedulingCycle(defaultProfile, new Random('golden'));
  /** Where a step's two recordings differed it keeps no answer: from there on nothing is sure. */
  private lost = false;
  private readonly pods = new Map<string, Pod>();
  private readonly priorities = new Map<string, { readonly value: number; readonly preemptionPolicy?: any }>();

  constructor() {
    for (const name of ['worker-1', 'worker-2', 'worker-3'])
      this.cache.setNode(node(name, { allocatable: { cpu: '8', memory: '16Gi' } }));
  }

  step({ request, response }: Step): void {
    if (!request || this.lost) return;
    const [resource, name] = request.path.replace(/^.*\/(?=[a-z]+(\/[^/]+)?$)/, '').split('/') as [string, string?];
    const { body } = request;
    if (request.method === 'POST' && request.path.endsWith('/priorityclasses'))
      this.priorities.set(body.metadata.name, body);
    if (request.method === 'POST' && request.path.endsWith('/nodes')) this.cache.setNode(body as Node);
    if (request.method === 'PATCH' && request.path.includes('/nodes/')) {
      this.cache.setNode(applyMergePatch(this.cache.node(name!)!.node, body) as Node);
    }
    if (request.method === 'POST' && request.path.endsWith('/pods'))
      this.pods.set(body.metadata.name, this.admitted(body));
    if (request.method !== 'GET' || resource !== 'pods' || !name) return;
    if (response?.body) this.compare(name, response.body);
    else this.lost = true;
  }

  private admitted(pod: Pod): Pod {
    const { value = 0, preemptionPolicy } = this.priorities.get(pod.spec.priorityClassName ?? '') ?? {};
    return {
      ...pod,
      metadata: { ...pod.metadata, namespace: '{ns}', uid: pod.metadata.name },
      spec: { ...pod.spec, priority: value, preemptionPolicy },
    };
  }

  private compare(name: string, recorded: any): void {
    const pod = this.pods.get(name)!;
    const nodeName: string | undefined = recorded.spec?.nodeName;
    const message: string | undefined = recorded['status.conditions[PodScheduled]']?.message;
    if (pod.spec.schedulerName) return;
    const { winner, message: said, feasible, scores } = this.cycle.decide(new PodInfo(pod), this.cache);
    // Of several best ones the real scheduler took any.
    const best = scores ? feasible.filter((_, index) => scores.totals[index] === Math.max(...scores.totals)) : feasible;
    const isOneOfTheBest = best.some((each) => each.name === nodeName) && best.some((each) => each === winner);
    const chosen = isOneOfTheBest ? nodeName : winner?.name;
    this.outcomes.push({ pod: name, expected: { nodeName, message }, actual: { nodeName: chosen, message: said } });
    if (nodeName) this.cache.setPod({ ...pod, spec: { ...pod.spec, nodeName } });
  }
}

describe.skipIf(cases.length === 0)('what the real scheduler said', () => {
  it.each(cases.filter(({ steps }) => hasAnswers(steps)))('$name', ({ steps }) => {
    const replay = new Replay();
    for (const step of steps) replay.step(step);
    for (const { pod, expected, actual } of replay.outcomes)
      expect({ pod, ...(actual as object) }).toEqual({ pod, ...(expected as object) });
  });
});
