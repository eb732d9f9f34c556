/** All kinds there are, for controllers that look after everything: those of the table, and the custom ones. */
import { findKind } from '../api';
import type { KindDefinition } from '../api';
import type { KubeObject } from '../apimachinery';
import type { ApiClient, Change, SharedInformers } from '../client';
import type { Component, Process } from '../simulation';

export interface KindsView {
  /** A kind by what an object says of itself. */
  find(apiVersion: string, kind: string): KindDefinition | undefined;
  /** All objects of a custom resource by its plain name: `widgets.example.com`. */
  list(resource: string): readonly KubeObject[];
  /** Asks what definitions have made, all versions; nobody is asked where there are none. */
  discover(): Process<readonly KindDefinition[]>;
}

export interface KindsParts {
  readonly component: Component;
  readonly client: ApiClient;
  readonly informers: SharedInformers;
  readonly startedAt: number;
  /** Told of every change of every object of a custom kind. */
  heard(change: Change<KubeObject>): void;
}

/** What follows definitions once there are some (`custom-kinds.ts`, a chunk of its own). */
interface Follower extends KindsView {
  changed(): void;
}

let offered: ((parts: KindsParts) => Follower) | undefined;

export function offerCustomKinds(follow: (parts: KindsParts) => Follower): void {
  offered = follow;
}

export const loadCustomKinds = () => import('./custom-kinds');

const DEFINITIONS = 'customresourcedefinitions.apiextensions.k8s.io';

/** @param heard none for who only asks now and then */
export function kindsView(
  { component, client, informers }: Pick<KindsParts, 'client' | 'component' | 'informers'>,
  heard?: KindsParts['heard'],
): KindsView {
  const definitions = informers.of<KubeObject>(DEFINITIONS);
  let follower: Follower | undefined;
  const parts = { component, client, informers, startedAt: component.now, heard: heard ?? (() => {}) };
  definitions.onChange(({ type, object, previous }) => {
    if (type === 'updated' && object === previous) return;
    follower ??= offered!(parts);
    if (heard) follower.changed();
  });
  return {
    find: (apiVersion, kind) => findKind(apiVersion, kind) ?? follower?.find(apiVersion, kind),
    list: (resource) => follower?.list(resource) ?? [],
    *discover() {
      return follower && definitions.size > 0 ? yield* follower.discover() : [];
    },
  };
}
