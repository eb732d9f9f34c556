/** `/scale` of a custom kind: the fields that its definition names. */
import type { CustomResourceScale, Scale } from '../../api';
import { fieldInvalid, setAt } from '../../apimachinery';
import type { FieldError, KubeObject } from '../../apimachinery';
import { namesOf, pathReader } from './json-path';

/** How a kind that is no workload is scaled. */
export interface Scaling {
  read(object: KubeObject): Scale;
  write(object: KubeObject, replicas: number): KubeObject;
}

export function scalingOf({ specReplicasPath, statusReplicasPath, labelSelectorPath }: CustomResourceScale): Scaling {
  const [wanted, found] = [pathReader(specReplicasPath), pathReader(statusReplicasPath)];
  const selector = labelSelectorPath ? pathReader(labelSelectorPath) : () => undefined;
  const read = (object: KubeObject): Scale => {
    const { name, namespace, uid, resourceVersion, creationTimestamp } = object.metadata;
    const metadata = { name, ...(namespace ? { namespace } : {}), uid, resourceVersion, creationTimestamp };
    const [replicas, text] = [wanted(object), selector(object)];
    return {
      apiVersion: 'autoscaling/v1',
      kind: 'Scale',
      metadata,
      spec: typeof replicas === 'number' && replicas !== 0 ? { replicas } : {},
      status: { replicas: count(found(object)), ...(typeof text === 'string' && text ? { selector: text } : {}) },
    };
  };
  const write = (object: KubeObject, replicas: number): KubeObject =>
    wanted(object) === replicas ? object : (setAt(object, namesOf(specReplicasPath), replicas) as KubeObject);
  return { read, write };
}

const count = (value: unknown): number => (typeof value === 'number' ? value : 0);

/** What can't be scaled because there is no number. */
export function scaleErrors({ specReplicasPath }: CustomResourceScale, object: KubeObject): readonly FieldError[] {
  const names = namesOf(specReplicasPath);
  let value: unknown = object;
  for (const [index, name] of names.entries()) {
    if (value === undefined || value === null) return [];
    if (typeof value !== 'object' || Array.isArray(value))
      return index === 0 ? [] : [accessorError(specReplicasPath, value, 'map[string]interface{}')];
    value = (value as Readonly<Record<string, unknown>>)[name];
  }
  if (value === undefined || value === null) return [];
  if (typeof value !== 'number' || !Number.isInteger(value)) return [accessorError(specReplicasPath, value, 'int64')];
  return value < 0 ? [fieldInvalid(specReplicasPath, value, 'should be a non-negative integer')] : [];
}

function accessorError(path: string, value: unknown, wanted: string): FieldError {
  const shown = typeof value === 'object' ? (Array.isArray(value) ? `[${value.join(' ')}]` : 'map[]') : String(value);
  return fieldInvalid(path, 0, `${path} accessor error: ${shown} is of the type ${goType(value)}, expected ${wanted}`);
}

function goType(value: unknown): string {
  if (Array.isArray(value)) return '[]interface {}';
  if (typeof value === 'number') return Number.isInteger(value) ? 'int64' : 'float64';
  if (typeof value === 'boolean') return 'bool';
  return typeof value === 'string' ? 'string' : 'map[string]interface {}';
}
