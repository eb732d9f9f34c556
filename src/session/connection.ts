import type { Command, Crash, WorkerMessage } from './protocol';

/** What a connection needs of a worker: enough of `Worker` for a test to stand in for it. */
export interface WorkerLike {
  postMessage(message: unknown): void;
  terminate(): void;
  onmessage: ((event: MessageEvent) => void) | null;
  onerror: ((event: ErrorEvent) => void) | null;
}

let early: WorkerLike | undefined;

/** Fetches and compiles the simulation while the page still fetches itself; the first connection takes it over. */
export function startEarly(): void {
  const worker = newWorker();
  early = worker;
  // One that could not be loaded is not handed on: who makes another hears why.
  worker.onerror = () => {
    if (early === worker) early = undefined;
  };
}

function startWorker(): WorkerLike {
  const worker = early ?? newWorker();
  early = undefined;
  return worker;
}

function newWorker(): WorkerLike {
  return new Worker(new URL('./worker.ts', import.meta.url), { type: 'module', name: 'wheelhouse' });
}

/**
 * The page's end of the wire to the simulation. Starting again throws the old worker away, so that a worker that
 * hangs or died can always be replaced; nothing that the old one still had to say is heard afterwards.
 */
export class Connection {
  private readonly listeners = new Set<(message: WorkerMessage) => void>();
  private readonly makeWorker: () => WorkerLike;
  private worker: WorkerLike | undefined;
  private seed = '';
  private life = '';
  private mourner: AbortController | undefined;
  /** Sent before there was a worker to hear it. */
  private early: Command[] = [];

  constructor(makeWorker: () => WorkerLike = startWorker) {
    this.makeWorker = makeWorker;
  }

  /** Commands before the first `start` are heard after it. */
  send(command: Command): void {
    if (command.kind !== 'start' && this.life === '') return void this.early.push(command);
    if (command.kind !== 'start') return this.worker?.postMessage(command);
    const life = `wheelhouse-worker-${Date.now()}-${Math.random()}`;
    this.replaceWorker(command.seed, life);
    this.worker?.postMessage({ ...command, life });
    for (const each of this.early.splice(0)) this.worker?.postMessage(each);
  }

  /** Returns the function that ends the subscription. */
  subscribe(listener: (message: WorkerMessage) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  close(): void {
    if (!this.worker) return;
    this.worker.onmessage = null;
    this.worker.onerror = null;
    this.worker.terminate();
    this.worker = undefined;
    this.mourner?.abort();
  }

  private replaceWorker(seed: string, life: string): void {
    this.close();
    this.seed = seed;
    this.life = life;
    const worker = this.makeWorker();
    worker.onmessage = (event) => this.hear(event.data as WorkerMessage);
    worker.onerror = (event) => this.tell(this.crashOf(event));
    this.worker = worker;
  }

  /** An error outside the simulation's own loop (the script did not load, or a bug in the session) has no event number. */
  private crashOf(event: ErrorEvent): Crash {
    return { kind: 'crash', message: event.message || 'the worker could not be started', seed: this.seed, event: 0 };
  }

  private hear(message: WorkerMessage): void {
    if (message.kind !== 'alive') return this.tell(message);
    if (message.life === this.life) this.awaitDeath(this.life);
  }

  /** A worker can end without a word (out of memory, ended by the browser): then the lock that it held becomes free. */
  private awaitDeath(life: string): void {
    const mourner = new AbortController();
    this.mourner = mourner;
    const died = () => {
      if (life !== this.life || mourner.signal.aborted) return;
      this.close();
      this.tell({ kind: 'crash', message: '', seed: this.seed, event: 0 });
    };
    void navigator.locks.request(life, { signal: mourner.signal }, died).catch(() => undefined);
  }

  private tell(message: WorkerMessage): void {
    for (const listener of this.listeners) listener(message);
  }
}
