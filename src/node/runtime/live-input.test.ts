import { describe, expect, it } from 'vitest';
import type { Process } from '../../simulation';
import { Simulation } from '../../simulation';
import { LiveInput } from './live-input';

function typed(isTerminal: boolean) {
  const simulation = new Simulation({ seed: 'input' });
  const component = simulation.addHost('worker-1').install('containerd', () => {});
  let shown = '';
  const input = new LiveInput(simulation, isTerminal ? (text) => (shown += text) : undefined);
  const lines: (string | undefined)[] = [];
  component.spawn(
    'reader',
    (function* (): Process<void> {
      do lines.push(yield* input.line());
      while (lines.at(-1) !== undefined);
    })(),
  );
  return {
    lines,
    shown: () => shown,
    type: (text: string) => (input.take({ stdin: text }), simulation.runFor(1)),
    close: () => (input.take({ closed: true }), simulation.runFor(1)),
  };
}

describe('the input of an executed command', () => {
  it('comes in lines out of a pipe, however it was cut, and ends with what had no end', () => {
    const pipe = typed(false);
    for (const part of ['on', 'e\ntw', 'o\nthree']) pipe.type(part);
    expect(pipe.lines).toEqual(['one', 'two']);
    pipe.close();
    expect(pipe.lines).toEqual(['one', 'two', 'three', undefined]);
    expect(pipe.shown()).toBe('');
  });

  it('is shown while it is typed at a terminal, and can be taken back', () => {
    const terminal = typed(true);
    terminal.type('lx\u007fs\u001b[A -a\r');
    expect(terminal.lines).toEqual(['ls -a']);
    expect(terminal.shown()).toBe('lx\b \bs -a\n');
  });

  it('is thrown away by Ctrl-C and ended by Ctrl-D on an empty line alone', () => {
    const terminal = typed(true);
    terminal.type('half\u0003whole\u0004\r');
    expect(terminal.lines).toEqual(['whole']);
    expect(terminal.shown()).toBe('half^C\nwhole\n');
    terminal.type('\u0004');
    expect(terminal.lines).toEqual(['whole', undefined]);
  });
});
