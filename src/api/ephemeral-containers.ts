import { fieldForbidden, fieldRequired, semanticallyEqual, type FieldError } from '../apimachinery';
import type { EphemeralContainer } from './container';
import type { KindPart } from './kind';
import type { Pod } from './pod-spec';
import { nextGeneration } from './strategy';

/** `pods/NAME/ephemeralcontainers`: containers for debugging are added to a pod; they are never changed and never go. */
export const ephemeralContainersPart: KindPart<Pod> = {
  prepare(next, previous) {
    const { ephemeralContainers } = next.spec;
    return nextGeneration({ ...previous, spec: { ...previous.spec, ephemeralContainers } }, previous);
  },
  validate(next, previous) {
    const before = previous.spec.ephemeralContainers ?? [];
    const after = next.spec.ephemeralContainers ?? [];
    return [...after.flatMap(namedErrors), ...before.flatMap((container) => keptErrors(container, after))];
  },
};

function namedErrors({ name, image }: EphemeralContainer, index: number): readonly FieldError[] {
  const field = `spec.ephemeralContainers[${index}]`;
  return [...(name ? [] : [fieldRequired(`${field}.name`)]), ...(image ? [] : [fieldRequired(`${field}.image`)])];
}

function keptErrors(container: EphemeralContainer, after: readonly EphemeralContainer[]): readonly FieldError[] {
  const kept = after.find(({ name }) => name === container.name);
  const which = `existing ephemeral containers ${JSON.stringify(container.name)} may not be`;
  if (!kept) return [fieldForbidden('spec.ephemeralContainers', `${which} removed\n`)];
  return semanticallyEqual(kept, container) ? [] : [fieldForbidden('spec.ephemeralContainers', `${which} changed\n`)];
}
