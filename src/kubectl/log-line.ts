import { wallClock } from '../apimachinery';

/** The process that a line of the log names: every command is one of its own, and none has a number here. */
const PROCESS = '1';

/** A line as kubectl's log has it: severity, when, by which process, where in its source. */
export function logLine(now: number, severity: 'E' | 'F' | 'I' | 'W', place: string, text: string): string {
  const [, month, day, time] = /^\d+-(\d+)-(\d+)T([\d:]+)/.exec(wallClock(now))!;
  const micros = String(Math.floor(now * 1000) % 1_000_000).padStart(6, '0');
  return `${severity}${month}${day} ${time}.${micros} ${PROCESS.padStart(7)} ${place}] ${text}`;
}
