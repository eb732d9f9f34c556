import { describe, expect, it } from 'vitest';
import type { ObjectView, TrafficView } from '../../session/protocol';
import { EVERYTHING } from '../ownership/forest';
import { pod } from '../testdata/fixture';
import { textOf } from '../text/language';
import { tally, trafficOf, thicknessOf } from './flows';
import { callsInWords } from './words';

const [client, web1, web2] = ['client', 'web-1', 'web-2'].map((name) => pod(name, 'running', 'worker-1')) as [
  ObjectView,
  ObjectView,
  ObjectView,
];
const objects = new Map([client, web1, web2].map((one) => [one.key, one]));
const service = '/registry/services/specs/default/web';

function row(id: string, rest: Partial<TrafficView> = {}): TrafficView {
  return {
    id,
    from: client.key,
    service,
    to: web1.key,
    dialled: '10.96.12.7:80',
    protocol: 'http',
    requests: 4,
    failures: 0,
    waiting: 0,
    lastStatus: '200',
    lastFailed: false,
    lastMilliseconds: 2,
    meanMilliseconds: 2,
    firstAt: 100,
    lastAt: 200,
    lastHop: 7,
    ...rest,
  };
}

describe('who calls whom', () => {
  it('stands in three columns, with what went from one to the next added up', () => {
    const rows = [
      row('a'),
      row('b', { to: web2.key, requests: 6, failures: 1, firstAt: 110, lastAt: 300, lastHop: 9 }),
    ];
    const { parties, flows } = trafficOf(rows, objects, EVERYTHING, false);
    expect(parties.map(({ side, name, row: place }) => `${side} ${name} ${place}`)).toEqual([
      'caller client 0',
      'dialled web 0',
      'answerer web-1 0',
      'answerer web-2 1',
    ]);
    expect(flows.map(({ calls }) => [calls.requests, calls.failures])).toEqual([
      [10, 1],
      [4, 0],
      [6, 1],
    ]);
    expect(flows[0]?.calls.lastHop).toBe(9);
  });

  it('keeps everybody in the place of the first call while others come', () => {
    const first = trafficOf(
      [row('b', { firstAt: 110 }), row('c', { to: web2.key, firstAt: 120 })],
      objects,
      EVERYTHING,
      false,
    );
    const more = trafficOf(
      [
        row('c', { to: web2.key, firstAt: 120, lastAt: 999 }),
        row('b', { firstAt: 110 }),
        row('d', { firstAt: 300, to: client.key }),
      ],
      objects,
      EVERYTHING,
      false,
    );
    for (const party of first.parties)
      expect(more.parties.find(({ id, side }) => id === party.id && side === party.side)?.row).toBe(party.row);
  });

  it('shows where nobody answered, and addresses that no service has', () => {
    const { service: _, to: __, ...direct } = row('x');
    const { parties } = trafficOf(
      [{ ...direct, dialled: '10.244.9.9:80', lastFailed: true }],
      objects,
      EVERYTHING,
      false,
    );
    expect(parties.map(({ kind, name }) => `${kind} ${name}`)).toEqual([
      'Pod client',
      'address 10.244.9.9:80',
      'nobody 10.244.9.9:80',
    ]);
  });

  it('counts health checks and leaves them out, unless they are wanted', () => {
    const probe = row('p', { from: 'worker-1/kubelet' });
    expect(trafficOf([row('a'), probe], objects, EVERYTHING, false)).toMatchObject({ probes: 1, rows: [{ id: 'a' }] });
    expect(trafficOf([row('a'), probe], objects, EVERYTHING, true).rows).toHaveLength(2);
  });

  it('finds calls by the name of either end, and of pods that are gone', () => {
    const found = (text: string) => trafficOf([row('a')], new Map(), { ...EVERYTHING, text }, false).rows.length;
    expect([found('web-1'), found('client'), found('web'), found('other')]).toEqual([1, 1, 1, 0]);
    expect(trafficOf([row('a')], objects, { ...EVERYTHING, namespace: 'kube-system' }, false).rows).toEqual([]);
  });

  it('tells it in a line', () => {
    const calls = tally([row('a', { failures: 1, waiting: 2, requests: 12 })]);
    expect(callsInWords(calls, textOf('en'))).toBe('12 calls, 1 failed, 2 under way · last 200 · 2 ms');
    const shorterThan = (most: number) => callsInWords(calls, textOf('en'), (words) => words.length < most);
    expect(shorterThan(45)).toBe('12 calls, 1 failed, 2 under way · last 200');
    expect(shorterThan(42)).toBe('12 calls, 1 failed, 2 under way · 200');
    expect(shorterThan(5)).toBe('12 calls, 1 failed, 2 under way');
    expect(thicknessOf(tally([row('a', { requests: 100_000 })]))).toBeLessThanOrEqual(7);
  });
});
