import { fieldInvalid, fieldNotSupported, fieldRequired, fieldTooLong, type FieldError } from '../../apimachinery';
import { textColumn } from '../column';
import { ageColumn, defineKind, nameColumn } from '../kind';
import { immutableErrors, metadataErrors, metadataUpdateErrors } from '../metadata-validation';
import { withDefaults, withField } from '../strategy';
import type { KubeObject } from '../../apimachinery';
import type { PrinterColumn } from '../kind';
import { oneOf } from '../value-validation';

export interface CsiDriver extends KubeObject {
  readonly spec: CsiDriverSpec;
}

export interface CsiDriverSpec {
  readonly attachRequired?: boolean;
  readonly fsGroupPolicy?: string;
  readonly nodeAllocatableUpdatePeriodSeconds?: number;
  readonly podInfoOnMount?: boolean;
  readonly preventPodSchedulingIfMissing?: boolean;
  readonly requiresRepublish?: boolean;
  readonly seLinuxMount?: boolean;
  readonly serviceAccountTokenInSecrets?: boolean;
  readonly storageCapacity?: boolean;
  readonly tokenRequests?: readonly CsiTokenRequest[];
  readonly volumeLifecycleModes?: readonly string[];
}

/** A token that a driver wants to be given with a pod. */
export interface CsiTokenRequest {
  readonly audience: string;
  readonly expirationSeconds?: number;
}

export const csiDriverKind = defineKind<CsiDriver>({
  group: 'storage.k8s.io',
  version: 'v1',
  kind: 'CSIDriver',
  plural: 'csidrivers',
  namespaced: false,
  storagePrefix: '/registry/csidrivers',
  generations: true,
  // Upstream counts from the first change on.
  prepareForCreate: (driver) => driver,
  defaults: (driver) => withField(driver, 'spec', withDefaults(driver.spec, specDefaults)),
  validate: (driver) => [...metadataErrors(driver, false), ...contentErrors(driver)],
  validateUpdate: (next, previous) => [
    ...metadataUpdateErrors(next, previous),
    ...contentErrors(next),
    ...(['attachRequired', 'volumeLifecycleModes'] as const).flatMap((name) =>
      immutableErrors(next.spec[name], previous.spec[name], `spec.${name}`),
    ),
  ],
  columns: [
    nameColumn,
    flagColumn('AttachRequired', 'Has a volume to be attached first?', 'attachRequired'),
    flagColumn('PodInfoOnMount', 'Does it want to know the pod?', 'podInfoOnMount'),
    flagColumn('StorageCapacity', 'Does it tell how much is left?', 'storageCapacity'),
    textColumn(
      'TokenRequests',
      'Tokens it wants to be given.',
      ({ spec }) => (spec.tokenRequests ?? []).map(({ audience }) => audience).join(',') || '<unset>',
    ),
    flagColumn('RequiresRepublish', 'Does it mount again and again?', 'requiresRepublish'),
    textColumn(
      'Modes',
      'How its volumes may live.',
      ({ spec }) => (spec.volumeLifecycleModes ?? []).join(',') || '<none>',
    ),
    ageColumn,
  ],
});

function flagColumn(
  name: string,
  description: string,
  field: 'attachRequired' | 'podInfoOnMount' | 'storageCapacity' | 'requiresRepublish',
): PrinterColumn<CsiDriver> {
  return { ...textColumn<CsiDriver>(name, description, ({ spec }) => spec[field] ?? false), type: 'boolean' };
}

const specDefaults: CsiDriverSpec = {
  attachRequired: true,
  fsGroupPolicy: 'ReadWriteOnceWithFSType',
  podInfoOnMount: false,
  requiresRepublish: false,
  seLinuxMount: false,
  storageCapacity: false,
  volumeLifecycleModes: ['Persistent'],
};

const longestName = 63;

function contentErrors({ metadata, spec }: CsiDriver): readonly FieldError[] {
  const errors: FieldError[] = [];
  if ((metadata.name?.length ?? 0) > longestName) errors.push(fieldTooLong('metadata.name', longestName));
  if (spec.attachRequired === undefined) errors.push(fieldRequired('spec.attachedRequired'));
  errors.push(...oneOf(spec.fsGroupPolicy, ['File', 'None', 'ReadWriteOnceWithFSType'], 'spec.fsGroupPolicy'));
  (spec.volumeLifecycleModes ?? []).forEach((mode) => {
    if (mode !== 'Ephemeral' && mode !== 'Persistent')
      errors.push(fieldNotSupported('spec.volumeLifecycleModes', mode, ['Ephemeral', 'Persistent']));
  });
  (spec.tokenRequests ?? []).forEach(({ expirationSeconds: seconds }, index) => {
    const why = 'may not specify a duration less than 10 minutes';
    if (seconds !== undefined && seconds < 600)
      errors.push(fieldInvalid(`spec.tokenRequests[${index}].expirationSeconds`, seconds, why));
  });
  return errors;
}
