import { beforeEach, describe, expect, it } from 'vitest';
import type { ClockView } from '../../session/protocol';
import { clockAsked, noteAnswered, noteSent } from './asked';

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
