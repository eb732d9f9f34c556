import '../text/later-english';
import type { HopView } from '../../session/protocol';
import type { Step } from './steps';
import { text } from '../text/language';
import type { PlainKey } from '../text/translation';

/** A line of the diagram: one component, one controller in it, or several of a kind folded into one. */
export interface Lane {
  readonly key: string;
  readonly title: string;
  /** What unfolding is about, where there are several: `etcd`, `kubelet` … */
  readonly family: string;
  readonly members: number;
  readonly folded: boolean;
}

export interface Lanes {
  readonly lanes: readonly Lane[];
  /** Index of the lane at which a hop begins and ends. */
  ends(hop: HopView): readonly [from: number, to: number];
}

/** In the order of a request's path. */
const PATH = [
  'kubectl',
  'load-balancer',
  'kube-apiserver',
  'etcd',
  'kube-controller-manager',
  'kube-scheduler',
  'kubelet',
  'containerd',
  'image-registry',
];
/** As kube-controller-manager's parts take part in a rollout; others follow by name. */
const CONTROLLERS = ['deployment-controller', 'replicaset-controller'];
const SHORT_NAMES: Readonly<Record<string, string>> = { 'kube-apiserver': 'apiserver', containerd: 'runtime' };
const FAMILY_TITLES: Readonly<Record<string, PlainKey>> = {
  'kube-controller-manager': 'sequence.controllers',
  'kube-scheduler': 'sequence.scheduler',
  'image-registry': 'sequence.registry',
  'load-balancer': 'sequence.balancer',
  kubectl: 'sequence.you',
};

/** Lanes for all that the steps show, in the order of the request path. */
export function lanesOf(steps: readonly Step[], hops: readonly HopView[], unfolded: ReadonlySet<string>): Lanes {
  const agents = agentsOf(hops);
  const name = (id: string, hop: HopView): Place => placeOf(id, agents(hop));
  const used = new Map<string, Place>();
  let raftSeen = false;
  for (const step of steps) {
    const hop = step.kind === 'hop' ? step.hop : step.group.hops[0];
    if (!hop) continue;
    if (step.kind === 'hop' && hop.protocol === 'raft') raftSeen = true;
    for (const end of [hop.from, hop.to]) {
      const place = name(end, hop);
      used.set(place.key, place);
    }
  }
  const isOpen = (family: string) => unfolded.has(family) || (family === 'etcd' && raftSeen);
  const lanes = fold([...used.values()].sort(alongThePath), isOpen);
  const index = new Map(lanes.map((lane, at) => [lane.key, at]));
  const at = (end: string, hop: HopView) => {
    const place = name(end, hop);
    return index.get(place.key) ?? index.get(place.family) ?? 0;
  };
  return { lanes, ends: (hop) => [at(hop.from, hop), at(hop.to, hop)] };
}

interface Place {
  readonly key: string;
  readonly family: string;
  readonly machine: string;
  readonly agent: string;
}

function placeOf(id: string, agent: string): Place {
  if (id === 'you') return { key: 'laptop/kubectl', family: 'kubectl', machine: 'laptop', agent: '' };
  const slash = id.indexOf('/');
  const family = id.slice(slash + 1);
  const part = family === 'kube-controller-manager' ? agent : '';
  return { key: part ? `${id} ${part}` : id, family, machine: id.slice(0, slash), agent: part };
}

/** Which part of a component a message is about: a request says it, an answer is its request's, an item that of whoever acted on it. */
function agentsOf(hops: readonly HopView[]): (hop: HopView) => string {
  const actedOn = new Map<number, string>();
  const asked = new Map<number, string>();
  for (const hop of hops) {
    if (!hop.agent) continue;
    asked.set(hop.id, hop.agent);
    if (!actedOn.has(hop.cause)) actedOn.set(hop.cause, hop.agent);
  }
  return (hop) => hop.agent ?? (hop.kind === 'item' ? actedOn.get(hop.id) : asked.get(hop.exchange)) ?? '';
}

function alongThePath(a: Place, b: Place): number {
  const byFamily = rank(PATH, a.family) - rank(PATH, b.family);
  if (byFamily !== 0) return byFamily;
  const byAgent = rank(CONTROLLERS, a.agent) - rank(CONTROLLERS, b.agent);
  if (byAgent !== 0) return byAgent;
  return compare(a.agent, b.agent) || compare(a.machine, b.machine) || compare(a.family, b.family);
}

function rank(order: readonly string[], name: string): number {
  const at = order.indexOf(name);
  return at < 0 ? order.length : at;
}

function compare(a: string, b: string): number {
  if (a.length !== b.length && /\d$/.test(a) && /\d$/.test(b)) return a.length - b.length;
  return a < b ? -1 : a > b ? 1 : 0;
}

const FOLDING = new Set(['kube-apiserver', 'etcd', 'kubelet', 'containerd', 'kube-scheduler']);

function fold(places: readonly Place[], isOpen: (family: string) => boolean): readonly Lane[] {
  const lanes: Lane[] = [];
  const done = new Set<string>();
  for (const place of places) {
    const family = places.filter((other) => other.family === place.family);
    const folds = FOLDING.has(place.family) && family.length > 1;
    if (folds && !isOpen(place.family)) {
      if (done.has(place.family)) continue;
      done.add(place.family);
      const title = `${familyTitle(place.family)} ×${family.length}`;
      lanes.push({ key: place.family, title, family: place.family, members: family.length, folded: true });
    } else {
      lanes.push({
        key: place.key,
        title: titleOf(place),
        family: place.family,
        members: folds ? family.length : 1,
        folded: false,
      });
    }
  }
  return lanes;
}

function familyTitle(family: string): string {
  const key = FAMILY_TITLES[family];
  return key ? text(key) : (SHORT_NAMES[family] ?? family);
}

function titleOf({ family, machine, agent }: Place): string {
  if (agent?.endsWith('-controller')) return text('sequence.controller', { name: agent.replace(/-controller$/, '') });
  if (agent) return agent;
  const alone = family === 'kubectl' || family === 'load-balancer' || family === 'image-registry';
  return alone ? familyTitle(family) : `${familyTitle(family)} ${machine}`;
}
