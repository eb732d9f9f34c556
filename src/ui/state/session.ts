import type {
  Batch,
  Command,
  Crash,
  Mode,
  RecordMessage,
  Selection,
  StepHow,
  WorkerMessage,
} from '../../session/protocol';
import { clockAsked, noteAnswered, noteSent, runsOnFrom } from './asked';
import { nextFrame, urgentFrame } from './frames';
import { hearPeeked } from './peeks';
import { afterBatch, simulatedClock, tabOf, useScreen } from './screen';
import { hearCompleted, hearTerminal } from './terminal-feed';

/** What the page needs of a connection: the real one, or a recording of batches in a test. */
export interface Wire {
  send(command: Command): void;
  subscribe(listener: (message: WorkerMessage) => void): () => void;
}

/** Who keeps the record, and replaces a worker that died. */
export interface Guard {
  hearRecord(message: RecordMessage): void;
  /** False where it can't: then the page says so. */
  recover(crash: Crash): boolean;
}

const NOBODY: Guard = { hearRecord: () => undefined, recover: () => false };

/** The clock goes on by itself. */
export const MOVING: ReadonlySet<Mode> = new Set(['playing', 'running-until-quiet', 'running-to']);

let stepping = false;
let wire: Wire | undefined;
let waiting: Batch[] = [];
let heardAt = 0;

/** Listens to the wire; batches are taken in once a frame (see `frames.ts`), or at once while the page is hidden and draws none. */
export function connect(to: Wire, guard: Guard = NOBODY): () => void {
  wire = to;
  return to.subscribe((message) => {
    if (message.kind === 'history' || message.kind === 'alive') return;
    if (message.kind === 'record') return guard.hearRecord(message);
    if (message.kind === 'peeked') return hearPeeked(message);
    if (message.kind === 'completed') return hearCompleted(message);
    if (message.kind === 'seeking') {
      useScreen.setState({ seeking: message.share < 1 ? message : null });
      return;
    }
    if (message.kind === 'crash') {
      takeWaiting();
      useScreen.setState(guard.recover(message) ? { seeking: null } : { seeking: null, crash: message });
      return;
    }
    hearTerminal(message);
    waiting.push(message);
    heardAt = performance.now();
    if (document.hidden) takeWaiting();
    else if (isAwaited(message)) urgentFrame(takeWaiting);
    else nextFrame(takeWaiting);
  });
}

/** Whether somebody asked for what a batch tells: what was selected, a step, a pause, another moment. */
function isAwaited({ inspection, fresh, clock, selection }: Batch): boolean {
  return (
    inspection !== undefined ||
    fresh === true ||
    selection !== undefined ||
    clock.mode !== useScreen.getState().clock.mode
  );
}

function takeWaiting(): void {
  const batches = waiting;
  waiting = [];
  if (batches.length === 0) return;
  let screen = useScreen.getState();
  screen.world.beginFrame();
  for (const batch of batches) screen = afterBatch(screen, batch);
  const stepped = stepping && screen.cursor !== useScreen.getState().cursor;
  simulatedClock.observe(screen.clock, heardAt);
  useScreen.setState(screen);
  noteAnswered(batches.at(-1)?.heard ?? 0);
  wire?.send({ kind: 'taken' });
  if (!stepped) return;
  stepping = false;
  select({ kind: 'hop', id: screen.cursor });
}

export function send(command: Command): void {
  noteSent(command);
  wire?.send(command);
}

/** One step further; the inspector opens the message, for who steps wants to read. */
export function step(how: StepHow): void {
  stepping = true;
  send({ kind: 'step', how });
}

/** To the moment just after a hop was sent; what was done later is dropped. */
export function goBackTo(hop: number): void {
  stepping = false;
  send({ kind: 'seek', to: { hop } });
}

/** One hop of the followed request back. */
export function goBack(): void {
  stepping = false;
  send({ kind: 'back' });
}

export function select(selection: Selection | null): void {
  useScreen.setState((screen) => ({
    selection,
    remembered: selection ? { ...screen.remembered, [tabOf(selection)]: selection } : screen.remembered,
  }));
  send({ kind: 'select', selection });
}

/** Whatever the clock runs for, as the button says: it is stopped. */
export function togglePlay(): void {
  const { mode } = clockAsked(useScreen.getState().clock);
  stepping = false;
  send({ kind: MOVING.has(mode) ? 'pause' : 'play' });
}

/** As fast as it goes, and then it stands; asked again while it runs, so much further. */
export function runAhead(milliseconds: number): void {
  stepping = false;
  send({ kind: 'run-to', at: runsOnFrom(useScreen.getState().clock) + milliseconds });
}
