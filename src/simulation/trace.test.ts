import { describe, expect, it } from 'vitest';
import type { HopKind, HopOutcome } from './hop-log';
import { Trace } from './trace';
import type { WriteKind } from './write-log';

const LIMIT_MILLISECONDS = 1000;

const hop = {
  kind: 'request' as HopKind,
  from: 'a/client',
  to: 'b/server',
  protocol: 'https',
  payload: { verb: 'GET' } as unknown,
  sentAt: 1,
  arrivesAt: 2,
  outcome: 'delivered' as HopOutcome,
  cause: 7,
  others: [8],
};
const write = { at: 3, host: 'b', file: 'log', kind: 'append' as WriteKind, data: 3 as unknown, cause: 7 };

/** What differs in one thing alone from the history of one message and one write. */
const CHANGES: readonly { readonly hop?: Partial<typeof hop>; readonly write?: Partial<typeof write> }[] = [
  {},
  { hop: { kind: 'item' } },
  { hop: { from: 'c/client' } },
  { hop: { to: 'c/server' } },
  { hop: { protocol: 'grpc' } },
  { hop: { payload: { verb: 'PUT' } } },
  { hop: { payload: { verb: null } } },
  { hop: { sentAt: 1.001 } },
  { hop: { arrivesAt: 2.001 } },
  { hop: { outcome: 'lost' } },
  { hop: { cause: 9 } },
  { hop: { others: [9] } },
  { write: { at: 3.001 } },
  { write: { host: 'a' } },
  { write: { file: 'snapshot' } },
  { write: { kind: 'write' } },
  { write: { kind: 'truncate' } },
  { write: { kind: 'drop-prefix' } },
  { write: { data: 4 } },
  { write: { cause: 9 } },
];

/** @param forgotten so much came after it that the trace has dropped it, and knows its hash alone */
function hashOf(change: (typeof CHANGES)[number], forgotten: boolean): string {
  const trace = new Trace(LIMIT_MILLISECONDS);
  const send = ({ kind, from, to, protocol, payload, sentAt, cause, others }: typeof hop) => {
    const ends = [trace.hops.componentNumber(from), trace.hops.componentNumber(to)] as const;
    return trace.hops.add(kind, ...ends, protocol, payload, sentAt, { first: cause, others, root: 0 }, 0);
  };
  const changed = { ...hop, ...change.hop };
  const id = send(changed);
  trace.hops.setArrival(id, changed.arrivesAt);
  trace.hops.setOutcome(id, changed.outcome);
  const { at, host, kind, file, data, cause } = { ...write, ...change.write };
  trace.addWrite(at, host, kind, file, data, cause);
  if (!forgotten) return trace.hash();
  for (let sentAt = 5; sentAt < 10_000; sentAt++) {
    send({ ...hop, sentAt });
    trace.addWrite(sentAt, 'b', 'append', 'log', sentAt, id);
    trace.tidy(sentAt);
  }
  expect(trace.hop(id)).toBeUndefined();
  expect(trace.writes[0]!.at).toBeGreaterThan(at);
  return trace.hash();
}

describe('the hash of a history', () => {
  it.each([
    ['is remembered', false],
    ['was dropped', true],
  ])('covers everything of each message and each disk write, where it %s', (_, forgotten) => {
    const hashes = CHANGES.map((change) => hashOf(change, forgotten));
    expect(new Set(hashes).size).toBe(CHANGES.length);
    expect(hashOf({}, forgotten)).toBe(hashes[0]);
  });
});
