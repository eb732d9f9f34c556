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

/**
 * How often a back-off is told in the recorded time is a matter of the phase in which a kubelet looks: what was recorded is one
 * of the lives that a pod may have.
 */
function livesAsRecorded(life: Life): void {
  for (const again of ['', ' 1', ' 2', ' 3']) {
    try {
      return expect(relive(life, `${life.name}${again}`)).toEqual(expected(life));
    } catch {
      // Another of its lives.
    }
  }
  expect(relive(life, `${life.name} 4`)).toEqual(expected(life));
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
