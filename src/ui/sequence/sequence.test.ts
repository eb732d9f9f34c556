import { describe, expect, it } from 'vitest';
import type { HopView } from '../../session/protocol';
import { lanesOf } from './lanes';
import { laneHeightFor, placeSteps, spacingThatFits } from './placing';
import { stepAtOrBefore, stepsOf, stepWith } from './steps';
import { stretchOf } from './stretch';

let instant = 0;

function hop(id: number, kind: HopView['kind'], ends: string, title: string, rest: Partial<HopView> = {}): HopView {
  const [from = '', to = ''] = ends.split('>');
  const protocol = kind === 'act' ? 'act' : 'https';
  instant += 0.3;
  const view = {
    id,
    kind,
    from,
    to,
    protocol,
    title,
    sentAt: instant,
    arrivesAt: instant + 1,
    cause: id - 1,
    exchange: id,
  };
  return { outcome: 'delivered', root: 1, ...view, ...rest };
}

const API = 'cp-1/kube-apiserver';
const grpc = { protocol: 'grpc' };
const raft = { protocol: 'raft' };

/** A write: kubectl, balancer, API server, etcd; one controller acts on what it hears, two schedulers do not. */
const story: readonly HopView[] = [
  hop(1, 'act', 'you>laptop/kubectl', 'kubectl apply -f web.yaml', { cause: 0 }),
  hop(2, 'request', 'laptop/kubectl>balancer/load-balancer', 'POST deployments'),
  hop(3, 'request', `balancer/load-balancer>${API}`, 'POST deployments'),
  hop(4, 'request', `${API}>cp-1/etcd`, 'txn deployments/default/web', grpc),
  hop(5, 'message', 'cp-1/etcd>cp-2/etcd', 'append 1 entry', raft),
  hop(6, 'message', 'cp-1/etcd>cp-3/etcd', 'append 1 entry', { ...raft, cause: 4 }),
  hop(7, 'message', 'cp-2/etcd>cp-1/etcd', 'stored up to 90', { ...raft, cause: 5 }),
  hop(8, 'item', `cp-1/etcd>${API}`, 'changed deployments/default/web', { ...grpc, cause: 4, does: 'tells-of-write' }),
  hop(9, 'item', `cp-2/etcd>cp-2/kube-apiserver`, 'changed deployments/default/web', {
    ...grpc,
    cause: 4,
    does: 'tells-of-write',
  }),
  hop(10, 'response', `cp-1/etcd>${API}`, 'revision 78', { ...grpc, cause: 4, exchange: 4 }),
  hop(11, 'item', `${API}>cp-1/kube-controller-manager`, 'ADDED Deployment web', { cause: 8, does: 'tells-of-write' }),
  hop(12, 'item', `cp-2/kube-apiserver>cp-2/kube-scheduler`, 'ADDED Deployment web', {
    cause: 9,
    does: 'tells-of-write',
  }),
  hop(13, 'request', `cp-1/kube-controller-manager>${API}`, 'POST replicasets', {
    cause: 11,
    agent: 'deployment-controller',
  }),
  hop(14, 'request', `cp-1/kube-controller-manager>${API}`, 'POST events', {
    cause: 11,
    does: 'records-event',
    agent: 'deployment-controller',
  }),
  hop(15, 'request', `${API}>cp-1/etcd`, 'txn events/default/web.1', { ...grpc, cause: 14 }),
  hop(16, 'response', `${API}>cp-1/kube-controller-manager`, '201 Created', { cause: 14, exchange: 14 }),
  hop(17, 'response', `${API}>cp-1/kube-controller-manager`, '201 Created', { cause: 13, exchange: 13, sentAt: 500 }),
];
const byId = new Map(story.map((each) => [each.id, each]));
const none = new Set<number>();
const nothingOpen = new Set<string>();

describe('the steps of a story', () => {
  it('are its requests and answers, and what watchers heard that led to something; the rest is folded', () => {
    const steps = stepsOf(story, none);
    const words = steps.map((step) => (step.kind === 'hop' ? step.hop.id : step.group.title));
    expect(words).toEqual([
      ...[1, 2, 3, 4],
      'write to etcd: 3 messages',
      8,
      'told: 2',
      ...[10, 11, 13],
      'records an event: 3 messages',
      17,
    ]);
  });

  it('are also what a command in a container prints: nobody was told of a write by that', () => {
    const typed = [
      hop(1, 'act', 'you>laptop/kubectl', 'kubectl exec -it box -- sh', { cause: 0 }),
      hop(2, 'input', 'worker-1/kubelet>worker-1/containerd', '"date"', { protocol: 'cri' }),
      hop(3, 'item', 'worker-1/containerd>worker-1/kubelet', '"Thu Jan 1"', { protocol: 'cri' }),
      hop(4, 'item', `worker-1/kubelet>${API}`, '"Thu Jan 1"'),
    ];
    expect(stepsOf(typed, none).map(({ id, kind }) => `${kind} ${id}`)).toEqual(['hop 1', 'hop 2', 'hop 3', 'hop 4']);
  });

  it('unfold one by one, and lose no message', () => {
    expect(
      stepsOf(story, new Set([4])).filter((step) => step.kind === 'hop' && step.hop.protocol === 'raft'),
    ).toHaveLength(3);
    const all = stepsOf(story, new Set([4, -4, 14]));
    expect(all.map(({ id }) => id)).toEqual(story.map(({ id }) => id));
  });

  it('are found by any message, folded or not', () => {
    const steps = stepsOf(story, none);
    for (const { id } of story) {
      const step = steps[stepWith(steps, id)]!;
      expect(step.kind === 'hop' ? step.hop.id === id : step.group.hops.some((member) => member.id === id)).toBe(true);
    }
    expect(stepWith(steps, 99)).toBe(-1);
    expect(stepAtOrBefore(steps, 99)).toBe(steps.length - 1);
    expect(stepAtOrBefore(steps, 0)).toBe(-1);
  });
});

describe('lanes', () => {
  it('come in the order of the request path, a controller by the name it gives itself', () => {
    const { lanes } = lanesOf(stepsOf(story, none), story, nothingOpen);
    expect(lanes.map(({ title }) => title)).toEqual(['you', 'balancer', 'apiserver ×2', 'etcd ×2', 'deployment ctrl']);
  });

  it('unfold where asked, and etcd where its members are heard talking', () => {
    const unfolded = lanesOf(stepsOf(story, new Set([4])), story, new Set(['kube-apiserver']));
    expect(unfolded.lanes.map(({ title }) => title)).toEqual([
      'you',
      'balancer',
      'apiserver cp-1',
      'apiserver cp-2',
      'etcd cp-1',
      'etcd cp-2',
      'etcd cp-3',
      'deployment ctrl',
    ]);
    expect(unfolded.ends(byId.get(5)!)).toEqual([4, 5]);
    expect(unfolded.ends(byId.get(17)!)).toEqual([2, 7]);
  });
});

describe('places', () => {
  it('rise with time, and no arrow crosses the words of another', () => {
    const steps = stepsOf(story, none);
    const lanes = lanesOf(steps, story, nothingOpen);
    const { places, gaps } = placeSteps(steps, lanes, { measure: (text) => text.length * 6 }, 20);
    places.forEach((place, index) => expect(place.x).toBeGreaterThan(places[index - 1]?.x ?? 0));
    expect(gaps).toHaveLength(1);
    const words = steps.flatMap((step, index) => {
      const { tip, from, to, label } = places[index]!;
      return step.kind === 'hop' ? [{ index, left: tip, right: tip + label, band: from < to ? to : to + 1 }] : [];
    });
    places.forEach((place, index) => {
      const [top, bottom] = [Math.min(place.from, place.to) + 1, Math.max(place.from, place.to)];
      for (const word of words) {
        if (word.index >= index || word.band < top || word.band > bottom) continue;
        expect(place.x).toBeGreaterThan(word.right);
      }
    });
  });

  it('are as near to each other as the width of the pane wants, lanes as high as it lets them', () => {
    const steps = stepsOf(story, none);
    const lanes = lanesOf(steps, story, nothingOpen);
    for (const width of [90, 140, 300]) {
      const spacing = spacingThatFits(steps, lanes, width);
      expect(placeSteps(steps, lanes, { spacing }, 20).width).toBeLessThanOrEqual(width);
    }
    expect(spacingThatFits(steps, lanes, 5000)).toBe(13);
    expect([laneHeightFor(8, 175), laneHeightFor(2, 600), laneHeightFor(40, 100)]).toEqual([19, 30, 12]);
  });

  it('are of a stretch that holds what is read, and stays while one goes on', () => {
    const ids = Array.from({ length: 50_000 }, (_, index) => 100 + index * 3);
    for (const chosen of [ids[0]!, ids[777]!, ids[31_234]!, ids[49_999]!, ids[49_999]! + 2]) {
      const { start, end } = stretchOf(ids, chosen);
      expect(ids[start]!).toBeLessThanOrEqual(chosen);
      expect(ids[end - 1]! + 2).toBeGreaterThanOrEqual(chosen);
      expect(end - start).toBeLessThanOrEqual(3000);
    }
    expect(stretchOf(ids, ids[31_234]!)).toEqual(stretchOf(ids, ids[31_300]!));
    expect(stretchOf(ids, 0).end).toBe(ids.length);
    expect(stretchOf(ids.slice(0, 900), 0)).toEqual({ start: 0, end: 900 });
  });

  it('are of the end alone while a flood runs past, and of more as soon as somebody reads', () => {
    const ids = Array.from({ length: 50_000 }, (_, index) => 100 + index * 3);
    const { start, end } = stretchOf(ids, 0, true);
    expect([end, end - start <= 320, end - start >= 80]).toEqual([ids.length, true, true]);
    expect(stretchOf(ids, ids[49_990]!, true)).toEqual(stretchOf(ids, ids[49_990]!));
    expect(stretchOf(ids.slice(0, 900), 0, true)).toEqual({ start: 0, end: 900 });
  });

  it('need no more time for thousands of messages than is in proportion: each is not held against each', () => {
    const many = Array.from({ length: 400 }, (_, round) =>
      story.map((each) => ({
        ...each,
        id: each.id + round * 20,
        cause: each.cause && each.cause + round * 20,
        exchange: each.exchange + round * 20,
      })),
    ).flat();
    const start = process.cpuUsage().user;
    const steps = stepsOf(many, none);
    placeSteps(steps, lanesOf(steps, many, nothingOpen), { measure: (text) => text.length * 6 }, 20);
    expect((process.cpuUsage().user - start) / 1000).toBeLessThan(1000);
  });
});
