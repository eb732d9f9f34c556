import type { KubeObject } from '../../apimachinery';
import { EtcdClient, EtcdError, WatchCompacted } from '../../etcd';
import type { EtcdWatch, KeyValue as EtcdKeyValue, LeaseId, RangeResponse, TxnResponse } from '../../etcd';
import { attempt, sleep } from '../../simulation';
import type { Component, Process } from '../../simulation';

export type { LeaseId };

/** An object as it lies in etcd. */
export interface KeyValue {
  readonly key: string;
  readonly value: KubeObject;
  readonly modRevision: number;
}

export type WriteResult =
  | { readonly succeeded: true; readonly revision: number }
  /** Somebody else wrote: what there is now, if anything. */
  | { readonly succeeded: false; readonly found: KeyValue | undefined };

export interface Page {
  readonly items: readonly KeyValue[];
  readonly revision: number;
}

export interface Change {
  readonly type: 'PUT' | 'DELETE';
  readonly kv: KeyValue;
}

export interface Batch {
  readonly revision: number;
  readonly events: readonly Change[];
}

const patience = 500;

/** The few things that an API server asks of etcd: transactions on one key, ranges, watches and leases. */
export class EtcdDoor {
  readonly client: EtcdClient;
  private readonly component: Component;

  constructor(component: Component, endpoints: readonly string[]) {
    this.component = component;
    this.client = new EtcdClient(component, endpoints);
  }

  *get(key: string): Process<Page> {
    return pageOf(yield* this.client.range({ key }));
  }

  /** Writes if the key was last changed at that revision (0: if it isn't there), else reads it: one transaction. */
  *put(key: string, value: KubeObject, revision: number, lease?: LeaseId): Process<WriteResult> {
    const response = yield* this.client.txn({
      compare: [{ key, target: 'MOD', result: 'EQUAL', operand: revision }],
      success: [{ kind: 'put', key, value, ...(lease === undefined ? {} : { lease }) }],
      failure: revision === 0 ? [] : [{ kind: 'range', key }],
    });
    return resultOf(response);
  }

  *remove(key: string, revision: number): Process<WriteResult> {
    const response = yield* this.client.txn({
      compare: [{ key, target: 'MOD', result: 'EQUAL', operand: revision }],
      success: [{ kind: 'deleteRange', key }],
      failure: [{ kind: 'range', key }],
    });
    return resultOf(response);
  }

  /** What a prefix held at a revision, from a key on. */
  *list(
    prefix: string,
    at: { readonly revision: number; readonly from?: string },
  ): Process<Page | 'compacted' | 'future'> {
    const range = this.client.range({ key: at.from ?? prefix, rangeEnd: endOf(prefix), revision: at.revision });
    const answer = yield* attempt(range);
    if (answer.ok) return pageOf(answer.value);
    const { error } = answer;
    if (!(error instanceof EtcdError) || error.code !== 'OutOfRange') throw error;
    return error.message.includes('future') ? 'future' : 'compacted';
  }

  /** All of a prefix, asked for until etcd answers. */
  *listPatiently(prefix: string): Process<Page> {
    for (;;) {
      const answer = yield* attempt(this.client.range({ key: prefix, rangeEnd: endOf(prefix) }));
      if (answer.ok) return pageOf(answer.value);
      yield* sleep(patience);
    }
  }

  /** The newest revision that etcd's members agree on. */
  *revision(): Process<number> {
    return (yield* this.client.range({ key: '/registry/health', countOnly: true })).revision;
  }

  *grant(seconds: number): Process<LeaseId> {
    return (yield* this.client.leaseGrant(seconds)).id;
  }

  *watch(prefix: string, startRevision: number): Process<PrefixWatch> {
    const watch = yield* this.client.watch({
      key: prefix,
      rangeEnd: endOf(prefix),
      startRevision,
      prevKv: true,
      progressNotify: true,
    });
    return new PrefixWatch(this.component, watch);
  }
}

/** The changes below a prefix, in order and without gaps. */
export class PrefixWatch {
  private readonly component: Component;
  private readonly watch: EtcdWatch;
  private asking = false;

  constructor(component: Component, watch: EtcdWatch) {
    this.component = component;
    this.watch = watch;
  }

  /** Undefined when it can't go on: what comes next has been compacted away. */
  *next(): Process<Batch | undefined> {
    try {
      return (yield* this.watch.next()) as Batch | undefined;
    } catch (error) {
      if (error instanceof WatchCompacted) return undefined;
      throw error;
    }
  }

  /** Asks etcd to say in the watch how far it is: then it is known that nothing is missing up to there. */
  askProgress(): void {
    if (this.asking) return;
    this.asking = true;
    this.component.spawn('ask for progress', this.ask());
  }

  private *ask(): Process<void> {
    yield* this.watch.requestProgress();
    this.asking = false;
  }

  close(): void {
    this.watch.close();
  }
}

const endOf = (prefix: string): string =>
  prefix.slice(0, -1) + String.fromCharCode(prefix.charCodeAt(prefix.length - 1) + 1);

function pageOf(response: RangeResponse): Page {
  return { items: response.kvs as readonly (EtcdKeyValue & KeyValue)[], revision: response.revision };
}

function resultOf(response: TxnResponse): WriteResult {
  if (response.succeeded) return { succeeded: true, revision: response.revision };
  const range = response.responses[0] as RangeResponse | undefined;
  return { succeeded: false, found: range?.kvs[0] as KeyValue | undefined };
}
