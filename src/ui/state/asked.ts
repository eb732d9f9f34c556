import { create } from 'zustand';
import type { ClockView, Command } from '../../session/protocol';

type Asked = Partial<Pick<ClockView, 'mode' | 'speed' | 'autoPace'>>;

/**
 * What was asked of the clock and is not answered yet. A second key counts from there, not from what the screen still shows: on a
 * slow machine an answer may take longer than a finger.
 */
export const useAsked = create<Asked>(() => ({}));

/** Where the run that was asked for last goes; 0 where something else was asked since. */
let runsTo = 0;
let started = false;
/** Commands since the worker's start, and which of them asked last. */
let sent = 0;
let lastAsked = 0;

/** Counts what is sent, and remembers what it asks of the clock. */
export function noteSent(command: Command): void {
  // What was sent before the first start comes behind it.
  if (command.kind === 'start') {
    if (started) forget();
    started = true;
    return;
  }
  sent++;
  const asked = askedBy(command);
  if (!asked) return;
  lastAsked = sent;
  if (asked.mode) runsTo = command.kind === 'run-to' ? command.at : 0;
  useAsked.setState(asked);
}

/** From where a run further goes: from the end of the one that is under way, as far as the screen knows. */
export function runsOnFrom(clock: ClockView): number {
  const { now, mode } = clockAsked(clock);
  return mode === 'running-to' ? Math.max(now, runsTo) : now;
}

/** The screen shows what came of so many commands. */
export function noteAnswered(heard: number): void {
  if (lastAsked === 0 || heard < lastAsked) return;
  lastAsked = 0;
  useAsked.setState({}, true);
}

/** The clock as it will be when all that was asked of it is done. */
export function clockAsked(clock: ClockView): ClockView {
  return { ...clock, ...useAsked.getState() };
}

function forget(): void {
  sent = 0;
  runsTo = 0;
  lastAsked = 0;
  useAsked.setState({}, true);
}

function askedBy(command: Command): Asked | undefined {
  switch (command.kind) {
    case 'play':
      return { mode: 'playing' };
    case 'pause':
    case 'step':
      return { mode: 'paused' };
    case 'run-until-quiet':
      return { mode: 'running-until-quiet' };
    case 'run-to':
      return { mode: 'running-to' };
    case 'speed':
      return { speed: command.speed };
    case 'auto-pace':
      return { autoPace: command.on };
    default:
      return undefined;
  }
}
