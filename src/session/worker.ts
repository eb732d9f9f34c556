import type { Command, Crash, WorkerMessage } from './protocol';
import { historyOf } from './replay';
import { Session, SimulationBug } from './session';

/** How often the simulation gets a share of the processor, and how much of it. */
const FRAME_MILLISECONDS = 16;
const SLICE_MILLISECONDS = 10;

interface WorkerScope {
  onmessage: ((event: { readonly data: Command }) => void) | null;
  postMessage(message: WorkerMessage): void;
}

const scope = globalThis as unknown as WorkerScope;
let session: Session | undefined;
let timer: ReturnType<typeof setTimeout> | undefined;
let last = 0;

function guarded(run: () => void): void {
  try {
    run();
  } catch (error) {
    const seed = session?.seed ?? '';
    session = undefined;
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
  const end = now + SLICE_MILLISECONDS;
  session.frame(now - last, () => performance.now() > end);
  last = now;
  tell();
  keepTicking();
}

function tell(): void {
  const batch = session?.takeBatch();
  if (batch) scope.postMessage(batch);
}

function keepTicking(): void {
  if (!session?.running || timer !== undefined) return;
  const wait = session.mode === 'playing' ? FRAME_MILLISECONDS : 0;
  timer = setTimeout(() => guarded(tick), Math.max(0, last + wait - performance.now()));
}

function hear(command: Command): void {
  if (command.kind === 'start') session = new Session(command);
  else if (command.kind === 'history') scope.postMessage({ kind: 'history', history: historyOf(session!) });
  else session?.handle(command);
  if (timer === undefined) last = performance.now();
  tell();
  keepTicking();
}

scope.onmessage = (event) => guarded(() => hear(event.data));
