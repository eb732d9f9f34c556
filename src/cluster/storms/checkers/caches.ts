import { informersOf, keyOf } from '../../../client';
import type { Informer } from '../../../client';
import type { Component } from '../../../simulation';
import type { Seen, Witness } from '../witness';
import { kindOfResource } from '../kind-of-resource';
import type { CheckerOf, Complain } from './checker';

/** A cache that has seen a version never goes back behind it, and at rest every cache holds what etcd holds. */
export const caches: CheckerOf = (witness, complain) => ({
  atRest() {
    for (const component of witness.cluster.components)
      for (const informer of informersOf(component))
        if (informer.synced) compare(witness, component, informer, complain);
  },
});

function compare(witness: Witness, component: Component, informer: Informer, complain: Complain): void {
  const { namespace, fieldSelector, labelSelector } = informer.selection;
  const kind = kindOfResource(informer.resource);
  if (!kind || labelSelector !== undefined || kind.plural === 'events') return;
  const node = /^spec\.nodeName=(.*)$/.exec(fieldSelector ?? '')?.[1];
  const name = /^metadata\.name=(.*)$/.exec(fieldSelector ?? '')?.[1];
  if (fieldSelector !== undefined && node === undefined && name === undefined) return;
  const wanted = (object: Seen): boolean =>
    (node === undefined || object.spec?.nodeName === node) &&
    (name === undefined || object.metadata.name === name) &&
    (namespace === undefined || object.metadata.namespace === namespace);
  const stored = new Map(
    witness
      .under(`${kind.storagePrefix}/`)
      .filter(wanted)
      .map((object) => [keyOf(object), object]),
  );
  const who = `${component.id}'s cache of ${informer.resource}`;
  for (const object of informer.list() as readonly Seen[]) {
    const key = keyOf(object);
    const held = stored.get(key);
    stored.delete(key);
    if (!held) complain(`${who} has ${key}, which is gone`);
    else if (versionAt(witness, kind.storagePrefix, key) !== Number(object.metadata.resourceVersion))
      complain(
        `${who} has ${key} at ${object.metadata.resourceVersion}, etcd at ${versionAt(witness, kind.storagePrefix, key)}`,
      );
  }
  for (const key of stored.keys()) complain(`${who} lacks ${key}`);
}

function versionAt(witness: Witness, prefix: string, key: string): number {
  return witness.versionOf(`${prefix}/${key}`);
}
