import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import type { Node, Pod } from '../api';
import { Random } from '../simulation';
import { ClusterCache } from './cache/cluster-cache';
import { PodInfo } from './cache/pod-info';
import { defaultProfile } from './framework/profile';
import type { Decision } from './framework/scheduling-cycle';
import { SchedulingCycle } from './framework/scheduling-cycle';

const golden = fileURLToPath(new URL('../../../shared/conformance/golden-scheduler.json', import.meta.url));

interface GoldenNode {
  readonly name: string;
  readonly labels: Record<string, string>;
  readonly allocatable: Record<string, string>;
  readonly taints?: Node['spec']['taints'];
  readonly images?: readonly { readonly names: string[]; readonly sizeBytes: number }[];
}

interface GoldenPod {
  readonly name: string;
  readonly labels?: Record<string, string>;
  readonly spec: Pod['spec'];
  readonly node?: string;
  readonly message?: string;
  readonly scores?: Record<string, Record<string, number>>;
  readonly totals?: Record<string, number>;
}

interface GoldenCase {
  readonly name: string;
  readonly nodes: readonly GoldenNode[];
  readonly pods: readonly GoldenPod[];
}

const cases: readonly GoldenCase[] = existsSync(golden) ? JSON.parse(readFileSync(golden, 'utf8')) : [];

function nodeOf({ name, labels, allocatable, taints, images }: GoldenNode): Node {
  return {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: { name, labels },
    spec: { ...(taints && { taints }) },
    status: { allocatable, ...(images && { images }) },
  };
}

function podOf({ name, labels, spec }: GoldenPod): Pod {
  return { apiVersion: 'v1', kind: 'Pod', metadata: { name, namespace: '{ns}', uid: name, labels }, spec };
}

const workers = [1, 2, 3].map((number) => ({
  name: `worker-${number}`,
  labels: { 'kubernetes.io/hostname': `worker-${number}`, 'kubernetes.io/os': 'linux', 'kubernetes.io/arch': 'amd64' },
  allocatable: { cpu: '8', memory: '16Gi', pods: '110' },
}));

/** Node by node: what each plugin gave, and the sum. */
function scoresIn({ feasible, scores }: Decision) {
  const byNode: Record<string, Record<string, number>> = {};
  const totals: Record<string, number> = {};
  feasible.forEach(({ name }, index) => {
    if (!scores) return;
    byNode[name] = Object.fromEntries(scores.plugins.map((plugin, p) => [plugin, scores.perPlugin[p]![index]!]));
    totals[name] = scores.totals[index]!;
  });
  return { byNode, totals };
}

describe.skipIf(cases.length === 0)('what the real scheduler decided', () => {
  it.each(cases)('$name', ({ nodes, pods }) => {
    const cache = new ClusterCache({ namespaceLabels: () => ({}), siblingsOf: () => undefined, budgetsIn: () => [] });
    for (const node of [...workers, ...nodes]) cache.setNode(nodeOf(node));
    const cycle = new SchedulingCycle(defaultProfile, new Random('golden'));
    for (const pod of pods) {
      const info = new PodInfo(podOf(pod));
      const decision = cycle.decide(info, cache);
      const { byNode, totals } = scoresIn(decision);
      expect({ pod: pod.name, scores: byNode, totals }).toEqual({
        pod: pod.name,
        scores: pod.scores ?? {},
        totals: pod.totals ?? {},
      });
      if (pod.message !== undefined) expect(decision.message).toBe(pod.message);
      if (!pod.node) continue;
      // Of several best ones the real scheduler took any, and so do we.
      const best = Math.max(...Object.values(totals));
      const chosen = decision.winner!.name;
      if (decision.scores) expect([totals[pod.node], totals[chosen]]).toEqual([best, best]);
      else expect(chosen).toBe(pod.node);
      cache.setPod({ ...podOf(pod), spec: { ...pod.spec, nodeName: pod.node } });
    }
  });
});
