import {
  fieldInvalid,
  fieldNotSupported,
  fieldRequired,
  fieldTooLong,
  humanDuration,
  instantOf,
  type FieldError,
} from '../apimachinery';
import { textColumn, wideColumn } from './column';
import { defineKind, nameColumn, type PrinterColumn } from './kind';
import type { KubeObject, Writable } from '../apimachinery';
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

/** What is not said is left out, rather than said to be undefined: events are many. */
function toStorage(event: NewEvent): Event {
  const {
    note,
    regarding,
    reportingController,
    deprecatedCount,
    deprecatedFirstTimestamp,
    deprecatedLastTimestamp,
    deprecatedSource,
    ...kept
  } = event;
  const stored = kept as Writable<Event>;
  stored.apiVersion = 'v1';
  stored.involvedObject = regarding ?? {};
  if (note !== undefined) stored.message = note;
  stored.reportingComponent = reportingController ?? '';
  if (deprecatedCount !== undefined) stored.count = deprecatedCount;
  if (deprecatedFirstTimestamp !== undefined) stored.firstTimestamp = deprecatedFirstTimestamp;
  if (deprecatedLastTimestamp !== undefined) stored.lastTimestamp = deprecatedLastTimestamp;
  if (deprecatedSource !== undefined) stored.source = deprecatedSource;
  return stored;
}

function fromStorage(stored: KubeObject): NewEvent {
  const { message, involvedObject, reportingComponent, count, firstTimestamp, lastTimestamp, source, ...kept } =
    stored as Event;
  const event: Writable<NewEvent> = kept;
  event.apiVersion = 'events.k8s.io/v1';
  event.regarding = involvedObject;
  if (message !== undefined) event.note = message;
  if (reportingComponent) event.reportingController = reportingComponent;
  if (count !== undefined) event.deprecatedCount = count;
  if (firstTimestamp !== undefined) event.deprecatedFirstTimestamp = firstTimestamp;
  if (lastTimestamp !== undefined) event.deprecatedLastTimestamp = lastTimestamp;
  if (source !== undefined) event.deprecatedSource = source;
  if (event.reportingInstance === '') delete event.reportingInstance;
  return event;
}

/** An event stands in the namespace of what it is about; of what has none, in `default`. */
function namespaceErrors(
  about: ObjectReference | undefined,
  namespace: string | undefined,
  field: string,
): readonly FieldError[] {
  const fits = about?.namespace
    ? about.namespace === namespace
    : !namespace || namespace === 'default' || namespace === 'kube-system';
  return fits ? [] : [fieldInvalid(`${field}.namespace`, about?.namespace ?? '', 'does not match event.namespace')];
}

/** The newer group asks for more than the core group ever did. */
function newEventErrors(event: NewEvent): readonly FieldError[] {
  const errors: FieldError[] = [];
  if (!event.eventTime) errors.push(fieldRequired('eventTime'));
  for (const name of ['reportingController', 'reportingInstance', 'action', 'reason'] as const) {
    const text = event[name];
    if (!text) errors.push(fieldRequired(name));
    else if (text.length > 128) errors.push(fieldTooLong(name, 128));
  }
  if (event.type !== 'Normal' && event.type !== 'Warning')
    errors.push(fieldNotSupported('type', event.type ?? '', ['Normal', 'Warning']));
  if ((event.note?.length ?? 0) > 1024) errors.push(fieldTooLong('note', 1024));
  return errors;
}

function fieldsOf(event: Event): Readonly<Record<string, string>> {
  const about = event.involvedObject;
  return {
    'metadata.name': event.metadata.name,
    'metadata.namespace': event.metadata.namespace ?? '',
    'involvedObject.kind': about.kind ?? '',
    'involvedObject.namespace': about.namespace ?? '',
    'involvedObject.name': about.name ?? '',
    'involvedObject.uid': about.uid ?? '',
    'involvedObject.apiVersion': about.apiVersion ?? '',
    'involvedObject.resourceVersion': about.resourceVersion ?? '',
    'involvedObject.fieldPath': about.fieldPath ?? '',
    reason: event.reason ?? '',
    reportingComponent: event.reportingComponent || (event.source?.component ?? ''),
    source: event.source?.component || (event.reportingComponent ?? ''),
    type: event.type ?? '',
  };
}

const newLabel = (label: string): string =>
  label === 'reportingComponent' ? 'reportingController' : label.replace(/^involvedObject\./, 'regarding.');

/** The newer group selects by its own names for the same things, but for the source, which it doesn't know. */
function newFieldsOf(event: NewEvent): Readonly<Record<string, string>> {
  const { source: _, ...fields } = fieldsOf(toStorage(event));
  return Object.fromEntries(Object.entries(fields).map(([label, text]) => [newLabel(label), text]));
}

// ---- what kubectl prints ---------------------------------------------------------------------------------------------

const since = (time: string | null | undefined, now: number): string => {
  const instant = instantOf(time ?? '');
  return instant === undefined ? '<unknown>' : humanDuration(now - instant);
};

const firstSeen = (event: Event, now: number): string => since(event.firstTimestamp ?? event.eventTime, now);

function lastSeen(event: Event, now: number): string {
  if (event.series) return since(event.series.lastObservedTime, now);
  return event.lastTimestamp ? since(event.lastTimestamp, now) : firstSeen(event, now);
}

function aboutText({ involvedObject }: Event): string {
  return `${(involvedObject.kind ?? '').toLowerCase()}${involvedObject.name ? `/${involvedObject.name}` : ''}`;
}

function sourceText({ source, reportingComponent, reportingInstance }: Event): string {
  const [component, host] = [source?.component || reportingComponent || '', source?.host || reportingInstance || ''];
  return host ? `${component}, ${host}` : component;
}

const columns: readonly PrinterColumn<Event>[] = [
  textColumn('Last Seen', 'When it was last seen.', lastSeen),
  textColumn('Type', 'Normal or Warning.', ({ type }) => type ?? ''),
  textColumn('Reason', 'One word for machines.', ({ reason }) => reason ?? ''),
  textColumn('Object', 'What it is about.', aboutText),
  wideColumn('Subobject', 'Which part of it.', ({ involvedObject }) => involvedObject.fieldPath ?? ''),
  wideColumn('Source', 'Who says so.', sourceText),
  textColumn('Message', 'A sentence for people.', ({ message }) => (message ?? '').trim()),
  wideColumn('First Seen', 'When it was first seen.', firstSeen),
  wideColumn('Count', 'How often it was seen.', ({ series, count }) => (series ? (series.count ?? 0) : count || 1)),
  { ...nameColumn, priority: 1 },
];

export const eventKind = defineKind<Event>({
  ...shared,
  group: '',
  ownFieldLabels: true,
  validate: (event) => namespaceErrors(event.involvedObject, event.metadata.namespace, 'involvedObject'),
  validateUpdate: (next) =>
    next.eventTime ? [] : namespaceErrors(next.involvedObject, next.metadata.namespace, 'involvedObject'),
  fieldsOf,
  columns,
});

export const newEventKind = defineKind<NewEvent>({
  ...shared,
  group: 'events.k8s.io',
  ownFieldLabels: true,
  toStorage,
  fromStorage,
  validate: (event) => [
    ...namespaceErrors(event.regarding, event.metadata.namespace, 'involvedObject'),
    ...newEventErrors(event),
  ],
  fieldsOf: newFieldsOf,
  columns: columns.map((column) => ({ ...column, cell: (event, now) => column.cell(toStorage(event), now) })),
});
