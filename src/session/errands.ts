import type { Course } from './course';
import type { HopRecorder } from './hop-recorder';
import type { OutOfTime } from './pace';
import { QUIET_AHEAD_MILLISECONDS, QUIET_LIMIT_MILLISECONDS, runFrame } from './pace';
import { type Phrase, phrase } from './phrases';
import type { Mode } from './protocol';
import type { Link, StepGoal } from './step-goals';
import type { StateRecorder } from './state-recorder';
import { withWaiting } from './waiting';

/** Something that the clock runs for as fast as it can, in slices, until it is reached. */
export interface Errand {
  readonly mode: Mode;
  /** It goes to one message, which is then read. */
  readonly reading?: boolean;
  /** True when there is nothing more to run for. */
  advance(outOfTime: OutOfTime): boolean;
  /** What is said at its end. */
  words(): Phrase | undefined;
}

/** Until nothing that a user's act caused is under way, ten simulated minutes at most. */
export function untilQuiet(course: Course, state: StateRecorder, look: () => void): Errand {
  const { simulation } = course;
  const since = simulation.now;
  const firstHop = simulation.trace.nextHop;
  const end = since + QUIET_LIMIT_MILLISECONDS;
  const busy = () => {
    look();
    return simulation.now < end && simulation.isBusy(QUIET_AHEAD_MILLISECONDS);
  };
  return {
    mode: 'running-until-quiet',
    advance: (outOfTime) => runFrame(course, busy, outOfTime),
    words: () => {
      look();
      const messages = simulation.trace.nextHop - firstHop;
      return withWaiting(quietWords(messages, simulation.now - since), state);
    },
  };
}

function quietWords(messages: number, took: number): Phrase {
  if (took >= QUIET_LIMIT_MILLISECONDS) return phrase('notices.notQuiet');
  if (messages === 0 && took === 0) return phrase('notices.quietAlready');
  return phrase('notices.quiet', { count: messages, seconds: (took / 1000).toFixed(1) });
}

/** To an instant that is yet to come: one that the clock can show, for between two of those it never arrives. */
export function toInstant(course: Course, at: number, look: () => void): Errand {
  const end = course.simulation.roundInstant(at);
  const before = () => {
    look();
    return course.now < end;
  };
  return {
    mode: 'running-to',
    advance: (outOfTime) => {
      while (before()) {
        course.runUntil(Math.min(end, course.now + LOOK_INTERVAL_MILLISECONDS));
        if (course.isHalted || (course.now < end && outOfTime())) return false;
      }
      return true;
    },
    words: () => undefined,
  };
}

const LOOK_INTERVAL_MILLISECONDS = 50;
/** Events between two questions whether the time is up. */
const EVENTS_PER_QUESTION = 64;

/** To the next message that the goal takes, as long as anything of a user's act is under way. */
export function toMessage(course: Course, hops: HopRecorder, goal: StepGoal, reached: (hop: number) => void): Errand {
  const { simulation } = course;
  const { trace } = simulation;
  const end = simulation.now + QUIET_LIMIT_MILLISECONDS;
  let seen = trace.nextHop;
  let found = false;
  const anything = () => {
    for (; seen < trace.nextHop; seen++) {
      const hop: Link | undefined = trace.hop(seen);
      if (!hop || !goal(hop)) continue;
      found = true;
      reached(seen);
      return true;
    }
    return false;
  };
  const hopeless = () => simulation.now > end || !simulation.isBusy(QUIET_AHEAD_MILLISECONDS);
  return {
    mode: 'running-to',
    reading: true,
    advance: (outOfTime) => {
      for (let steps = 1; ; steps++) {
        if (!course.step()) return !course.isHalted;
        hops.look();
        if (anything()) return true;
        if (steps % EVENTS_PER_QUESTION !== 0) continue;
        if (hopeless()) return true;
        if (outOfTime()) return false;
      }
    },
    words: () => (found ? undefined : phrase('notices.nothingUnderWay')),
  };
}
