import type { PersistentVolume } from '../../api';
import type { Plugin } from '../framework/plugin';
import { refuseForGood } from '../framework/plugin';
import { claimNamesOf, OWN_CLAIM } from './volume-binding';

const elsewhere = refuseForGood('node(s) had no available volume zone');

/** Labels that say where something stands. What they were called before 1.17 is no more looked at here. */
const PLACES = ['topology.kubernetes.io/zone', 'topology.kubernetes.io/region'];
/** Volumes that lie in several zones name them all. */
const SEPARATOR = '__';

/** One label of a volume: only nodes with one of these values can reach it. */
interface Place {
  readonly key: string;
  readonly values: readonly string[];
}

const placesOf = ({ metadata }: PersistentVolume): readonly Place[] =>
  PLACES.flatMap((key) => {
    const value = metadata.labels?.[key];
    return value === undefined ? [] : [{ key, values: value.split(SEPARATOR) }];
  });

/** A pod goes where the labels of its volumes say that they are. Nodes that say nothing of where they stand are anywhere. */
export const volumeZone: Plugin<readonly Place[]> = {
  name: 'VolumeZone',
  hints: [OWN_CLAIM, { events: ['volume/changed', 'class/changed', 'node/added', 'node/labels'] }],
  preFilter({ pod }, { volumes }) {
    const places = claimNamesOf(pod).flatMap((name) => {
      const claim = volumes.claim(pod.metadata.namespace ?? '', name);
      const volume = claim?.spec.volumeName ? volumes.volume(claim.spec.volumeName) : undefined;
      return volume ? placesOf(volume) : [];
    });
    return places.length > 0 ? { state: places } : { skip: true };
  },
  filter(_pod, node, places) {
    if (!PLACES.some((key) => node.labels[key] !== undefined)) return undefined;
    const isThere = places.every(({ key, values }) => values.includes(node.labels[key] ?? ''));
    return isThere ? undefined : elsewhere;
  },
};
