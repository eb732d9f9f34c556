/** What a pod asks for as a whole: what may be asked for, and that it is enough for its containers. */
import {
  compareQuantities,
  fieldForbidden,
  fieldInvalid,
  fieldNotSupported,
  quantityString,
  validateQualifiedName,
  parseQuantity,
  type FieldError,
  type Quantity,
} from '../../apimachinery';
import type { PodSpec } from './pod-spec';
import { containerQuantities, quantitiesOf } from './pod-quantities';
import { isPodLevel } from './pod-sums';
import { takenClaimsErrors } from './rare-pod-parts';
import { wasGivenEmpty } from '../schema/schema';
import { resourceErrors, resourceNameErrors } from './resource-validation';

const supported = ['cpu', 'hugepages-', 'memory'];

function nameErrors(name: string, field: string): readonly FieldError[] {
  // Whether somebody offers it is not asked here.
  const isOffered = name.includes('/') && validateQualifiedName(name).length === 0;
  const errors = isOffered ? [] : resourceNameErrors(name, field, false).slice(0, 1);
  return errors.length > 0 || isPodLevel(name) ? errors : [fieldNotSupported(field, name, supported)];
}

const isLess = (one: Quantity, other: Quantity): boolean => compareQuantities(one, other) < 0;

/** All containers together are allowed no more than the pod is. */
function sumErrors(spec: PodSpec, which: 'limits' | 'requests', field: string): readonly FieldError[] {
  const sums = containerQuantities(spec, which);
  return Object.entries(spec.resources?.[which] ?? {}).flatMap(([name, amount]) => {
    const sum = sums[name];
    const counts = which === 'requests' || name.startsWith('hugepages-');
    if (!sum || !counts || !isPodLevel(name) || !isLess(parseQuantity(amount), sum)) return [];
    const why = `must be greater than or equal to aggregate container ${which} of ${quantityString(sum)}`;
    return [fieldInvalid(`${field}.${which}[${name}]`, amount, why)];
  });
}

function limitErrors(spec: PodSpec, field: string): readonly FieldError[] {
  const limits = quantitiesOf(spec.resources?.limits);
  return (['containers', 'initContainers'] as const).flatMap((list) =>
    (spec[list] ?? []).flatMap((container, index) =>
      Object.entries(container.resources?.limits ?? {}).flatMap(([name, amount]) => {
        const limit = limits[name];
        if (!limit || !isLess(limit, parseQuantity(amount))) return [];
        const why = `must be less than or equal to pod limits of ${quantityString(limit)}`;
        return [fieldInvalid(`${field}.${list}[${index}][${name}].limits`, amount, why)];
      }),
    ),
  );
}

export function wholePodErrors(spec: PodSpec, field: string): readonly FieldError[] {
  if (spec.os?.name === 'windows') return [fieldForbidden(field, 'may not be set for a windows pod')];
  const { claims = [] } = spec.resources!;
  const known = (spec.resourceClaims ?? []).map(({ name }) => name).filter(Boolean);
  return [
    ...(claims.length > 0 || wasGivenEmpty(spec.resources, 'claims')
      ? [fieldForbidden(`${field}.claims`, 'claims may not be set for Resources at pod-level')]
      : []),
    ...resourceErrors(spec.resources, field, nameErrors),
    ...takenClaimsErrors(claims, `${field}.claims`, known),
    ...sumErrors(spec, 'requests', field),
    ...sumErrors(spec, 'limits', field),
    ...limitErrors(spec, field),
  ];
}
