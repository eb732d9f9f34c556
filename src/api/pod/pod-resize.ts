/** `pods/NAME/resize`: what containers ask for is changed while they run. */
import { fieldForbidden, fieldInvalid, semanticallyEqual, type FieldError } from '../../apimachinery';
import type { Container, ResourceRequirements } from './container';
import type { KindPart } from '../kind';
import { podQosClass } from './pod-resources';
import { isSidecar } from './pod-sums';
import type { Pod, PodSpec } from './pod-spec';
import { resourceErrors } from './resource-validation';
import { nextGeneration } from '../strategy';

const resizable = new Set(['cpu', 'memory']);

export const resizePart: KindPart<Pod> = {
  prepare(next, previous) {
    const { spec } = previous;
    const sized: PodSpec = {
      ...spec,
      containers: withSizes(spec.containers, next.spec.containers),
      ...(spec.initContainers && { initContainers: withSizes(spec.initContainers, next.spec.initContainers ?? []) }),
      ...(next.spec.resources && { resources: next.spec.resources }),
    };
    return nextGeneration({ ...previous, spec: sized }, previous);
  },
  validate(next, previous) {
    const errors: FieldError[] = [];
    if (podQosClass(next) !== (previous.status?.qosClass ?? podQosClass(previous)))
      errors.push(
        fieldInvalid('spec', previous.status?.qosClass, 'Pod QOS Class may not change as a result of resizing'),
      );
    return [
      ...errors,
      ...containersErrors(next.spec.containers, previous.spec.containers, 'spec.containers'),
      ...containersErrors(next.spec.initContainers ?? [], previous.spec.initContainers ?? [], 'spec.initContainers'),
    ];
  },
};

/** The same containers with the sizes that containers of the same name have there. */
function withSizes(containers: readonly Container[], wanted: readonly Container[]): readonly Container[] {
  return containers.map((container) => {
    const { resources, resizePolicy } = wanted.find(({ name }) => name === container.name) ?? container;
    return { ...container, ...(resources && { resources }), ...(resizePolicy && { resizePolicy }) };
  });
}

function containersErrors(
  next: readonly Container[],
  previous: readonly Container[],
  list: string,
): readonly FieldError[] {
  return next.flatMap(({ resources = {} }, index) => {
    const before = previous[index]!;
    const had = before.resources ?? {};
    if (semanticallyEqual(resources, had)) return [];
    const field = `${list}[${index}].resources`;
    if (list === 'spec.initContainers' && !isSidecar(before))
      return [fieldForbidden(field, 'resources for non-sidecar init containers are immutable')];
    return [...resourceErrors(resources, field), ...changeErrors(resources, had, field)];
  });
}

function changeErrors(next: ResourceRequirements, had: ResourceRequirements, field: string): readonly FieldError[] {
  return (['requests', 'limits'] as const).flatMap((part) => {
    const names = new Set([...Object.keys(next[part] ?? {}), ...Object.keys(had[part] ?? {})]);
    return [...names].flatMap((name) => {
      if (next[part]?.[name] === had[part]?.[name]) return [];
      if (!resizable.has(name)) return [fieldForbidden(field, 'only cpu and memory resources are mutable')];
      return next[part]?.[name] === undefined
        ? [fieldForbidden(`${field}.${part}`, `resource ${part} cannot be removed`)]
        : [];
    });
  });
}
