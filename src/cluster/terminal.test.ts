import { describe, expect, it } from 'vitest';
import { Story } from './testing/story';
import type { Judged } from './testing/terminal-recordings';
import { haveTerminalRecordings, recordersMasks, retype, terminalCases } from './testing/terminal-recordings';

/** Of the recorded command lines, so many are answered to the letter; it only goes up. */
const FLOOR_PERCENT = 90;

describe.skipIf(!haveTerminalRecordings)('the terminal', () => {
  it('answers as the real kubectl was recorded to answer', { timeout: 300_000 }, async () => {
    const only = process.env['TERMINAL_CASES'] ?? '';
    const normalise = await recordersMasks();
    const story = new Story({ seed: 'terminal' }).boot();
    const judged = terminalCases()
      .filter(({ name }) => name.includes(only))
      .flatMap((recorded, at) => retype(story, recorded, `term-1-${at + 1}`, normalise));
    const share = (100 * judged.filter(({ same }) => same).length) / judged.length;
    console.log(report(judged));
    if (only === '') expect(share).toBeGreaterThanOrEqual(FLOOR_PERCENT);
  });
});

function report(judged: readonly Judged[]): string {
  const verbOf = ({ command }: Judged) => /kubectl (\w[\w-]*)/.exec(command)?.[1] ?? '';
  const lines = [...new Set(judged.map(verbOf))].map((verb) => {
    const own = judged.filter((one) => verbOf(one) === verb);
    return `${verb} ${own.filter(({ same }) => same).length}/${own.length}`;
  });
  const wrong = judged.filter(({ same }) => !same);
  const told = process.env['TERMINAL_VERBOSE'] ? wrong : [];
  return [
    `command lines ${judged.length - wrong.length}/${judged.length}: ${lines.join(', ')}`,
    ...told.map(({ command, wanted, got }) => `$ ${command}\nwanted:\n${wanted}\ngot:\n${got}\n`),
  ].join('\n');
}
