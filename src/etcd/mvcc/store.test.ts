import { describe, expect, it } from 'vitest';
import { apply } from './apply';
import { checkRequest } from './check';
import type { Command, RangeRequest, TxnResponse, WatchEvent } from './requests';
import { Store } from './store';

const put = (key: string, value: unknown, more: object = {}): Command => ({ kind: 'put', key, value, ...more });
const remove = (key: string, rangeEnd?: string): Command => ({ kind: 'deleteRange', key, rangeEnd });
const grant = (id: string, ttlSeconds = 60): Command => ({ kind: 'leaseGrant', id, ttlSeconds });
const all = { key: '\0', rangeEnd: '\0' };

function storeAfter(...commands: Command[]): Store {
  const store = new Store();
  commands.forEach((command, position) => apply(store, command, position + 1));
  return store;
}

function keys(store: Store, request: Partial<RangeRequest> = {}): string[] {
  return store.range({ kind: 'range', ...all, ...request }).kvs.map(({ key }) => key);
}

function watched(store: Store, span: { key: string; rangeEnd?: string }, startRevision = 0): WatchEvent[] {
  const events: WatchEvent[] = [];
  store.watches.add({ span, startRevision, deliver: (some) => void events.push(...some) });
  return events;
}

describe('revisions (K1, K2)', () => {
  it('an empty store is at revision 1, and each write makes the next', () => {
    const store = storeAfter();
    expect(store.revision).toBe(1);
    expect(apply(store, put('a', 1), 0)).toEqual({ kind: 'put', revision: 2 });
    expect(apply(store, remove('nothing'), 0)).toEqual({ kind: 'deleteRange', revision: 2, deleted: 0, prevKvs: [] });
    expect(apply(store, remove('a'), 0)).toEqual({ kind: 'deleteRange', revision: 3, deleted: 1, prevKvs: [] });
  });

  it('a key counts its versions, and begins anew when it was deleted', () => {
    const store = storeAfter(put('a', 'x'), put('a', 'y'));
    expect(store.get('a')).toMatchObject({ createRevision: 2, modRevision: 3, version: 2 });
    apply(store, remove('a'), 0);
    apply(store, put('a', 'z'), 0);
    expect(store.get('a')).toMatchObject({ createRevision: 5, modRevision: 5, version: 1 });
  });

  it('a value comes back as the very object that was put (K9)', () => {
    const value = { spec: {} };
    expect(storeAfter(put('a', value)).get('a')!.value).toBe(value);
  });
});

describe('ranges (K3)', () => {
  const store = storeAfter(put('b', 2), put('a', 1), put('a/1', 3), remove('b'), put('c', 4));

  it('reads now, and as it was', () => {
    expect(keys(store)).toEqual(['a', 'a/1', 'c']);
    expect(keys(store, { revision: 4 })).toEqual(['a', 'a/1', 'b']);
    expect(keys(store, { revision: 2 })).toEqual(['b']);
  });

  it('counts the whole span, whatever the limit', () => {
    const answer = store.range({ kind: 'range', ...all, limit: 1 });
    expect(answer).toMatchObject({ more: true, count: 3 });
    expect(answer.kvs).toHaveLength(1);
    expect(store.range({ kind: 'range', ...all, countOnly: true })).toMatchObject({ kvs: [], more: false, count: 3 });
  });

  it('takes an empty end for the one key, and a revision below nothing for now', () => {
    expect(keys(store, { key: 'a', rangeEnd: '' })).toEqual(['a']);
    expect(keys(store, { revision: -1 })).toEqual(['a', 'a/1', 'c']);
    const watching = storeAfter();
    const events = watched(watching, { key: 'a', rangeEnd: '' });
    apply(watching, put('a', 1), 0);
    apply(watching, put('b', 1), 0);
    apply(watching, remove('a', ''), 0);
    expect(events.map(({ type, kv }) => `${type} ${kv.key}`)).toEqual(['PUT a', 'DELETE a']);
  });

  it('sorts after the limit where a target is named and no order, before it where one is', () => {
    const versions = storeAfter(put('a', 1), put('a', 2), put('b', 1), put('b', 2), put('c', 1));
    const request: Partial<RangeRequest> = { sortTarget: 'VERSION', limit: 1 };
    expect(keys(versions, request)).toEqual(['a']);
    expect(keys(versions, { ...request, sortOrder: 'ASCEND' })).toEqual(['c']);
    expect(keys(versions, { ...request, minModRevision: 1 })).toEqual(['c']);
  });

  it('refuses the future and the compacted past, in etcd’s words', () => {
    expect(() => keys(store, { revision: 7 })).toThrow('etcdserver: mvcc: required revision is a future revision');
    const compacted = storeAfter(put('a', 1), put('a', 2), { kind: 'compact', revision: 3 });
    expect(() => keys(compacted, { revision: 2 })).toThrow('etcdserver: mvcc: required revision has been compacted');
    expect(keys(compacted, { revision: 3 })).toEqual(['a']);
  });

  it('holds many keys in order, whatever the order they came in', () => {
    const many = new Store();
    const names = Array.from({ length: 3000 }, (_, i) => `k${String((i * 7919) % 3000).padStart(4, '0')}`);
    for (const name of names) apply(many, put(name, name), 0);
    expect(keys(many)).toEqual([...names].sort());
    expect(keys(many, { key: 'k1', rangeEnd: 'k2' })).toHaveLength(1000);
  });
});

describe('transactions (K4, K5)', () => {
  it('writes several keys in one revision, and reads its own writes', () => {
    const store = storeAfter(put('a', 'old'));
    const answer = apply(
      store,
      {
        kind: 'txn',
        compare: [{ target: 'MOD', result: 'EQUAL', key: 'a', operand: 2 }],
        success: [
          { kind: 'put', key: 'a', value: 'new' },
          { kind: 'put', key: 'b', value: 1 },
          { kind: 'range', key: 'a' },
        ],
        failure: [],
      },
      0,
    );
    expect(answer).toMatchObject({ revision: 3, succeeded: true });
    expect((answer as TxnResponse).responses[2]).toMatchObject({ revision: 3, kvs: [{ value: 'new', version: 2 }] });
  });

  it('does nothing at all when one part can’t be', () => {
    const store = storeAfter();
    const answer = apply(
      store,
      {
        kind: 'txn',
        compare: [],
        success: [
          { kind: 'put', key: 'a', value: 1 },
          { kind: 'range', key: 'a', revision: 9 },
        ],
        failure: [],
      },
      0,
    );
    expect(answer).toMatchObject({ kind: 'error', code: 'OutOfRange' });
    expect(store.revision).toBe(1);
    expect(store.get('a')).toBeUndefined();
  });

  it('refuses a key that is put twice, or put and deleted, in one branch', () => {
    const txn =
      (...success: any[]) =>
      () =>
        checkRequest({ kind: 'txn', compare: [], success, failure: [] });
    const a = { kind: 'put', key: 'a', value: 1 };
    const refusal = 'etcdserver: duplicate key given in txn request';
    expect(txn(a, a)).toThrow(refusal);
    expect(txn(a, { kind: 'deleteRange', key: 'a', rangeEnd: 'b' })).toThrow(refusal);
    expect(txn(a, { kind: 'txn', compare: [], success: [], failure: [a] })).toThrow(refusal);
    expect(txn({ kind: 'txn', compare: [], success: [a], failure: [a] })).not.toThrow();
    expect(txn(...Array.from({ length: 129 }, (_, i) => ({ ...a, key: String(i) })))).toThrow(
      'etcdserver: too many operations in txn request',
    );
  });

  it('finds keys in each other’s way where etcd does, and nowhere else', () => {
    const check = (...success: any[]) => checkRequest({ kind: 'txn', compare: [], success, failure: [] });
    const nested = (success: any[], failure: any[] = []) => ({ kind: 'txn', compare: [], success, failure });
    const a = { kind: 'put', key: 'a', value: 1 };
    const gone = { kind: 'deleteRange', key: 'a' };
    expect(() => check(gone, nested([a]))).toThrow('duplicate key');
    expect(() => check(a, nested([], [gone]))).toThrow('duplicate key');
    expect(() => check(nested([gone]), nested([a]))).toThrow('duplicate key');
    expect(() => check(nested([a]), nested([a]))).toThrow('duplicate key');
    check(nested([a]), nested([gone]));
    check(nested([a], [gone]));
    check(a, { ...gone, rangeEnd: '\0' });
    check(a, { ...gone, rangeEnd: 'a' });
    expect(() => check(a, a, { kind: 'range', key: '' })).toThrow('key is not provided');
  });

  it('lets a nested transaction have the operations that are left', () => {
    const reads = (count: number): any[] => Array.from({ length: count }, () => ({ kind: 'range', key: 'a' }));
    const nested = (count: number): any => ({ kind: 'txn', compare: [], success: reads(count), failure: [] });
    const check = (...success: any[]) => checkRequest({ kind: 'txn', compare: [], success, failure: [] });
    check(...reads(99), nested(28));
    expect(() => check(...reads(99), nested(29))).toThrow('too many operations');
  });

  it('a put that keeps the value its transaction deleted leaves nothing behind', () => {
    const store = storeAfter(put('a', 1), put('b', 1));
    const success: any[] = [
      { kind: 'deleteRange', ...all },
      { kind: 'put', key: 'a', ignoreValue: true },
    ];
    const answer = apply(store, { kind: 'txn', compare: [], success, failure: [] }, 0);
    expect(answer).toMatchObject({ message: 'etcdserver: key not found' });
    apply(store, put('c', 1), 0);
    expect(keys(store)).toEqual(['a', 'b', 'c']);
  });

  it('a watch is told what stood there before the revision, whatever happened within it', () => {
    const store = storeAfter(put('a', 'old'));
    const events = watched(store, all);
    const nested = (...success: any[]): any => ({ kind: 'txn', compare: [], success, failure: [] });
    apply(store, nested(nested(put('a', 'new')), nested(remove('a'))), 0);
    expect(events.map(({ type, prevKv }) => [type, prevKv?.value])).toEqual([
      ['PUT', 'old'],
      ['DELETE', 'old'],
    ]);
  });
});

describe('a put', () => {
  it('that keeps its value may bring an empty one', () => {
    expect(() => checkRequest(put('a', '', { ignoreValue: true }) as never)).not.toThrow();
    expect(() => checkRequest(put('a', 'x', { ignoreValue: true }) as never)).toThrow('value is provided');
  });

  it('hears of a missing lease before a missing key, but not within a transaction', () => {
    const both = put('a', undefined, { ignoreValue: true, lease: '7' });
    expect(apply(storeAfter(), both, 0)).toMatchObject({ message: 'etcdserver: requested lease not found' });
    const txn: Command = { kind: 'txn', compare: [], success: [both as never], failure: [] };
    expect(apply(storeAfter(), txn, 0)).toMatchObject({ message: 'etcdserver: key not found' });
  });
});

describe('leases (K8)', () => {
  it('take their keys along, in one revision', () => {
    const store = storeAfter(grant('7'), put('a', 1, { lease: '7' }), put('b', 2, { lease: '7' }), put('b', 3));
    apply(store, { kind: 'leaseRevoke', id: '7' }, 0);
    expect(keys(store)).toEqual(['b']);
    expect(store.revision).toBe(5);
  });

  it('are refused in etcd’s words', () => {
    const store = storeAfter(grant('7'));
    expect(apply(store, grant('7'), 0)).toMatchObject({
      code: 'FailedPrecondition',
      message: 'etcdserver: lease already exists',
    });
    expect(apply(store, put('a', 1, { lease: '8' }), 0)).toMatchObject({
      code: 'NotFound',
      message: 'etcdserver: requested lease not found',
    });
  });

  it('live at least two seconds', () => {
    expect(apply(storeAfter(), grant('7', 1), 0)).toMatchObject({ ttlSeconds: 2 });
  });
});

describe('watches (K6)', () => {
  it('get what concerns them, a transaction in one piece', () => {
    const store = storeAfter();
    const pieces: string[][] = [];
    store.watches.add({
      span: { key: 'a/', rangeEnd: 'a0' },
      startRevision: 0,
      deliver: (events) => void pieces.push(events.map(({ kv }) => kv.key)),
    });
    const one = watched(store, { key: 'b' });
    const late = watched(store, all, 3);
    apply(store, put('a/1', 1), 0);
    apply(
      store,
      {
        kind: 'txn',
        compare: [],
        success: ['a/2', 'b', 'a/3'].map((key) => ({ kind: 'put', key, value: 1 })),
        failure: [],
      },
      0,
    );
    expect(pieces).toEqual([['a/1'], ['a/2', 'a/3']]);
    expect(one.map(({ kv }) => kv.key)).toEqual(['b']);
    expect(late.map(({ kv }) => kv.key)).toEqual(['a/2', 'b', 'a/3']);
  });

  it('are given events that do not change any more, from the very first', () => {
    const store = storeAfter();
    const given: (readonly WatchEvent[])[] = [];
    store.watches.add({ span: { key: 'a' }, startRevision: 0, deliver: (events) => void given.push(events) });
    apply(store, put('a', 1), 0);
    apply(store, put('b', 1), 0);
    expect(given.map((events) => events.map(({ kv }) => kv.key))).toEqual([['a']]);
  });

  it('are told what stood there before, unless that is compacted (K7)', () => {
    const store = storeAfter(put('a', 1), put('a', 2), put('a', 3), { kind: 'compact', revision: 3 });
    expect(store.eventsFrom(3).map(({ prevKv }) => prevKv?.value)).toEqual([undefined, 2]);
    expect(() => store.eventsFrom(2)).toThrow('compacted');
  });

  it('still learn of a deletion at the compacted revision', () => {
    const store = storeAfter(put('a', 1), remove('a'), put('b', 1), { kind: 'compact', revision: 3 });
    expect(store.eventsFrom(3).map(({ type }) => type)).toEqual(['DELETE', 'PUT']);
    apply(store, { kind: 'compact', revision: 4 }, 0);
    expect(store.changesSince(0).map(({ key }) => key)).toEqual(['b']);
  });
});

describe('observers', () => {
  it('read each change with the hop of the request behind it', () => {
    const store = storeAfter(put('a', 1), remove('a'));
    expect(store.changesSince(1)).toEqual([
      { revision: 2, key: 'a', value: 1, createRevision: 2, version: 1, lease: '0', deleted: false, hop: 1 },
      { revision: 3, key: 'a', value: undefined, createRevision: 0, version: 0, lease: '0', deleted: true, hop: 2 },
    ]);
    expect(store.changesSince(2)).toHaveLength(1);
  });

  it('a store made from a snapshot is the same', () => {
    const store = storeAfter(
      grant('7'),
      put('a', 1, { lease: '7' }),
      put('b', 1),
      remove('b'),
      { kind: 'compact', revision: 3 },
      put('c', 2),
    );
    const copy = Store.restore(store.snapshot());
    expect(copy.snapshot()).toEqual(store.snapshot());
    expect(copy.keyCount).toBe(2);
    apply(copy, { kind: 'leaseRevoke', id: '7' }, 0);
    expect(keys(copy)).toEqual(['c']);
    expect(keys(store)).toEqual(['a', 'c']);
  });
});
