import type { KubeObject } from '../../apimachinery';
import { countColumn, wideColumn } from '../column';
import { ageColumn, nameColumn, type PrinterColumn } from '../kind';
import type { PodSpec } from '../pod/pod-spec';
import type { PodTemplateSpec } from './pod-template';

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

interface Replicated extends KubeObject {
  readonly spec: { readonly replicas?: number; readonly template?: PodTemplateSpec };
  readonly status?: { readonly replicas: number; readonly readyReplicas?: number };
}

/** Of replica sets, and of what they were called before. */
export const replicaColumns = <T extends Replicated>(selector: (object: T) => string): readonly PrinterColumn<T>[] => [
  nameColumn,
  countColumn('Desired', 'How many pods it should have.', ({ spec }) => spec.replicas ?? 0),
  countColumn('Current', 'How many pods it has.', ({ status }) => status?.replicas ?? 0),
  countColumn('Ready', 'How many of them are ready.', ({ status }) => status?.readyReplicas ?? 0),
  ageColumn,
  ...templateColumns<T>(({ spec }) => spec.template?.spec),
  wideColumn('Selector', 'Which pods are its own.', selector),
];
