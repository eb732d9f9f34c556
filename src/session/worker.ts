import type { Command, Crash, WorkerMessage } from './protocol';
import { loadCommands, loadShellCommands } from '../cluster';
import { completeLine } from '../kubectl';
import { historyOf } from './replay';
import { SimulationBug } from './session';
import { Timeline } from './timeline';

/** How often the simulation gets a share of the processor, and how much of it. */
const FRAME_MILLISECONDS = 16;
const SLICE_MILLISECONDS = 10;
/** Where nobody watches single messages pass, slices are longer: browsers leave 4 ms between them. */
const LONG_SLICE_MILLISECONDS = 40;
/** On the way to another moment nothing is drawn but how far it is. */
const WAY_SLICE_MILLISECONDS = 90;

interface WorkerScope {
  onmessage: ((event: { readonly data: Command }) => void) | null;
  postMessage(message: WorkerMessage): void;
}

const scope = globalThis as unknown as WorkerScope;
let timeline: Timeline | undefined;
let timer: ReturnType<typeof setTimeout> | undefined;
let last = 0;
let seeking = false;
/** A page that draws slowly is told less often: what it could not draw in between need not travel. It is never told later than this. */
const LONGEST_SILENCE_MILLISECONDS = 400;
let untaken = false;
/** There is something to tell as soon as it has taken that in. */
let owed = false;
let toldAt = 0;
let toldMode = '';
/** Commands since the start: the page knows by it what has been answered. */
let heard = 0;

function guarded(run: () => void): void {
  try {
    run();
  } catch (error) {
    const seed = timeline?.present.seed ?? '';
    timeline = undefined;
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
  if (!timeline) return;
  const now = performance.now();
  const end = now + sliceOf(timeline);
  timeline.frame(now - last, () => performance.now() > end);
  last = now;
  tell();
  // The cluster comes up first; until somebody types, the chunks are there.
  if (!loaded && timeline.shown.mode !== 'booting') void load();
  keepTicking();
}

function sliceOf({ hurries, isOnItsWay }: Timeline): number {
  if (isOnItsWay) return WAY_SLICE_MILLISECONDS;
  return hurries ? LONG_SLICE_MILLISECONDS : SLICE_MILLISECONDS;
}

/** Whether the page has taken in what it was told last, or waits for this: the clock stopped, or goes on in another way. */
function mayTell(): boolean {
  if (!untaken || !timeline?.running || timeline.shown.mode !== toldMode) return true;
  return performance.now() - toldAt > LONGEST_SILENCE_MILLISECONDS;
}

/** @param asked somebody waits for an answer. */
function tell(asked = false): void {
  const way = timeline?.seeking();
  if (way) scope.postMessage(way);
  else if (seeking) scope.postMessage({ kind: 'seeking', why: 'looking', to: 0, share: 1 });
  seeking = way !== undefined;
  owed = !asked && !mayTell();
  const batch = owed ? undefined : timeline?.takeBatch();
  if (batch) {
    scope.postMessage({ ...batch, heard });
    untaken = true;
    toldAt = performance.now();
    toldMode = batch.clock.mode;
  }
  const record = timeline?.takeRecord();
  if (record) scope.postMessage(record);
}

function keepTicking(): void {
  if (!timeline?.running || timer !== undefined) return;
  const wait = timeline.hurries ? 0 : FRAME_MILLISECONDS;
  timer = setTimeout(() => guarded(tick), Math.max(0, last + wait - performance.now()));
}

/** Holds a lock as long as this worker lives: however it ends, whoever waits for the lock then gets it. */
function live(life: string): void {
  const { locks } = navigator;
  if (!locks) return;
  void locks.request(life, () => {
    scope.postMessage({ kind: 'alive', life });
    return new Promise<never>(() => {});
  });
}

function begin(command: Extract<Command, { kind: 'start' }>): void {
  if (command.life) live(command.life);
  heard = 0;
  untaken = false;
  timeline = new Timeline(command);
}

function completion({ line, files }: Extract<Command, { kind: 'complete' }>): ReturnType<typeof completeLine> {
  return completeLine(line, files, timeline?.present.cluster.component('laptop/kubectl').disk.read('.kube/config'));
}

function hear(command: Command): void {
  heard++;
  if (command.kind === 'start') begin(command);
  else if (command.kind === 'history') scope.postMessage({ kind: 'history', history: historyOf(timeline!.present) });
  else if (command.kind === 'complete')
    scope.postMessage({ kind: 'completed', line: command.line, ...completion(command) });
  else if (command.kind === 'peek')
    scope.postMessage({ kind: 'peeked', hop: command.hop, inspection: timeline?.peek(command.hop) ?? null });
  else timeline?.handle(command);
  if (timer === undefined) last = performance.now();
  tell(true);
  keepTicking();
}

/** What is typed at the terminal, what is done with manifests, what containers run, and histories in which something was, need commands and rules that come in chunks of their own. */
const needsCommands = (command: Command): boolean =>
  command.kind === 'terminal' ||
  command.kind === 'complete' ||
  command.kind === 'apply' ||
  command.kind === 'delete' ||
  command.kind === 'dry-run' ||
  command.kind === 'compare' ||
  command.kind === 'fault' ||
  (command.kind === 'start' && command.story !== undefined);

let loading: Promise<void> | undefined;
let loaded = false;
/** Heard while the chunks were on their way, in order. */
let waiting: Command[] = [];

function load(): Promise<void> {
  loading ??= Promise.all([loadCommands(), loadShellCommands()]).then(
    () => {
      loaded = true;
      const heard = waiting;
      waiting = [];
      for (const command of heard) guarded(() => hear(command));
    },
    (error: unknown) => scope.postMessage(crashOf(error, timeline?.present.seed ?? '')),
  );
  return loading;
}

function receive(command: Command): void {
  if (command.kind === 'taken') {
    untaken = false;
    if (owed) guarded(tell);
    return;
  }
  if (!loaded && (waiting.length > 0 || needsCommands(command))) waiting.push(command);
  else guarded(() => hear(command));
  if (waiting.length > 0) void load();
}

scope.onmessage = (event) => receive(event.data);
