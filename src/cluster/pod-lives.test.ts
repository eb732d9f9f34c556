import { isDeepStrictEqual } from 'node:util';
import { describe, expect, it } from 'vitest';
import type { Life, Lived } from './testing/life';
import { relive } from './testing/life';
import { conformancePage, haveRecordings, recordedList } from './testing/recordings';

/** How our pods live otherwise than the recorded ones, and why. Each must be needed; docs/conformance.md lists them too. */
const DIFFERENCES: readonly { readonly what: string; readonly rewritten: (life: Life) => Life }[] = [
  {
    what: 'Container ids begin with `containerd://`: that is the runtime we model, the recorded one only pretended to be one.',
    rewritten: (life) => JSON.parse(JSON.stringify(life).replaceAll('fakeRuntime://', 'containerd://')),
  },
  {
    what: 'A container that ended with exit code 0 has the reason `Completed`: containerd says so, the pretending runtime gave no reason.',
    rewritten: (life) =>
      JSON.parse(JSON.stringify(life), (_, value) =>
        value?.exitCode === 0 ? { ...value, reason: 'Completed' } : value,
      ),
  },
];

const OTHER_LIVES = 5;
/** The share of a recorded life that every life has, whatever the phases. */
const CERTAIN = 0.7;
/** A back-off may be told once more or less often. */
const PHASE = 1;

/**
 * Where restarts back off, how many of them a recording saw, and how often that was told, depends on the phases in which a kubelet probes
 * and looks: what was recorded is then one of the lives that a pod may have. Every life begins like it, and one of a few is it.
 */
function livesAsRecorded(life: Life): void {
  const recorded = expected(life);
  const first = relive(life, life.name);
  const hasPhases = recorded.events.some(({ reason }) => reason === 'BackOff');
  if (!hasPhases || isDeepStrictEqual(first, recorded)) return expect(first).toEqual(recorded);
  const others = Array.from({ length: OTHER_LIVES }, (_, number) => relive(life, `${life.name} ${number + 1}`));
  const certain = Math.floor(recorded.timeline.length * CERTAIN);
  for (const { timeline } of [first, ...others])
    expect(timeline.slice(0, certain)).toEqual(recorded.timeline.slice(0, certain));
  const nearest = others.find((each) => isDeepStrictEqual(each, inPhase(recorded, each))) ?? first;
  expect(nearest).toEqual(inPhase(recorded, nearest));
}

function inPhase({ events, ...rest }: Lived, lived: Lived): Lived {
  const told = events.map((event, place) => {
    const { count = 1 } = lived.events[place] ?? {};
    const near = event.reason === 'BackOff' && Math.abs(count - (event.count ?? 1)) <= PHASE;
    return near ? { ...event, count } : event;
  });
  return { ...rest, events: told };
}

const lives = recordedList<Life>('golden-pods.json');

function expected(life: Life): Lived {
  const { answers, timeline, events } = DIFFERENCES.reduce((rest, { rewritten }) => rewritten(rest), life);
  return { answers, timeline, events };
}

describe.skipIf(!haveRecordings)('a pod lives on the whole cluster as it did on a real one', () => {
  for (const life of lives) {
    it(`${life.name}: the same statuses and events in the same order`, () => {
      livesAsRecorded(life);
    });
  }

  it.each(DIFFERENCES)('is allowed no difference that nothing needs: $what', ({ rewritten }) => {
    expect(lives.some((life) => JSON.stringify(rewritten(life)) !== JSON.stringify(life))).toBe(true);
  });
});

describe('docs/conformance.md', () => {
  const page = conformancePage();

  it.each(DIFFERENCES)('tells people: $what', ({ what }) => expect(page).toContain(what));
});
