import { beforeEach, describe, expect, it } from 'vitest';
import type { Random } from '../simulation';
import { typeLine } from './index';
import type { CommandProgress } from './index';
import { COMMANDS, FILES, FLAGS, OBJECTS, SETUP, VALUES } from './testing/odd-lines';
import { Story } from './testing/story';

const LINES = 600;
const PATIENCE_MILLISECONDS = 4000;

type Ended = NonNullable<CommandProgress['result']>;

function oddLine(random: Random): string {
  const anything = () => random.pick(random.integer(3) === 0 ? VALUES : OBJECTS);
  const command = random
    .pick(COMMANDS)
    .replace(/=\$/g, () => `=${random.pick(VALUES)}`)
    .replace(/\$/g, anything);
  const flags = Array.from({ length: random.integer(3) }, () => random.pick(FLAGS));
  return ['kubectl', command, ...flags].join(' ');
}

/** What is wrong with an answer; undefined where it is one. */
function wrong(answer: Ended): string | undefined {
  const { code, text } = answer;
  if (!Number.isInteger(code)) return `ended with ${code}`;
  if (code !== 0 && code !== 130 && text.stderr === '') return `ended with ${code} and no word`;
  const odd = /.*(\bundefined\b|\[object |\bfunction \w*\(|=> ).*/.exec(`${text.stdout}${text.stderr}`);
  return odd?.[0];
}

/** Found by these lines: a mistake in kubectl stops the simulation here, and with it the test. */
describe('odd command lines', () => {
  let story: Story;

  beforeEach(() => {
    story = new Story({ seed: 'odd lines' }).boot();
    for (const line of SETUP) expect(story.kubectl(`kubectl ${line}`, FILES).stderr, line).toEqual([]);
  }, 60_000);

  /** What it ends with; Ctrl-C where it only waits. */
  function type(line: string): Ended {
    let result: Ended | undefined;
    const running = typeLine(story.cluster, { line, files: FILES }, (_, progress) => (result = progress.result));
    const end = story.simulation.now + PATIENCE_MILLISECONDS;
    while (!result && story.simulation.now < end) story.simulation.runFor(20);
    if (!result) running.interrupt();
    return result!;
  }

  function problemOf(line: string): string | undefined {
    try {
      return wrong(type(line));
    } catch (error) {
      return (error as Error).stack!.split('\n').slice(0, 4).join('\n');
    }
  }

  it.each(['a', 'b', 'c', 'd', 'e'])('end with a code and something said, seed %s', { timeout: 60_000 }, (seed) => {
    const random = story.simulation.random(`lines ${seed}`);
    const lines = Array.from({ length: LINES }, () => oddLine(random));
    const problems = lines.flatMap((line) => {
      const problem = problemOf(line);
      return problem === undefined ? [] : [`${line}\n${problem}`];
    });
    expect(problems.slice(0, 20)).toEqual([]);
  });
});
