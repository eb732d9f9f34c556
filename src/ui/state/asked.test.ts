import { beforeEach, describe, expect, it } from 'vitest';
import type { ClockView, Command } from '../../session/protocol';
import { clockAsked, noteAnswered, noteSent } from './asked';
import { useScreen } from './screen';
import { connect, runAhead, send, togglePlay } from './session';

const shown: ClockView = { now: 0, mode: 'playing', speed: 1, autoPace: true, recordedSince: 0, seed: 'a' };
const start = { kind: 'start', seed: 'a', speed: 1, autoPace: true } as const;

describe('what was asked of the clock', () => {
  beforeEach(() => {
    noteSent(start);
    noteSent(start);
  });

  it('counts until the screen shows what came of it', () => {
    noteSent({ kind: 'speed', speed: 2 });
    noteSent({ kind: 'pause' });
    expect(clockAsked(shown)).toEqual({ ...shown, speed: 2, mode: 'paused' });
    noteAnswered(1);
    expect(clockAsked(shown).speed).toBe(2);
    noteAnswered(2);
    expect(clockAsked(shown)).toEqual(shown);
  });

  it('is forgotten with the worker that was asked', () => {
    noteSent({ kind: 'auto-pace', on: false });
    noteSent(start);
    expect(clockAsked(shown)).toEqual(shown);
    noteSent({ kind: 'play' });
    noteAnswered(1);
    expect(clockAsked({ ...shown, mode: 'paused' }).mode).toBe('paused');
  });
});

describe('time', () => {
  const sent: Command[] = [];
  beforeEach(() => {
    connect({ send: (command) => sent.push(command), subscribe: () => () => undefined });
    useScreen.setState({ clock: { ...shown, now: 1000, mode: 'paused' } });
    send(start);
    sent.length = 0;
  });

  it('is stopped by the key that says so, whatever it runs for, before the screen shows that it does', () => {
    for (const run of [() => runAhead(60_000), () => send({ kind: 'run-until-quiet' }), () => send({ kind: 'play' })]) {
      run();
      togglePlay();
      expect(sent.at(-1)).toEqual({ kind: 'pause' });
    }
    togglePlay();
    expect(sent.at(-1)).toEqual({ kind: 'play' });
  });

  it('goes further from where it is going, and from where it stands when something else was asked since', () => {
    runAhead(60_000);
    runAhead(60_000);
    expect(sent.at(-1)).toEqual({ kind: 'run-to', at: 121_000 });
    togglePlay();
    runAhead(10_000);
    expect(sent.at(-1)).toEqual({ kind: 'run-to', at: 11_000 });
  });
});
