import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { NaiveStore } from '../testdata/naive-store';
import { apply } from './apply';
import type { WatchEvent } from './requests';
import { Store } from './store';

const key = fc.constantFrom('a', 'a/1', 'a/2', 'b', 'b/1', 'c');
const step = fc.oneof(
  { weight: 5, arbitrary: fc.record({ kind: fc.constant('put' as const), key, value: fc.nat(99) }) },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant('delete' as const), key, end: fc.option(key, { nil: undefined }) }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('txn' as const),
      keys: fc.uniqueArray(key, { maxLength: 3 }),
      value: fc.nat(99),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('compact' as const), back: fc.nat(6) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('restore' as const) }) },
);
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

function perform(store: Store, naive: NaiveStore, action: Step): Store {
  switch (action.kind) {
    case 'put':
      apply(store, action, 0);
      naive.write([action]);
      return store;
    case 'delete':
      apply(store, { kind: 'deleteRange', key: action.key, rangeEnd: action.end }, 0);
      naive.write(naive.range(action.key, action.end, 0).map((row) => ({ key: row.key, gone: true })));
      return store;
    case 'txn':
      apply(
        store,
        {
          kind: 'txn',
          compare: [],
          success: action.keys.map((each) => ({ kind: 'put', key: each, value: action.value })),
          failure: [],
        },
        0,
      );
      naive.write(action.keys.map((each) => ({ key: each, value: action.value })));
      return store;
    case 'compact': {
      const revision = naive.revision - action.back;
      const answer = apply(store, { kind: 'compact', revision }, 0);
      expect(answer.kind).toBe(revision > naive.compacted ? 'compact' : 'error');
      naive.compacted = Math.max(naive.compacted, revision);
      return store;
    }
    case 'restore':
      return Store.restore(store.snapshot());
  }
}

function expectSame(store: Store, naive: NaiveStore): void {
  expect(store.revision).toBe(naive.revision);
  expect(store.keyCount).toBe(naive.range('', '~', 0).length);
  for (let revision = Math.max(1, naive.compacted); revision <= naive.revision; revision++) {
    const { kvs, count } = store.range({ kind: 'range', key: 'a/', rangeEnd: 'c', revision });
    expect(kvs).toEqual(naive.range('a/', 'c', revision).map((row) => ({ ...row, lease: '0' })));
    expect(count).toBe(kvs.length);
  }
  const from = Math.max(1, naive.compacted);
  expect(store.eventsFrom(from).map(line).sort()).toEqual(naive.history(from).sort());
}

function line({ type, kv }: WatchEvent): string {
  return `${kv.key}@${kv.modRevision}${type === 'DELETE' ? ' gone' : `=${String(kv.value)}`}`;
}

describe('the key space and a naive one', () => {
  it('answer the same after any writes, compactions and restarts (K1 to K7)', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const naive = new NaiveStore();
        let store = new Store();
        for (const action of steps) store = perform(store, naive, action);
        expectSame(store, naive);
      }),
      { numRuns: 300 },
    );
  });
});
