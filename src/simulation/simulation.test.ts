import { describe, expect, it } from 'vitest';
import type { Component, Process, NetworkError, ServerCall } from './index';
import {
  all,
  attempt,
  currentCause,
  EventQueue,
  firstOf,
  joinCauses,
  Mailbox,
  Random,
  Signal,
  Simulation,
  SimulationBug,
  sleep,
  withTimeout,
  workOn,
} from './index';

function world(seed = 'test') {
  const simulation = new Simulation({ seed });
  const a = simulation.addHost('a');
  const b = simulation.addHost('b');
  return { simulation, a, b };
}

const idle = () => {};

/** Runs one process on a machine and gives what it returned. */
function run<T>(simulation: Simulation, component: Component, body: Process<T>, milliseconds = 60_000): T {
  let result: { value: T } | undefined;
  component.spawn(
    'test',
    (function* (): Process<void> {
      result = { value: yield* body };
    })(),
  );
  simulation.runWhile(() => result === undefined, milliseconds);
  if (!result) throw new Error('it never ended');
  return result.value;
}

describe('the event queue', () => {
  it('delivers by instant, and by sequence where instants tie', () => {
    const queue = new EventQueue();
    const seen: unknown[] = [];
    const handler = { occur: (argument: unknown) => seen.push(argument) };
    const random = new Random('queue');
    const expected: { instant: number; index: number }[] = [];
    for (let index = 0; index < 5000; index++) {
      const instant = random.integer(300);
      queue.add(instant, handler, index, { first: 0, others: [] });
      const cancelled = random.next() < 0.6;
      if (cancelled) queue.cancel(queue.lastSlot, queue.lastSequence);
      else expected.push({ instant, index });
    }
    expected.sort((x, y) => x.instant - y.instant || x.index - y.index);
    expect(queue.pending).toBe(expected.length);
    while (queue.take()) queue.handler!.occur(queue.argument);
    expect(seen).toEqual(expected.map(({ index }) => index));
  });

  it('ignores a cancellation that comes after the event', () => {
    const queue = new EventQueue();
    const handler = { occur: idle };
    queue.add(1, handler, 'first', { first: 0, others: [] });
    const { lastSlot, lastSequence } = queue;
    queue.take();
    queue.add(2, handler, 'second', { first: 0, others: [] });
    queue.cancel(lastSlot, lastSequence);
    expect(queue.pending).toBe(1);
  });
});

describe('processes', () => {
  it('reach a deadline, however it is rounded, by sleeping what is left of it', () => {
    const { simulation, a } = world();
    const component = a.install('sleeper', idle);
    const random = new Random('deadlines');
    const laps = function* (): Process<number> {
      let laps = 0;
      for (let round = 0; round < 200; round++) {
        const deadline = component.now + random.between(1, 5000) / 3;
        for (; component.now < deadline && laps < 500; laps++) yield* sleep(deadline - component.now);
      }
      return laps;
    };
    expect(run(simulation, component, laps(), 10_000_000)).toBeLessThan(500);
  });

  it('let simulated time pass, and nothing else', () => {
    const { simulation, a } = world();
    const component = a.install('clock', idle);
    const end = run(
      simulation,
      component,
      (function* () {
        yield* sleep(1234.5);
        return component.now;
      })(),
    );
    expect(end).toBe(1234.5);
  });

  it('run side by side, and the first to end interrupts the others', () => {
    const { simulation, a } = world();
    const component = a.install('race', idle);
    let tidied = 0;
    function* slow(): Process<string> {
      try {
        yield* sleep(1000);
        return 'slow';
      } finally {
        tidied = component.now;
      }
    }
    function* quick(): Process<string> {
      yield* sleep(10);
      return 'quick';
    }
    expect(run(simulation, component, firstOf({ slow: slow(), quick: quick() }))).toEqual({
      which: 'quick',
      value: 'quick',
    });
    simulation.runFor(1);
    expect(tidied).toBe(10);
    expect(run(simulation, component, all([slow(), quick()]))).toEqual(['slow', 'quick']);
    expect(run(simulation, component, withTimeout(5, slow()))).toBeUndefined();
  });

  it('wait for their disk: for each write before a sync, one after the other, and for the sync', () => {
    const simulation = new Simulation({ seed: 'disk' });
    const waited: number[] = [];
    const host = simulation.addHost('a');
    Object.assign(host.disk, { writeMilliseconds: 0.5, syncMilliseconds: 2 });
    host.install('program', (component) => {
      const write = (times: number) => {
        for (let number = 0; number < times; number++) component.disk.append('log', number);
      };
      function* run(): Process<void> {
        for (const times of [1, 4, 0]) {
          const since = component.now;
          write(times);
          yield* component.disk.sync();
          waited.push(component.now - since);
        }
        write(4);
        yield* sleep(1.25);
        const since = component.now;
        write(1);
        yield* component.disk.sync();
        waited.push(component.now - since);
      }
      component.run('write', run());
    });
    simulation.runFor(100);
    expect(waited).toEqual([2.5, 4, 2, 3.25]);
  });

  it('die with their machine without another word, and start afresh from its disk', () => {
    const { simulation, a } = world();
    const said: string[] = [];
    a.install('counter', function* (component) {
      for (;;) {
        const count = ((component.disk.read('count') as number | undefined) ?? 0) + 1;
        component.disk.write('count', count);
        if (count !== 3) yield* component.disk.sync();
        said.push(`${count}`);
        try {
          yield* sleep(100);
        } finally {
          said.push('tidied');
        }
      }
    });
    simulation.runFor(250);
    a.crash();
    simulation.runFor(1000);
    a.restart();
    simulation.runFor(50);
    expect(said).toEqual(['1', 'tidied', '2', 'tidied', '3', '3']);
  });

  it('that throw a bug stop the simulation with seed and event number', () => {
    const { simulation, a } = world('bug');
    const component = a.install('buggy', idle);
    component.spawn(
      'oops',
      (function* (): Process<void> {
        yield* sleep(5);
        throw new TypeError('oops');
      })(),
    );
    expect(() => simulation.runFor(10)).toThrow(SimulationBug);
    expect(() => simulation.runFor(10)).not.toThrow();
  });
});

describe('the network', () => {
  it('carries a request and its answer as two hops, the second caused by the first', () => {
    const { simulation, a, b } = world();
    const client = a.install('client', idle);
    b.install('server', (component) => {
      component.listen({ request: (call) => call.respond(`hello ${call.payload}`) });
    });
    const act = simulation.act(client, 'greet', null);
    let answer: unknown;
    simulation.withCause({ first: act, others: [] }, () => {
      client.spawn(
        'greet',
        (function* (): Process<void> {
          answer = yield* client.request('b/server', 'world');
        })(),
      );
    });
    simulation.runFor(10);
    expect(answer).toBe('hello world');
    const [, request, response] = simulation.trace.hopsSince(0);
    expect(request).toMatchObject({ kind: 'request', from: 'a/client', to: 'b/server', cause: act, root: act });
    expect(response).toMatchObject({ kind: 'response', cause: request!.id, root: act, outcome: 'delivered' });
    expect(response!.arrivesAt).toBeGreaterThan(request!.arrivesAt);
  });

  it('carries objects that nobody can change any more', () => {
    const { simulation, a, b } = world();
    const told = { labels: { app: 'web' } };
    b.install('server', (component) =>
      component.listen({
        *request(call) {
          component.disk.append('log', { heard: [call.payload] });
          call.respond(call.payload);
        },
      }),
    );
    const client = a.install('client', idle);
    const answer = run(simulation, client, client.request('b/server', told));
    expect(answer).toBe(told);
    expect(() => (told.labels.app = 'other')).toThrow(TypeError);
    expect(() => b.disk.log('log')[0].heard.push('more')).toThrow(TypeError);
  });

  it('says why no answer came: refused, unreachable, reset, timeout', () => {
    const { simulation, a, b } = world();
    const client = a.install('client', idle);
    const server = b.install('server', (component) => component.listen({ request: idle }));
    const failure = (to: string) =>
      run(
        simulation,
        client,
        (function* () {
          const result = yield* attempt(client.request(to, 'anyone?', { timeoutMilliseconds: 500 }));
          return result.ok ? 'an answer' : (result.error as NetworkError).reason;
        })(),
      );
    expect(failure('b/nobody')).toBe('unreachable');
    expect(failure('b/server')).toBe('timeout');
    simulation.after(100, () => server.kill());
    expect(failure('b/server')).toBe('reset');
    expect(failure('b/server')).toBe('refused');
    b.crash();
    expect(failure('b/server')).toBe('timeout');
  });

  it('carries what a client says on an open stream, in order, each a hop of its own', () => {
    const { simulation, a, b } = world();
    const client = a.install('client', idle);
    b.install('server', (component) => {
      component.listen({
        request: (call: ServerCall) => {
          const stream = call.open('listening');
          component.after(5, () =>
            call.onInput((item) => (item === 'bye' ? stream.end() : stream.send(`heard ${item}`))),
          );
        },
      });
    });
    simulation.runFor(1);
    const talk = function* (): Process<unknown[]> {
      const stream = yield* client.open('b/server', 'hello');
      for (const word of ['one', 'two', 'bye']) stream.send(word);
      const seen: unknown[] = [];
      for (let item = yield* stream.next(); item !== undefined; item = yield* stream.next()) seen.push(item);
      return seen;
    };
    expect(run(simulation, client, talk())).toEqual(['heard one', 'heard two']);
    const said = simulation.trace.hopsSince(0).filter(({ kind }) => kind === 'input');
    expect(said.map(({ from, to, payload, outcome }) => [from, to, payload, outcome])).toEqual(
      ['one', 'two', 'bye'].map((word) => ['a/client', 'b/server', word, 'delivered']),
    );
  });

  it('keeps a stream in order, holds it while a link is cut, and breaks it when the cut lasts', () => {
    const { simulation, a, b } = world();
    const client = a.install('client', idle);
    b.install('server', (component) =>
      component.listen({
        *request(call) {
          const stream = call.open('here it comes');
          for (let count = 0; !stream.closed; count++) {
            stream.send(count);
            yield* sleep(1000);
          }
        },
      }),
    );
    const seen: unknown[] = [];
    client.spawn(
      'listen',
      (function* (): Process<void> {
        const stream = yield* client.open('b/server', 'go on');
        const ended = yield* attempt(
          (function* () {
            for (;;) seen.push([yield* stream.next(), Math.floor(client.now)]);
          })(),
        );
        seen.push(ended.ok ? 'ended' : ended.error.message);
      })(),
    );
    simulation.runFor(1500);
    simulation.network.cut('a', 'b');
    simulation.runFor(2000);
    simulation.network.heal('a', 'b');
    simulation.runFor(1000);
    expect(seen).toEqual([
      [0, 0],
      [1, 1000],
      [2, 3700],
      [3, 3700],
      [4, 4000],
    ]);
    simulation.network.cut('a', 'b');
    simulation.runFor(60_000);
    expect(seen.at(-1)).toBe('b/server: i/o timeout');
  });

  it('breaks what runs over a link by how long the link has been cut, not by an earlier cut that was healed', () => {
    const { simulation, a, b } = world();
    const client = a.install('client', idle);
    b.install('server', (component) => component.listen({ request: (call) => void call.open('here it comes') }));
    let brokenAt = 0;
    client.spawn(
      'listen',
      (function* (): Process<void> {
        const stream = yield* client.open('b/server', 'go on');
        yield* attempt(stream.next());
        brokenAt = Math.floor(client.now / 1000);
      })(),
    );
    const at = (instant: number, act: () => void) => (simulation.runFor(instant - simulation.now), act());
    at(1_000, () => simulation.network.cut('a', 'b'));
    at(11_000, () => simulation.network.heal('a', 'b'));
    at(44_000, () => simulation.network.cut('a', 'b'));
    at(50_000, () => simulation.network.cut('b', 'a'));
    at(200_000, () => expect(brokenAt).toBe(89));
  });

  it('loses one-way messages where a link loses, and delivers the rest in order', () => {
    const { simulation, a, b } = world();
    simulation.network.setQuality('b', { latencyMilliseconds: 1, jitterMilliseconds: 5, loss: 0.5 });
    const sender = a.install('sender', idle);
    const seen: number[] = [];
    b.install('receiver', (component) => component.listen({ message: (payload) => void seen.push(payload) }));
    simulation.runFor(1);
    for (let count = 0; count < 100; count++) sender.send('b/receiver', count);
    simulation.runFor(100);
    expect(seen.length).toBeGreaterThan(20);
    expect(seen.length).toBeLessThan(80);
    expect(seen).toEqual([...seen].sort((x, y) => x - y));
  });
});

describe('causes', () => {
  it('travel through mailboxes, signals, timers and work that coalesced', () => {
    const { simulation, a, b } = world();
    const client = a.install('client', idle);
    b.install('server', (component) => component.listen({ request: (call) => call.respond('ok') }));
    const mailbox = new Mailbox<string>(simulation);
    const signal = new Signal(simulation);
    const seen: Record<string, unknown> = {};
    client.spawn(
      'mail',
      (function* (): Process<void> {
        yield* mailbox.take();
        seen['mail'] = currentCause(simulation);
        signal.fire();
      })(),
    );
    client.spawn(
      'signal',
      (function* (): Process<void> {
        yield* signal.wait();
        simulation.after(10, () => {
          seen['timer'] = currentCause(simulation);
        });
      })(),
    );
    simulation.runFor(1);
    const act = simulation.act(client, 'act', null);
    const other = simulation.act(client, 'another', null);
    const cause = joinCauses({ first: 0, others: [], root: 0 }, { first: act, others: [], root: act });
    simulation.withCause(joinCauses(cause, { first: other, others: [], root: other }), () => mailbox.put('letter'));
    simulation.runFor(100);
    expect(seen).toEqual({
      mail: { first: act, others: [other], root: act },
      timer: { first: act, others: [other], root: act },
    });
  });

  it('are what a process says it works on, whatever answers come in between', () => {
    const { simulation, a, b } = world();
    const client = a.install('client', idle);
    b.install('server', (component) => component.listen({ request: (call) => call.respond('ok') }));
    const act = simulation.act(client, 'act', null);
    run(
      simulation,
      client,
      (function* () {
        yield* workOn({ first: act, others: [], root: act });
        yield* client.request('b/server', 1);
        yield* client.request('b/server', 2);
      })(),
    );
    const requests = simulation.trace.hopsSince(0).filter((hop) => hop.kind === 'request');
    expect(requests.map((hop) => hop.cause)).toEqual([act, act]);
  });
});

describe('a history', () => {
  function history(seed: string): string {
    const { simulation, a, b } = world(seed);
    simulation.network.setQuality('b', { latencyMilliseconds: 1, jitterMilliseconds: 5, loss: 0.1 });
    b.install('server', (component) =>
      component.listen({
        *request(call) {
          component.disk.append('log', call.payload);
          yield* component.disk.sync();
          yield* sleep(component.random.between(0, 10));
          call.respond({ got: call.payload });
        },
      }),
    );
    a.install('client', function* (component) {
      for (let count = 0; count < 50; count++) yield* component.request('b/server', { count });
    });
    simulation.runFor(5000);
    return simulation.trace.hash();
  }

  it('is the same for the same seed, to the byte, and another for another', () => {
    expect(history('one')).toBe(history('one'));
    expect(history('one')).not.toBe(history('two'));
  });

  it('forgets what is older than its limit, and says since when it remembers', () => {
    const simulation = new Simulation({ seed: 'short', traceLimitMilliseconds: 1000 });
    const a = simulation.addHost('a');
    a.install('server', (component) => component.listen({ request: (call) => call.respond('ok') }));
    a.install('client', function* (component) {
      for (;;) yield* component.request('a/server', 'again');
    });
    simulation.runFor(5000);
    expect(simulation.trace.recordedSince).toBeGreaterThan(3000);
    const first = simulation.trace.hopsSince(0)[0]!;
    expect(first.sentAt).toBeGreaterThanOrEqual(simulation.trace.recordedSince);
    expect(simulation.trace.hop(first.id)).toEqual(first);
    expect(simulation.trace.hop(1)).toBeUndefined();
  });
});
