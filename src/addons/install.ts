import type { Refusal } from '../apimachinery';
import { isRefusal } from '../apimachinery';
import type { Identity } from '../client';
import { ApiClient } from '../client';
import type { Component, Process } from '../simulation';
import { attempt, sleep } from '../simulation';
import type { AddonObject } from './dns/dns-objects';

const RETRY_MILLISECONDS = 500;

/** Makes the objects of an add-on, one after another, each until it is there: as kubeadm does when the servers answer. */
export function* installAddon(
  component: Component,
  server: string,
  identity: Identity,
  objects: readonly AddonObject[],
): Process<void> {
  const client = new ApiClient(component, server, identity);
  for (const { resource, object } of objects) {
    for (;;) {
      const made = yield* attempt(client.create(resource, object));
      if (made.ok || isRefusal(made.error as Refusal, 'AlreadyExists')) break;
      component.log(`${resource}/${object.metadata.name}: ${made.error.message}`);
      yield* sleep(RETRY_MILLISECONDS);
    }
  }
}
