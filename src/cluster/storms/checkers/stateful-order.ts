import { isReady } from '../../readiness';
import { controllerOf, nameOf, placeOf } from '../witness';
import type { CheckerOf } from './checker';
import { STALE_MILLISECONDS } from './checker';

/** A stateful set that keeps order makes a pod only when those before it are ready (or were, a while ago). */
export const statefulOrder: CheckerOf = (witness, complain) => {
  const readyAt = new Map<string, number>();
  return {
    changed({ key, object, previous, at }) {
      if (placeOf(key) !== 'pods') return;
      if (isReady(object) || isReady(previous)) readyAt.set(key, at);
      if (!object || previous) return;
      const owner = controllerOf(object);
      const set = owner?.kind === 'StatefulSet' ? witness.byUid.get(owner.uid) : undefined;
      if (!set || set.spec.podManagementPolicy === 'Parallel') return;
      const ordinal = Number(/-(\d+)$/.exec(object.metadata.name)?.[1]);
      for (let before = 0; before < ordinal; before++) {
        const other = key.replace(/-\d+$/, `-${before}`);
        const ready =
          isReady(witness.objects.get(other)) || at - (readyAt.get(other) ?? -Infinity) < STALE_MILLISECONDS;
        if (!ready) complain(`${nameOf(object)} was made while ${other} was not ready`);
      }
    },
  };
};
