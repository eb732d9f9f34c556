/** Where a container has volumes of its pod, as folders and as blocks. */
import {
  fieldForbidden,
  fieldInvalid,
  fieldNotFound,
  fieldNotSupported,
  fieldRequired,
  type FieldError,
} from '../../apimachinery';
import type { Container, VolumeMount } from './container';
import { descendingPathErrors, oneOfIfSet } from '../value-validation';
import type { Volume } from './volume';

export type Volumes = ReadonlyMap<string, Volume>;

function mountErrors(
  mount: VolumeMount,
  list: string,
  index: number,
  { volumeDevices = [] }: Container,
): readonly FieldError[] {
  const field = `${list}[${index}]`;
  const errors: FieldError[] = [];
  if (volumeDevices.some(({ name }) => name === mount.name))
    errors.push(fieldInvalid(`${field}.name`, mount.name, 'must not already exist in volumeDevices'));
  if (volumeDevices.some(({ devicePath }) => devicePath === mount.mountPath)) {
    const why = 'must not already exist as a path in volumeDevices';
    errors.push(fieldInvalid(`${field}.mountPath`, mount.mountPath, why));
  }
  // Some of what upstream says is about the list: it leaves the index out.
  if (mount.subPath) errors.push(...descendingPathErrors(mount.subPath, `${list}.subPath`));
  if (mount.subPathExpr) {
    if (mount.subPath)
      errors.push(
        fieldInvalid(`${field}.subPathExpr`, mount.subPathExpr, 'subPathExpr and subPath are mutually exclusive'),
      );
    errors.push(...descendingPathErrors(mount.subPathExpr, `${list}.subPathExpr`));
  }
  return errors;
}

const propagations = ['Bidirectional', 'HostToContainer', 'None'];

function propagationErrors(
  mode: string | undefined,
  { securityContext }: Container,
  field: string,
): readonly FieldError[] {
  if (mode === undefined) return [];
  const why = 'Bidirectional mount propagation is available only to privileged containers';
  return mode === 'Bidirectional' && !securityContext?.privileged
    ? [fieldForbidden(field, why)]
    : oneOfIfSet(mode, propagations, field);
}

const recursions = ['Disabled', 'Enabled', 'IfPossible'];

function recursionErrors(mount: VolumeMount, field: string): readonly FieldError[] {
  const { recursiveReadOnly: mode, readOnly, mountPropagation = 'None' } = mount;
  if (mode === undefined || mode === 'Disabled') return [];
  if (!recursions.includes(mode)) return [fieldNotSupported(field, mode, recursions)];
  const errors: FieldError[] = readOnly ? [] : [fieldForbidden(field, 'may only be specified when readOnly is true')];
  const why = 'may only be specified when mountPropagation is None or not specified';
  return mountPropagation === 'None' ? errors : [...errors, fieldForbidden(field, why)];
}

export function mountsErrors(container: Container, list: string, volumes: Volumes): readonly FieldError[] {
  const paths = new Set<string>();
  return (container.volumeMounts ?? []).flatMap((mount, index) => {
    const field = `${list}[${index}]`;
    const errors: FieldError[] = mount.name ? [] : [fieldRequired(`${field}.name`)];
    if (!volumes.has(mount.name)) errors.push(fieldNotFound(`${field}.name`, mount.name));
    if (!mount.mountPath) errors.push(fieldRequired(`${field}.mountPath`));
    if (paths.has(mount.mountPath)) errors.push(fieldInvalid(`${field}.mountPath`, mount.mountPath, 'must be unique'));
    paths.add(mount.mountPath);
    return [
      ...errors,
      ...mountErrors(mount, list, index, container),
      ...propagationErrors(mount.mountPropagation, container, `${list}.mountPropagation`),
      ...recursionErrors(mount, `${list}.recursiveReadOnly`),
    ];
  });
}

function deviceNameErrors(name: string, volume: Volume | undefined, field: string): readonly FieldError[] {
  if (!volume) return [...(name ? [] : [fieldRequired(field)]), fieldNotFound(field, name)];
  const why = 'can only use volume source type of PersistentVolumeClaim or Ephemeral for block mode';
  return volume.persistentVolumeClaim || volume.ephemeral ? [] : [fieldInvalid(field, name, why)];
}

/** Claims that a container has as blocks. */
export function devicesErrors(container: Container, list: string, volumes: Volumes): readonly FieldError[] {
  const { volumeDevices = [], volumeMounts = [] } = container;
  return volumeDevices.flatMap(({ name, devicePath: path }, index) => {
    const [before, field] = [volumeDevices.slice(0, index), `${list}[${index}]`];
    const wrong = (part: string, value: string, why: string) => fieldInvalid(`${field}.${part}`, value, why);
    const errors: FieldError[] =
      name && before.some((device) => device.name === name) ? [wrong('name', name, 'must be unique')] : [];
    errors.push(...deviceNameErrors(name, volumes.get(name), `${field}.name`));
    if (!path) errors.push(fieldRequired(`${field}.devicePath`));
    if (before.some(({ devicePath }) => devicePath === path)) errors.push(wrong('devicePath', path, 'must be unique'));
    if (path?.split('/').includes('..')) errors.push(wrong('devicePath', path, "can not contain backsteps ('..')"));
    if (volumeMounts.some((mount) => mount.name === name))
      errors.push(wrong('name', name, 'must not already exist in volumeMounts'));
    if (volumeMounts.some(({ mountPath }) => mountPath === path))
      errors.push(wrong('devicePath', path, 'must not already exist as a path in volumeMounts'));
    return errors;
  });
}
