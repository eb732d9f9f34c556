import { afterEach, expect, it, vi } from 'vitest';

afterEach(() => vi.unstubAllGlobals());
import { Connection, type WorkerLike } from './connection';
import type { WorkerMessage } from './protocol';

class PretendWorker implements WorkerLike {
  readonly heard: unknown[] = [];
  ended = false;
  onmessage: WorkerLike['onmessage'] = null;
  onerror: WorkerLike['onerror'] = null;
  postMessage(message: unknown): void {
    this.heard.push(message);
  }
  terminate(): void {
    this.ended = true;
  }
}

function connected() {
  const workers: PretendWorker[] = [];
  const told: WorkerMessage[] = [];
  const connection = new Connection(() => {
    const worker = new PretendWorker();
    workers.push(worker);
    return worker;
  });
  connection.subscribe((message) => told.push(message));
  return { connection, workers, told };
}

const start = { kind: 'start', seed: 'kite-42', speed: 1, autoPace: true } as const;

it('a start makes a worker; another start replaces it, and the old one is heard no more', () => {
  const { connection, workers, told } = connected();
  connection.send(start);
  const old = workers[0]?.onmessage;
  connection.send({ kind: 'play' });
  connection.send({ ...start, seed: 'reef-7' });
  expect(workers.map((worker) => [worker.ended, worker.heard.length])).toEqual([
    [true, 2],
    [false, 1],
  ]);
  expect([typeof old, workers[0]?.onmessage]).toEqual(['function', null]);
  expect(told).toEqual([]);
});

it('what is sent before the first start is heard after it', () => {
  const { connection, workers } = connected();
  connection.send({ kind: 'play' });
  connection.send(start);
  expect(workers.map((worker) => worker.heard)).toEqual([[expect.objectContaining(start), { kind: 'play' }]]);
});

it('an error outside the simulation is a crash with the seed it was started with', () => {
  const { connection, workers, told } = connected();
  connection.send(start);
  workers[0]?.onerror?.({ message: 'boom' } as ErrorEvent);
  expect(told).toEqual([{ kind: 'crash', message: 'boom', seed: 'kite-42', event: 0 }]);
});

it('a worker that ends without a word is missed: the lock that it held becomes free', async () => {
  let release = () => {};
  const request = (_name: string, _options: unknown, taken: () => void) =>
    new Promise<void>((resolve) => {
      release = () => {
        taken();
        resolve();
      };
    });
  vi.stubGlobal('navigator', { locks: { request } });
  const { connection, workers, told } = connected();
  connection.send(start);
  const { life } = workers[0]!.heard[0] as { readonly life: string };
  workers[0]?.onmessage?.({ data: { kind: 'alive', life } } as MessageEvent);
  expect(told).toEqual([]);
  release();
  expect(told).toEqual([{ kind: 'crash', message: '', seed: 'kite-42', event: 0 }]);
  connection.send(start);
  release();
  expect(told).toHaveLength(1);
});
