import { runtimeOf } from '../../../node';
import type { Component } from '../../../simulation';
import { controllerOf, nameOf, placeOf } from '../witness';
import type { CheckerOf } from './checker';

/** A pod is bound once and for all. */
export const boundOnce: CheckerOf = (_witness, complain) => ({
  changed({ key, object, previous }) {
    if (placeOf(key) !== 'pods' || !object || !previous) return;
    if (object.metadata.uid !== previous.metadata.uid) return;
    const [before, now] = [previous.spec.nodeName, object.spec.nodeName];
    if (before !== undefined && before !== now) complain(`pod ${nameOf(object)} went from ${before} to ${now}`);
  },
});

/** An object has one controller; it changes hands only by being let go first. */
export const oneController: CheckerOf = (_witness, complain) => ({
  changed({ key, object, previous }) {
    const owners = object?.metadata?.ownerReferences?.filter((owner) => owner.controller) ?? [];
    if (owners.length > 1) complain(`${key} has ${owners.length} controllers`);
    if (!object?.metadata || !previous?.metadata || previous.metadata.uid !== object.metadata.uid) return;
    const [before, now] = [controllerOf(previous)?.uid, controllerOf(object)?.uid];
    if (before !== undefined && now !== undefined && before !== now)
      complain(`${key} went from one controller to another`);
  },
});

interface Running {
  readonly place: string;
  readonly uid: string;
  readonly what: string;
}

/**
 * On machines, not in what is said about them: no container of a pod runs twice, no two pods of a stateful set run under one
 * name, and no two sandboxes have the same address.
 */
export const runsOnce: CheckerOf = (witness, complain) => {
  return {
    look() {
      const containers = new Map<string, Running>();
      const identities = new Map<string, Running>();
      const addresses = new Map<string, Running>();
      const once = (map: Map<string, Running>, key: string, running: Running, same: (other: Running) => boolean) => {
        const other = map.get(key);
        if (other && !same(other)) complain(`${running.what} at ${running.place}, and ${other.what} at ${other.place}`);
        map.set(key, running);
      };
      for (const component of runtimesOf(witness.cluster.components)) {
        const runtime = runtimeOf(component);
        for (const { podUid, namespace, name, ip, state, id } of runtime?.sandboxes() ?? []) {
          if (state !== 'ready') continue;
          const what = `sandbox ${id.slice(0, 8)} of ${namespace}/${name} (${podUid}) with ${ip}`;
          if (ip) once(addresses, ip, { place: component.id, uid: id, what }, () => false);
        }
        for (const { podUid, name, state, id } of runtime?.containers() ?? []) {
          if (state !== 'running') continue;
          const pod = witness.byUid.get(podUid);
          const what = `container ${name} (${id.slice(0, 8)}) of ${pod ? nameOf(pod) : '?'} (${podUid})`;
          const running = { place: component.id, uid: podUid, what };
          once(containers, `${podUid}/${name}`, running, () => false);
          if (pod && controllerOf(pod)?.kind === 'StatefulSet')
            once(identities, nameOf(pod), running, (other) => other.uid === podUid);
        }
      }
    },
  };
};

function runtimesOf(components: readonly Component[]): readonly Component[] {
  return components.filter(({ name }) => name === 'containerd');
}
