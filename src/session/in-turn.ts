import type { UserCommand } from './journal';

/** So long in simulated time a deed waits for the one before: an API server that never answers must not hold up all that comes. */
const PATIENCE_MILLISECONDS = 5000;

interface AtWork {
  readonly act: number;
  readonly since: number;
}

/**
 * What is done with a manifest is done in turn, as at a prompt: two that are asked for while the clock stands would both find
 * that nothing is there yet, and the second would be refused what the first has made.
 */
export class InTurn {
  readonly #isDone: (act: number) => boolean;
  readonly #atWork = new Map<string, AtWork>();
  readonly #waiting: UserCommand[] = [];

  /** @param isDone whether an act has come to its end. */
  constructor(isDone: (act: number) => boolean) {
    this.#isDone = isDone;
  }

  /** Whether it may begin now; else it is kept. @param now in simulated time. */
  mayBegin(command: UserCommand, now: number): boolean {
    const isFree = this.#isFree(command, now) && !this.#waiting.some((other) => fileOf(other) === fileOf(command));
    if (!isFree) this.#waiting.push(command);
    return isFree;
  }

  /** Those that are kept, in the order they were asked for. */
  get waiting(): readonly UserCommand[] {
    return this.#waiting;
  }

  began(command: UserCommand, act: number, now: number): void {
    const file = fileOf(command);
    if (file !== undefined) this.#atWork.set(file, { act, since: now });
  }

  /** Of those that were kept, the next that may begin. */
  next(now: number): UserCommand | undefined {
    const at = this.#waiting.findIndex((command) => this.#isFree(command, now));
    return at < 0 ? undefined : this.#waiting.splice(at, 1)[0];
  }

  #isFree(command: UserCommand, now: number): boolean {
    const atWork = this.#atWork.get(fileOf(command) ?? '');
    return !atWork || this.#isDone(atWork.act) || now - atWork.since > PATIENCE_MILLISECONDS;
  }
}

/** What is typed at the terminal names its files itself, and has a prompt of its own to wait at. */
function fileOf(command: UserCommand): string | undefined {
  return 'file' in command ? command.file : undefined;
}
