import type { KubeObject } from '../apimachinery';
import type { PrinterColumn } from './kind';
import type { PodSpec } from './pod-spec';

/** The wide columns of kinds that stamp pods: their containers' names and images. */
export function templateColumns<T extends KubeObject>(
  specOf: (object: T) => PodSpec | undefined,
): readonly PrinterColumn<T>[] {
  const wide = { type: 'string', format: '', priority: 1 } as const;
  const join = (object: T, field: 'name' | 'image') =>
    (specOf(object)?.containers ?? []).map((container) => container[field] ?? '').join(',');
  return [
    {
      ...wide,
      name: 'Containers',
      description: 'Names of the containers in the template.',
      cell: (object) => join(object, 'name'),
    },
    {
      ...wide,
      name: 'Images',
      description: 'Images of the containers in the template.',
      cell: (object) => join(object, 'image'),
    },
  ];
}
