import { describe, expect, it } from 'vitest';
import type { CommandResult } from '../kubectl';
import type { Process } from '../simulation';
import { sleep } from '../simulation';
import { panicking } from './panic';
import { Story } from './testing/story';

describe('a program of the laptop that makes a mistake', () => {
  const story = new Story({ seed: 'panic' });
  const laptop = story.cluster.component('laptop/kubectl');

  it('ends aloud, with what it printed before, and the cluster goes on', () => {
    let result: CommandResult | undefined;
    const heard: string[] = [];
    function* program(hear: (stream: 'stdout', text: string) => void): Process<CommandResult> {
      hear('stdout', 'half\n');
      yield* sleep(10);
      throw new TypeError('text is not iterable');
    }
    function* line(): Process<void> {
      result = yield* panicking(
        laptop,
        program,
        (_, text) => heard.push(text),
        () => [],
      );
    }
    laptop.spawn('line', line());
    story.run(1000);
    expect(result?.code).toBe(2);
    expect(result?.stdout).toEqual(['half']);
    expect(result?.stderr[0]).toBe('panic: TypeError: text is not iterable');
    expect(result?.text.stderr).toContain('seed panic, at 10 ms');
    expect(heard.join('')).toBe(`half\n${result?.text.stderr}`);
    expect(story.simulation.now).toBe(1000);
  });
});
