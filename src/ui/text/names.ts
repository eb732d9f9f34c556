import { text } from './language';
import type { PlainKey } from './translation';

/**
 * Names are data: what is shortened is the middle, for the end is what tells one from another (`web-7d4f…x2kqz`).
 * The last dash-separated word is kept whole where it is short enough to be a generated suffix.
 */
export function shortenName(name: string, limit: number): string {
  if (name.length <= limit) return name;
  const tail = tailOf(name, limit);
  const head = Math.max(1, limit - 1 - tail.length);
  return `${name.slice(0, head).replace(/[-.]+$/, '')}…${tail}`;
}

function tailOf(name: string, limit: number): string {
  const suffix = name.slice(name.lastIndexOf('-') + 1);
  const room = Math.max(2, Math.ceil(limit / 3));
  return suffix.length >= 2 && suffix.length <= Math.max(room, 5) && suffix.length < limit - 2
    ? suffix
    : name.slice(-room);
}

/** What tells a machine of many from the others: the `21` of `worker-21`. */
export function lastWord(name: string): string {
  return shortenName(name.slice(name.lastIndexOf('-') + 1), 4);
}

const shownNames: Readonly<Record<string, PlainKey>> = {
  'kube-controller-manager': 'graph.controllers',
  'kube-scheduler': 'graph.scheduler',
  'load-balancer': 'graph.loadBalancer',
  'image-registry': 'graph.imageRegistry',
};

/** What the picture calls a component. */
export function componentTitle(name: string): string {
  const key = shownNames[name];
  return key ? text(key) : name;
}

/** What the picture calls a machine: one with a single program is that program to whoever looks at it. */
export function machineTitle(name: string): string {
  const program = { balancer: 'load-balancer', registry: 'image-registry' }[name];
  return program ? componentTitle(program) : name;
}

const briefNames: Readonly<Record<string, string>> = { containerd: 'runtime', 'kube-proxy': 'proxy' };

/** The same on a machine among many. */
export function briefTitle(name: string): string {
  return briefNames[name] ?? componentTitle(name);
}

/** `cp-1/kube-apiserver` as people say it: `kube-apiserver (cp-1)`; on a machine with one component its name is enough. */
export function addressTitle(id: string): string {
  const slash = id.indexOf('/');
  if (slash < 0) return id;
  const [machine, name] = [id.slice(0, slash), id.slice(slash + 1)];
  return machine === 'laptop' || machine === 'balancer' || machine === 'registry'
    ? componentTitle(name)
    : `${name} (${machine})`;
}

/** The same where room is short: `controllers (cp-1)`, `apiserver (cp-2)`. */
export function briefAddress(id: string): string {
  const name = id.slice(id.indexOf('/') + 1);
  const brief = componentTitle(name).replace(/^kube-/, '');
  return addressTitle(id).includes('(') ? `${brief} (${id.slice(0, id.indexOf('/'))})` : brief;
}

/** The name at the end of an etcd key. */
export function nameOfKey(key: string): string {
  return key.slice(key.lastIndexOf('/') + 1);
}
