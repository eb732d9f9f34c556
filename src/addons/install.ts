import type { Node } from '../api';
import { isConditionTrue } from '../api';
import { isRefusal } from '../apimachinery';
import type { Identity } from '../client';
import { ApiClient } from '../client';
import type { Component, Process } from '../simulation';
import { attempt, sleep } from '../simulation';
import type { AddonObject } from './dns/dns-objects';

const RETRY_MILLISECONDS = 500;

function* nodesAreReady(client: ApiClient): Process<boolean> {
  const nodes = yield* attempt(client.list<Node>('nodes'));
  return nodes.ok && nodes.value.items.length > 0 && nodes.value.items.every(isReady);
}

/** Ready, and found so by the controller that keeps pods off nodes that are not. */
function isReady({ spec, status }: Node): boolean {
  if (spec?.taints?.length) return false;
  return isConditionTrue(status?.conditions, 'Ready');
}

/**
 * Makes the objects of an add-on, one after another, each until it is there, when all nodes that have come are Ready: who is
 * in a hurry finds all its pods on the machine that was first.
 */
export function* installAddon(
  component: Component,
  server: string,
  identity: Identity,
  objects: readonly AddonObject[],
): Process<void> {
  const client = new ApiClient(component, server, identity);
  while (!(yield* nodesAreReady(client))) yield* sleep(RETRY_MILLISECONDS);
  for (const { resource, object } of objects) {
    for (;;) {
      const made = yield* attempt(client.create(resource, object));
      if (made.ok || isRefusal(made.error, 'AlreadyExists')) break;
      component.log(`${resource}/${object.metadata.name}: ${made.error.message}`);
      yield* sleep(RETRY_MILLISECONDS);
    }
  }
}
