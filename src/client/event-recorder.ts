import type { Event, ObjectReference } from '../api';
import type { KubeObject } from '../apimachinery';
import { EPOCH_MILLISECONDS, microTime, Refusal, wallClock } from '../apimachinery';
import type { Component, Process } from '../simulation';
import { attempt, Mailbox, sleep } from '../simulation';
import type { ApiClient } from './api-client';
import { EventCorrelator } from './event-correlator';
import { EventSeriesCache, SERIES_ENDS_AFTER_MILLISECONDS } from './event-series';
import type { SeriesEvent } from './event-series';

export interface EventSource {
  /** `deployment-controller`, `kubelet`, `default-scheduler`. */
  readonly component: string;
  readonly host?: string;
  /** Who exactly, for events.k8s.io: `default-scheduler-cp-1`. */
  readonly instance?: string;
  readonly api: 'v1' | 'events.k8s.io/v1';
  /** How many events about one object may be sent before it counts as flooding; 25 unless said otherwise. */
  readonly burst?: number;
}

export interface EventExtra {
  /** Which part of the object: `spec.containers{main}`. */
  readonly fieldPath?: string;
  readonly annotations?: Readonly<Record<string, string>>;
  /** events.k8s.io: what was done (`Binding`, `Scheduling`), and what else is concerned. */
  readonly action?: string;
  readonly related?: KubeObject;
}

interface Told {
  readonly object: KubeObject;
  readonly type: 'Normal' | 'Warning';
  readonly reason: string;
  readonly message: string;
  readonly extra: EventExtra;
}

type Item = { readonly api: 'v1'; readonly event: Event } | { readonly api: 'events'; readonly event: SeriesEvent };

/** An event that could not be sent so often is dropped. */
const TRIES = 12;
const TRY_AGAIN_AFTER_MILLISECONDS = 10_000;

/** Tells the cluster's users what a component does. Events are sent one after another by a process of its own, under the cause of what they tell. */
export class EventRecorder {
  private readonly component: Component;
  private readonly client: ApiClient;
  private readonly source: EventSource;
  private readonly outbox: Mailbox<Item>;
  private readonly correlator: EventCorrelator;
  private readonly series = new EventSeriesCache();
  private sending = false;
  private sweeping = false;
  private lastStamp = 0n;

  constructor(component: Component, client: ApiClient, source: EventSource) {
    this.component = component;
    this.client = client;
    this.source = source;
    this.correlator = new EventCorrelator(source.burst);
    this.outbox = new Mailbox<Item>(component.simulation);
  }

  event(object: KubeObject, type: 'Normal' | 'Warning', reason: string, message: string, extra: EventExtra = {}): void {
    const told: Told = { object, type, reason, message, extra };
    const item: Item =
      this.source.api === 'v1'
        ? { api: 'v1', event: this.coreEvent(told) }
        : { api: 'events', event: this.seriesEvent(told) };
    this.outbox.put(item);
    if (this.sending) return;
    this.sending = true;
    this.component.spawn('events', this.send());
  }

  private coreEvent({ object, type, reason, message, extra }: Told): Event {
    const { component, host } = this.source;
    const now = wallClock(this.component.now);
    return {
      apiVersion: 'v1',
      kind: 'Event',
      metadata: this.metadata(object, extra),
      involvedObject: referenceTo(object, extra.fieldPath),
      reason,
      message,
      source: host === undefined ? { component } : { component, host },
      firstTimestamp: now,
      lastTimestamp: now,
      count: 1,
      type,
      reportingComponent: component,
      reportingInstance: host ?? '',
    };
  }

  private seriesEvent({ object, type, reason, message, extra }: Told): SeriesEvent {
    const { component, instance, host } = this.source;
    return {
      apiVersion: 'events.k8s.io/v1',
      kind: 'Event',
      metadata: this.metadata(object, extra),
      eventTime: microTime(this.component.now),
      reportingController: component,
      reportingInstance: instance ?? (host === undefined ? component : `${component}-${host}`),
      action: extra.action ?? '',
      reason,
      regarding: referenceTo(object),
      ...(extra.related && { related: referenceTo(extra.related) }),
      note: message,
      type,
    };
  }

  private metadata(object: KubeObject, extra: EventExtra): KubeObject['metadata'] {
    const namespace = object.metadata.namespace ?? 'default';
    const name = [object.metadata.name, this.stamp()].join('.');
    return extra.annotations ? { name, namespace, annotations: extra.annotations } : { name, namespace };
  }

  /** The clock's nanoseconds as sixteen hex digits; simulated time has microseconds, so the rest is drawn, and no two are the same. */
  private stamp(): string {
    const micros = BigInt(Math.round((EPOCH_MILLISECONDS + this.component.now) * 1000));
    const drawn = micros * 1000n + BigInt(this.component.random.integer(1000));
    this.lastStamp = drawn > this.lastStamp ? drawn : this.lastStamp + 1n;
    return this.lastStamp.toString(16);
  }

  private *send(): Process<void> {
    for (;;) {
      const item = yield* this.outbox.take();
      if (item.api === 'v1') yield* this.sendCore(item.event);
      else yield* this.sendSeries(item.event);
    }
  }

  private *sendCore(event: Event): Process<void> {
    const step = this.correlator.correlate(event, this.component.now);
    if (step.kind === 'drop') return;
    if (step.kind === 'count' && (yield* this.deliver(() => this.patchCore(step.event, step.patch)))) return;
    // The one that was to be counted up has expired, or was never let through: it is written with what it counts.
    yield* this.deliver(() => this.client.create<Event>('events', step.event));
  }

  private patchCore(event: Event, patch: object): Process<unknown> {
    return this.client.patch('events', event.metadata.namespace, event.metadata.name, patch, { type: 'strategic' });
  }

  private *sendSeries(event: SeriesEvent): Process<void> {
    const step = this.series.add(event, this.component.now);
    this.startSweeping();
    if (step.kind === 'count') return;
    if (step.kind === 'create') yield* this.deliver(() => this.client.create('events.events.k8s.io', step.event));
    else yield* this.deliver(() => this.patchSeries(step.event));
  }

  private patchSeries(event: SeriesEvent): Process<unknown> {
    const { namespace, name } = event.metadata;
    return this.client.patch('events.events.k8s.io', namespace, name, { series: event.series }, { type: 'strategic' });
  }

  private startSweeping(): void {
    if (this.sweeping) return;
    this.sweeping = true;
    this.component.spawn('events-series', this.sweep());
  }

  private *sweep(): Process<void> {
    while (this.series.size > 0) {
      yield* sleep(SERIES_ENDS_AFTER_MILLISECONDS);
      for (const event of this.series.end(this.component.now)) yield* this.deliver(() => this.patchSeries(event));
    }
    this.sweeping = false;
  }

  /** False when the server refused it. A server that can't be reached is tried again for two minutes; then the event is lost. */
  private *deliver(request: () => Process<unknown>): Process<boolean> {
    for (let tries = 1; tries <= TRIES; tries++) {
      const outcome = yield* attempt(request());
      if (outcome.ok) return true;
      if (outcome.error instanceof Refusal) {
        this.component.log(`event refused: ${outcome.error.message}`);
        return false;
      }
      yield* sleep(TRY_AGAIN_AFTER_MILLISECONDS);
    }
    this.component.log('event lost: no server answers');
    return false;
  }
}

/** A reference as events and bindings carry it. (Field by field: of every event there is one.) */
export function referenceTo(object: KubeObject, fieldPath?: string): ObjectReference {
  const { namespace, name, uid, resourceVersion } = object.metadata;
  const reference: { -readonly [K in keyof ObjectReference]: ObjectReference[K] } = { kind: object.kind };
  if (namespace !== undefined) reference.namespace = namespace;
  reference.name = name;
  if (uid !== undefined) reference.uid = uid;
  reference.apiVersion = object.apiVersion;
  if (resourceVersion !== undefined) reference.resourceVersion = resourceVersion;
  if (fieldPath !== undefined) reference.fieldPath = fieldPath;
  return reference;
}
