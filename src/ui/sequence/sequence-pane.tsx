import { lazy, Suspense } from 'react';
import { useFetchedSoon } from '../parts/fetched-soon';
import { useSlowly } from '../state/slowly';
import { NothingFollowed } from '../records/nothing-followed';

const fetchSequence = () => import('./sequence');
const Sequence = lazy(async () => ({ default: (await fetchSequence()).Sequence }));

/** The followed request; its diagram is fetched when the page has drawn itself, for nothing is followed before. */
export function SequencePane() {
  useFetchedSoon(fetchSequence);
  const empty = useSlowly((screen) => screen.world.hops.ofAct(screen.following).length === 0);
  return empty ? (
    <NothingFollowed title="records.notFollowedTitle" words="records.notFollowedWords" />
  ) : (
    <Suspense fallback={null}>
      <Sequence />
    </Suspense>
  );
}
