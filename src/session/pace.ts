import type { Course } from './course';

/** How long a hop of the followed request is in sight at speed 1, in real milliseconds. */
const HOP_IN_SIGHT_MILLISECONDS = 400;
/** Where nothing was drawn for this long, the page slept: the simulated clock doesn't make up for it. */
const LONGEST_FRAME_MILLISECONDS = 100;
/** How far a run goes between two looks at what it waits for. */
const LOOK_INTERVAL_MILLISECONDS = 50;
/** What a user's act left to a timer further off than this is waiting, not work. */
export const QUIET_AHEAD_MILLISECONDS = 5000;
export const QUIET_LIMIT_MILLISECONDS = 10 * 60_000;

/** The hops of the followed request that are in the air, as the recorder knows them. */
export interface Followed {
  /** Takes in what was sent since the last look. */
  look(): void;
  /** The newest hop of the followed request; 0: none yet. */
  readonly newest: number;
  /** How long the quickest hop in the air takes, in simulated milliseconds; undefined when none is. */
  quickestFlight(): number | undefined;
}

/** Stops a frame when it has used up its share of the processor. */
export type OutOfTime = () => boolean;

/** Real time passes, and simulated time with it, `speed` times as fast. */
export function playFrame(course: Course, realMilliseconds: number, speed: number, outOfTime: OutOfTime): void {
  const elapsed = Math.min(realMilliseconds, LONGEST_FRAME_MILLISECONDS);
  runTowards(course, course.now + elapsed * speed, outOfTime);
}

/**
 * Auto pace: while a hop of the followed request is in the air, time is so slow that it can be seen; when none is, what
 * lies between is skipped. Where nothing of the followed request is under way any more, time passes as it does otherwise.
 */
export function autoFrame(
  course: Course,
  followed: Followed,
  realMilliseconds: number,
  speed: number,
  outOfTime: OutOfTime,
): void {
  const elapsed = Math.min(realMilliseconds, LONGEST_FRAME_MILLISECONDS);
  followed.look();
  const flight = followed.quickestFlight();
  if (flight !== undefined) {
    const rate = Math.min(1, (flight * speed) / HOP_IN_SIGHT_MILLISECONDS);
    runTowards(course, course.now + elapsed * rate, outOfTime);
    return;
  }
  if (!course.simulation.isBusy(QUIET_AHEAD_MILLISECONDS)) return playFrame(course, realMilliseconds, speed, outOfTime);
  stepUntilNextHop(course, followed, outOfTime);
}

/** Steps until the followed request sends again; false when the frame's time was up, or nothing of it is under way. */
export function stepUntilNextHop(course: Course, followed: Followed, outOfTime: OutOfTime): boolean {
  followed.look();
  const before = followed.newest;
  for (let steps = 0; ; steps++) {
    if (!course.step()) return false;
    followed.look();
    if (followed.newest !== before) return true;
    if (steps % 64 === 63 && outOfTime()) return false;
  }
}

/** Runs at full speed while the test holds; true when it no longer does, false when the frame's time was up. */
export function runFrame(course: Course, goOn: () => boolean, outOfTime: OutOfTime): boolean {
  while (goOn()) {
    if (!runTowards(course, course.now + LOOK_INTERVAL_MILLISECONDS, outOfTime)) return false;
  }
  return true;
}

/** Delivers what is due up to the instant; false when the frame's time was up before. */
function runTowards(course: Course, instant: number, outOfTime: OutOfTime): boolean {
  for (let steps = 1; course.nextInstant <= instant; steps++) {
    course.step();
    if (steps % 64 === 0 && outOfTime()) return false;
  }
  course.runUntil(instant);
  return !course.isHalted;
}
