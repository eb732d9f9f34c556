import type { KindPart } from '../kind';
import { laterParts } from '../later';
import { metadataAgainErrors, metadataUpdateErrors } from '../metadata-validation';
import type { Pod } from './pod-spec';
import { podSpecErrors } from './pod-validation';
import { nextGeneration } from '../strategy';

/** `pods/NAME/ephemeralcontainers`: containers for debugging are added to a pod; they are never changed and never go. */
export const ephemeralContainersPart: KindPart<Pod> = {
  prepare(next, previous) {
    const { ephemeralContainers } = next.spec;
    return nextGeneration({ ...previous, spec: { ...previous.spec, ephemeralContainers } }, previous);
  },
  validate: (next, previous) => [
    ...metadataUpdateErrors(next, previous),
    ...metadataAgainErrors(next, previous),
    ...podSpecErrors(next.spec, 'spec'),
    ...laterParts().kept(next.spec, previous.spec),
  ],
};
