import type { Command, Crash, WorkerMessage } from './protocol';
import { completeLine } from '../kubectl';
import { historyOf, Seek } from './replay';
import { Session, SimulationBug } from './session';

/** How often the simulation gets a share of the processor, and how much of it. */
const FRAME_MILLISECONDS = 16;
const SLICE_MILLISECONDS = 10;
/** Where nobody watches single messages pass, slices are longer: browsers leave 4 ms between them. */
const LONG_SLICE_MILLISECONDS = 40;

interface WorkerScope {
  onmessage: ((event: { readonly data: Command }) => void) | null;
  postMessage(message: WorkerMessage): void;
}

const scope = globalThis as unknown as WorkerScope;
let session: Session | undefined;
/** While it goes back, the session it left stands still. */
let seek: Seek | undefined;
let timer: ReturnType<typeof setTimeout> | undefined;
let last = 0;

function guarded(run: () => void): void {
  try {
    run();
  } catch (error) {
    const seed = session?.seed ?? '';
    session = undefined;
    seek = undefined;
    clearTimeout(timer);
    timer = undefined;
    scope.postMessage(crashOf(error, seed));
  }
}

function crashOf(error: unknown, seed: string): Crash {
  const message = error instanceof Error ? error.message : String(error);
  return { kind: 'crash', message, seed, event: error instanceof SimulationBug ? error.event : 0 };
}

/** Runs a slice, tells what changed, and comes again while the clock runs. */
function tick(): void {
  timer = undefined;
  if (!session) return;
  const now = performance.now();
  const end = now + (session.mode === 'playing' ? SLICE_MILLISECONDS : LONG_SLICE_MILLISECONDS);
  if (seek) return goBack(seek, () => performance.now() > end);
  session.frame(now - last, () => performance.now() > end);
  last = now;
  tell();
  keepTicking();
}

/** A slice of the way back; at its end the page hears of the session that stands there. */
function goBack(way: Seek, outOfTime: () => boolean): void {
  const there = way.advance(outOfTime);
  scope.postMessage({ kind: 'seeking', hop: way.hop, share: there ? 1 : way.share });
  if (there) {
    session = there;
    seek = undefined;
    tell();
  }
  last = performance.now();
  keepTicking();
}

/** Whatever else the user does while it goes back calls that off. */
function hearOfSeek(command: Command): boolean {
  if (command.kind === 'seek' || command.kind === 'back') {
    const before = seek && command.kind === 'back' ? seek.hop : undefined;
    const hop = command.kind === 'seek' ? command.hop : session!.hopBefore(before);
    if (hop !== undefined) seek = new Seek(session!, hop);
    return true;
  }
  if (!seek || BYSTANDERS.has(command.kind)) return false;
  scope.postMessage({ kind: 'seeking', hop: seek.hop, share: 1 });
  seek = undefined;
  return command.kind === 'cancel-seek';
}

const BYSTANDERS: ReadonlySet<Command['kind']> = new Set([
  'select',
  'visible',
  'history',
  'speed',
  'auto-pace',
  'complete',
]);

function tell(): void {
  const batch = session?.takeBatch();
  if (batch) scope.postMessage(batch);
}

function keepTicking(): void {
  if (!(seek || session?.running) || timer !== undefined) return;
  const wait = !seek && session?.mode === 'playing' ? FRAME_MILLISECONDS : 0;
  timer = setTimeout(() => guarded(tick), Math.max(0, last + wait - performance.now()));
}

function begin(command: Extract<Command, { kind: 'start' }>): void {
  session = new Session(command);
  seek = undefined;
}

function hear(command: Command): void {
  if (command.kind === 'start') begin(command);
  else if (command.kind === 'history') scope.postMessage({ kind: 'history', history: historyOf(session!) });
  else if (command.kind === 'complete')
    scope.postMessage({ kind: 'completed', line: command.line, ...completeLine(command.line, command.files) });
  else if (command.kind === 'peek')
    scope.postMessage({ kind: 'peeked', hop: command.hop, inspection: session?.peek(command.hop) ?? null });
  else if (session && !hearOfSeek(command)) session.handle(command);
  if (timer === undefined) last = performance.now();
  tell();
  keepTicking();
}

scope.onmessage = (event) => guarded(() => hear(event.data));
