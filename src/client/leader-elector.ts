import type { Lease, LeaseSpec } from '../api';
import { microTime } from '../apimachinery';
import type { Component, Process, Task } from '../simulation';
import { attempt, sleep, withTimeout } from '../simulation';
import { refusedWith } from './answers';
import type { ApiClient } from './api-client';

export interface LeaderElectionOptions {
  /** The lease that is fought for, in `kube-system` unless said otherwise. */
  readonly lockName: string;
  readonly lockNamespace?: string;
  /** Who we are: host and a unique id. */
  readonly identity: string;
  readonly leaseDurationMilliseconds?: number;
  readonly renewDeadlineMilliseconds?: number;
  readonly retryPeriodMilliseconds?: number;
  /** Told when somebody (perhaps we) is seen to lead. */
  readonly onNewLeader?: (identity: string, lease: Lease) => void;
}

const LEASES = 'leases.coordination.k8s.io';
/** Acquiring waits between one and 2.2 retry periods, so that candidates don't march in step. */
const JITTER = 1.2;

/**
 * One leader among several candidates, by a Lease: who holds it renews it every retry period and gives up when that
 * failed for a renew deadline; the others wait until it was not renewed for a lease duration, by their own clock.
 */
export class LeaderElector {
  private readonly component: Component;
  private readonly client: ApiClient;
  private readonly options: LeaderElectionOptions;
  private readonly leaseDuration: number;
  private readonly renewDeadline: number;
  private readonly retryPeriod: number;
  private observed: Lease | undefined;
  private observedAt = 0;
  private reported = '';

  constructor(component: Component, client: ApiClient, options: LeaderElectionOptions) {
    this.component = component;
    this.client = client;
    this.options = options;
    this.leaseDuration = options.leaseDurationMilliseconds ?? 15_000;
    this.renewDeadline = options.renewDeadlineMilliseconds ?? 10_000;
    this.retryPeriod = options.retryPeriodMilliseconds ?? 2_000;
  }

  get leads(): boolean {
    return this.observed?.spec?.holderIdentity === this.options.identity;
  }

  /**
   * Waits for the lease, leads while it can be renewed, ends when it is lost. When `lead` ends by itself, the lease is given back.
   * Whether it leads is published: nobody leads any more from the instant on at which the deadline has passed.
   */
  *run(lead: () => Process<void>, onLost: () => void): Process<void> {
    yield* this.acquire();
    this.component.publish({ leads: true });
    const leading: Task = this.component.spawn('lead', lead());
    yield* this.renew(leading);
    if (leading.done) yield* this.release();
    else leading.interrupt('the lease was lost');
    this.component.publish({ leads: false });
    onLost();
  }

  private *acquire(): Process<void> {
    while (!(yield* this.tryOnce())) {
      yield* sleep(this.retryPeriod * (1 + JITTER * this.component.random.next()));
    }
  }

  /** Ends when the lease could not be renewed for a renew deadline, counted from the first try: a request under way is not waited for. */
  private *renew(leading: Task): Process<void> {
    while (!leading.done) {
      const renewed = yield* withTimeout(this.renewDeadline, this.renewOnce());
      if (!renewed) return;
      yield* sleep(this.retryPeriod);
    }
  }

  /** Tries until it succeeds; false as soon as somebody else is seen to hold the lease. */
  private *renewOnce(): Process<boolean> {
    while (!(yield* this.tryOnce())) {
      if (this.heldByAnother()) return false;
      yield* sleep(this.retryPeriod);
    }
    return true;
  }

  private *release(): Process<void> {
    if (!this.leads) return;
    const now = microTime(this.component.now);
    const { leaseTransitions } = this.observed!.spec!;
    const spec: LeaseSpec = {
      holderIdentity: '',
      leaseDurationSeconds: 1,
      acquireTime: now,
      renewTime: now,
      leaseTransitions,
    };
    yield* attempt(this.write(spec));
    this.observed = undefined;
  }

  /** Whether we lead after one try; a server that doesn't answer counts as no. */
  private *tryOnce(): Process<boolean> {
    const outcome = yield* attempt(this.acquireOrRenew());
    if (!outcome.ok) this.component.log(`lease ${this.options.lockName}: ${outcome.error.message}`);
    return outcome.ok && outcome.value;
  }

  private *acquireOrRenew(): Process<boolean> {
    if (this.leads && this.valid()) {
      const renewed = yield* attempt(this.write(this.claim()));
      if (renewed.ok) return true;
    }
    const found = yield* this.read();
    if (!found) return yield* this.create();
    this.observe(found);
    if (this.heldByAnother()) return false;
    yield* this.write(this.claim());
    return true;
  }

  private *read(): Process<Lease | undefined> {
    try {
      return yield* this.client.get<Lease>(LEASES, this.namespace, this.options.lockName);
    } catch (error) {
      if (refusedWith(error, 404)) return undefined;
      throw error;
    }
  }

  private *create(): Process<boolean> {
    const metadata = { name: this.options.lockName, namespace: this.namespace };
    const lease: Lease = { apiVersion: 'coordination.k8s.io/v1', kind: 'Lease', metadata, spec: this.claim() };
    this.observe(yield* this.client.create<Lease>(LEASES, lease));
    return true;
  }

  private *write(spec: LeaseSpec): Process<void> {
    this.observe(
      yield* this.client.update<Lease>(LEASES, { ...this.observed!, spec: { ...this.observed!.spec, ...spec } }),
    );
  }

  /** What the lease should say when it is ours. */
  private claim(): LeaseSpec {
    const now = microTime(this.component.now);
    const old = this.observed?.spec;
    const stays = old !== undefined && this.leads;
    return {
      holderIdentity: this.options.identity,
      leaseDurationSeconds: this.leaseDuration / 1000,
      renewTime: now,
      acquireTime: stays ? old.acquireTime : now,
      leaseTransitions: stays ? old.leaseTransitions : old ? (old.leaseTransitions ?? 0) + 1 : 0,
    };
  }

  private observe(lease: Lease): void {
    const before = this.observed?.spec;
    if (before?.holderIdentity !== lease.spec?.holderIdentity || before?.renewTime !== lease.spec?.renewTime) {
      this.observedAt = this.component.now;
    }
    this.observed = lease;
    const holder = lease.spec?.holderIdentity ?? '';
    if (holder === '' || holder === this.reported) return;
    this.reported = holder;
    this.options.onNewLeader?.(holder, lease);
  }

  private valid(): boolean {
    const duration = (this.observed?.spec?.leaseDurationSeconds ?? 0) * 1000;
    return this.observedAt + duration > this.component.now;
  }

  private heldByAnother(): boolean {
    return !this.leads && (this.observed?.spec?.holderIdentity ?? '') !== '' && this.valid();
  }

  private get namespace(): string {
    return this.options.lockNamespace ?? 'kube-system';
  }
}
