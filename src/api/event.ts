import { defineKind } from './kind';
import type { KubeObject } from '../apimachinery';
import type { ObjectReference } from './reference';

export interface Event extends KubeObject {
  readonly action?: string;
  readonly count?: number;
  readonly eventTime?: string | null;
  readonly firstTimestamp?: string | null;
  readonly involvedObject: ObjectReference;
  readonly lastTimestamp?: string | null;
  readonly message?: string;
  readonly reason?: string;
  readonly related?: ObjectReference;
  readonly reportingComponent?: string;
  readonly reportingInstance?: string;
  readonly series?: EventSeries;
  readonly source?: EventSource;
  readonly type?: string;
}

export interface EventSource {
  readonly component?: string;
  readonly host?: string;
}

export interface EventSeries {
  readonly count?: number;
  readonly lastObservedTime?: string | null;
}

/** The same record as `events.k8s.io/v1` says it; both are stored as the core group's. */
export interface NewEvent extends KubeObject {
  readonly action?: string;
  readonly deprecatedCount?: number;
  readonly deprecatedFirstTimestamp?: string | null;
  readonly deprecatedLastTimestamp?: string | null;
  readonly deprecatedSource?: EventSource;
  readonly eventTime?: string | null;
  readonly note?: string;
  readonly reason?: string;
  readonly regarding?: ObjectReference;
  readonly related?: ObjectReference;
  readonly reportingController?: string;
  readonly reportingInstance?: string;
  readonly series?: EventSeries;
  readonly type?: string;
}

const shared = {
  version: 'v1',
  kind: 'Event',
  plural: 'events',
  shortNames: ['ev'],
  namespaced: true,
  storagePrefix: '/registry/events',
} as const;

function toStorage(event: NewEvent): Event {
  const { note, regarding, reportingController, deprecatedCount, deprecatedFirstTimestamp, deprecatedLastTimestamp, ...rest } = event;
  const { deprecatedSource, ...kept } = rest;
  return withoutUndefined({
    ...kept,
    apiVersion: 'v1',
    involvedObject: regarding ?? {},
    message: note,
    reportingComponent: reportingController ?? '',
    count: deprecatedCount,
    firstTimestamp: deprecatedFirstTimestamp,
    lastTimestamp: deprecatedLastTimestamp,
    source: deprecatedSource,
  });
}

function fromStorage(stored: KubeObject): NewEvent {
  const { message, involvedObject, reportingComponent, count, firstTimestamp, lastTimestamp, source, ...kept } = stored as Event;
  return withoutUndefined({
    ...kept,
    apiVersion: 'events.k8s.io/v1',
    regarding: involvedObject,
    note: message,
    reportingController: reportingComponent,
    deprecatedCount: count,
    deprecatedFirstTimestamp: firstTimestamp,
    deprecatedLastTimestamp: lastTimestamp,
    deprecatedSource: source,
  });
}

function withoutUndefined<T extends object>(object: T): T {
  return Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined)) as T;
}

export const eventKind = defineKind<Event>({ ...shared, group: '' });

export const newEventKind = defineKind<NewEvent>({ ...shared, group: 'events.k8s.io', toStorage, fromStorage });
