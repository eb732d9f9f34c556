import { EventQueue, Simulation, sleep } from '../src/simulation';
import type { Benchmark } from './benchmark';
import { cpuSecondsSince } from './cpu-time';

const KERNEL_EVENTS = 4_000_000;
const PENDING = 1000;
const NETWORK_EVENTS = 2_000_000;
const CLIENTS = 100;

/** Each event adds one at a random instant ahead, so that as many stay pending. */
function kernel(): number {
  const queue = new EventQueue();
  const cause = { first: 0, others: [], root: 0 };
  let left = KERNEL_EVENTS;
  let random = 12345;
  const handler = {
    occur() {
      if (left-- <= 0) return;
      random = (Math.imul(random, 1103515245) + 12345) >>> 0;
      queue.add(queue.instant + 1 + (random >>> 20), handler, undefined, cause);
    },
  };
  for (let index = 0; index < PENDING; index++) queue.add(index, handler, undefined, cause);
  const before = process.cpuUsage();
  while (queue.take()) queue.handler!.occur(queue.argument);
  return KERNEL_EVENTS / cpuSecondsSince(before);
}

/** Processes that send a request, wait for the answer, sleep, and so on; each message is in the trace. */
function network(): number {
  const simulation = new Simulation({ seed: 'bench' });
  const a = simulation.addHost('a');
  const b = simulation.addHost('b');
  b.install('server', (component) =>
    component.listen({
      *request(call) {
        call.respond('pong');
      },
    }),
  );
  for (let index = 0; index < CLIENTS; index++) {
    a.install(`client-${index}`, function* (component) {
      for (;;) {
        yield* component.request('b/server', 'ping');
        yield* sleep(0.1);
      }
    });
  }
  const before = process.cpuUsage();
  while (simulation.events < NETWORK_EVENTS) simulation.step();
  return simulation.events / cpuSecondsSince(before);
}

export const benchmarks: readonly Benchmark[] = [
  { name: 'kernel-events-per-second', unit: '1/s', run: kernel, target: '≥ 4,000,000' },
  { name: 'network-events-per-second', unit: '1/s', run: network, target: '≥ 1,000,000' },
];
