import type { KubeObject } from '../../apimachinery';
import { wideColumn } from '../column';
import type { PrinterColumn } from '../kind';
import type { PodSpec } from '../pod/pod-spec';

/** The wide columns of kinds that stamp pods: their containers' names and images. */
export function templateColumns<T extends KubeObject>(
  specOf: (object: T) => PodSpec | undefined,
): readonly PrinterColumn<T>[] {
  const join = (object: T, field: 'name' | 'image') =>
    (specOf(object)?.containers ?? []).map((container) => container[field] ?? '').join(',');
  return [
    wideColumn('Containers', 'Names of the containers in the template.', (object) => join(object, 'name')),
    wideColumn('Images', 'Images of the containers in the template.', (object) => join(object, 'image')),
  ];
}
