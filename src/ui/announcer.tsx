import { useEffect, useRef, useState } from 'react';
import { type Known, knownOf, newsOf } from './announcements';
import { useScreen } from './state/screen';

/** So often at most somebody who listens is told. */
const PAUSE_MILLISECONDS = 2000;

/** Tells those who cannot see the picture what changed in it; politely, and no faster than it can be said. */
export function Announcer() {
  const [news, setNews] = useState('');
  const told = useRef<{ known: Known; generation: number; marks: number }>({
    known: new Map(),
    generation: -1,
    marks: 0,
  });
  useEffect(() => {
    const timer = setInterval(() => {
      const { world, generation, marks, clock } = useScreen.getState();
      const before = told.current;
      told.current = { known: knownOf(world.objects.values()), generation, marks: marks.length };
      // A cluster that comes up, or another moment of the history, is told by the page itself.
      if (before.generation !== generation || clock.mode === 'booting') return;
      const words = newsOf(before.known, world.objects, marks.slice(before.marks));
      if (words !== '') setNews(words);
    }, PAUSE_MILLISECONDS);
    return () => clearInterval(timer);
  }, []);
  return (
    <p className="visually-hidden" role="log" aria-live="polite">
      {news}
    </p>
  );
}
