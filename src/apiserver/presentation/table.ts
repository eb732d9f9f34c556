import { ageOf } from '../../api';
import type { KindDefinition, PrinterColumn, Scale } from '../../api';
import type { KubeObject, ObjectList } from '../../apimachinery';
import { badRequest, fieldErrorMessage, fieldInvalid } from '../../apimachinery';
import { partialObject } from './partial-metadata';

/** Which part of an object goes with its row. */
export type IncludeObject = 'None' | 'Metadata' | 'Object';

/** @throws Refusal 400 for anything but `None`, `Metadata`, `Object` or nothing */
export function readIncludeObject(value: string | undefined): IncludeObject {
  if (value === undefined || value === '') return 'Metadata';
  if (value === 'None' || value === 'Metadata' || value === 'Object') return value;
  const error = fieldInvalid('includeObject', value, "must be 'Metadata', 'Object', 'None', or empty");
  throw badRequest(`Unable to convert to Table as requested: ${fieldErrorMessage(error)}`);
}

export interface TableOptions {
  readonly version: string;
  readonly include: IncludeObject;
  /** The simulation's instant in milliseconds, for ages. */
  readonly now: number;
  /** A watch says its columns once. */
  readonly withoutColumns?: boolean;
}

/** An object or a list as meta/v1 Table: the columns `kubectl get` prints, a row for each object. */
export function tableOf(kind: KindDefinition, body: KubeObject | ObjectList, options: TableOptions): unknown {
  const objects = 'items' in body ? body.items : [body];
  const columns = objects.every((object) => object.kind === kind.kind)
    ? kind.columns
    : (scaleColumns as typeof kind.columns);
  return {
    kind: 'Table',
    apiVersion: `meta.k8s.io/${options.version}`,
    metadata: 'items' in body ? body.metadata : versionOf(body),
    columnDefinitions: options.withoutColumns ? null : columns.map(columnDefinition),
    rows: objects.map((object) => row(columns, object, options)),
  };
}

const versionOf = ({ metadata }: KubeObject) =>
  metadata.resourceVersion === undefined ? {} : { resourceVersion: metadata.resourceVersion };

const columnDefinition = ({ name, type, format, description, priority }: PrinterColumn) => ({
  name,
  type,
  format,
  description,
  priority,
});

const plain = { type: 'integer', format: '', priority: 0 } as const;

/** Of a scale, which is asked for in the name of what it scales. */
const scaleColumns: readonly PrinterColumn<Scale>[] = [
  { ...plain, name: 'Name', type: 'string', description: 'The name.', cell: ({ metadata }) => metadata.name },
  { ...plain, name: 'Desired', description: 'How many there should be.', cell: ({ spec }) => spec?.replicas ?? 0 },
  { ...plain, name: 'Available', description: 'How many there are.', cell: ({ status }) => status?.replicas ?? 0 },
  { ...plain, name: 'Age', type: 'string', description: 'How long ago it was made.', cell: ageOf },
];

function row(columns: readonly PrinterColumn[], object: KubeObject, { include, now, version }: TableOptions): unknown {
  const conditions = conditionsOf(object);
  return {
    cells: columns.map((column) => column.cell(object, now)),
    ...(conditions ? { conditions } : {}),
    object: include === 'None' ? null : include === 'Object' ? object : partialObject(object, version),
  };
}

const completed = (reason: string, message: string) => [{ type: 'Completed', status: 'True', reason, message }];
const conditionsOfPhase: Readonly<Record<string, unknown>> = {
  Succeeded: completed('Succeeded', 'The pod has completed successfully.'),
  Failed: completed('Failed', 'The pod failed.'),
};

/** Pods that have run to their end are marked, so that clients may leave them out. */
function conditionsOf(object: KubeObject): unknown {
  if (object.kind !== 'Pod') return undefined;
  const { status } = object as KubeObject & { readonly status?: { readonly phase?: string } };
  return conditionsOfPhase[status?.phase ?? ''];
}
