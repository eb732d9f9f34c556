/** What security contexts of pods and of containers may say, in the order upstream looks. */
import { fieldDuplicate, fieldInvalid, fieldRequired, fieldTooLong, type FieldError } from '../../apimachinery';
import type { SecurityContext } from './container';
import { laterParts } from '../later';
import type { PodSecurityContext, PodSpec } from './pod-spec';
import { descendingPathErrors, oneOf, oneOfIfSet, userIdErrors } from '../value-validation';

interface Profile {
  readonly type?: string;
  readonly localhostProfile?: string;
}

const profileTypes = ['Localhost', 'RuntimeDefault', 'Unconfined'];

const typeErrors = (type: string | undefined, name: string, field: string): readonly FieldError[] =>
  type ? oneOf(type, profileTypes, field) : [fieldRequired(field, `type is required when ${name} is set`)];

function seccompErrors(profile: Profile | undefined, field: string): readonly FieldError[] {
  if (!profile) return [];
  const { type, localhostProfile: local } = profile;
  const errors = typeErrors(type, 'seccompProfile', `${field}.type`);
  const at = `${field}.localhostProfile`;
  if (type === 'Localhost') {
    if (local === undefined) return [...errors, fieldRequired(at, 'must be set when seccomp type is Localhost')];
    return [...errors, ...descendingPathErrors(local, at)];
  }
  if (local === undefined) return errors;
  return [
    ...errors,
    fieldInvalid(at, laterParts().struct(profile, 'Profile'), 'can only be set when seccomp type is Localhost'),
  ];
}

const longestProfile = 4095;

function appArmorErrors(profile: Profile | undefined, field: string): readonly FieldError[] {
  if (!profile) return [];
  const { type, localhostProfile: local } = profile;
  const at = `${field}.localhostProfile`;
  if (!type || !profileTypes.includes(type)) return typeErrors(type, 'appArmorProfile', `${field}.type`);
  if (type === 'Localhost') {
    const missing = [fieldRequired(at, 'must be set when AppArmor type is Localhost')];
    if (local === undefined) return missing;
    if (local.trim() !== local) return [fieldInvalid(at, local, 'must not be padded with whitespace')];
    if (local === '') return missing;
    return local.length > longestProfile ? [fieldTooLong(at, longestProfile)] : [];
  }
  return local === undefined ? [] : [fieldInvalid(at, local, 'can only be set when AppArmor type is Localhost')];
}

function mountErrors(mount: string, field: string, hostUsers: boolean | undefined): readonly FieldError[] {
  if (mount === 'Unmasked' && hostUsers !== false)
    return [fieldInvalid(field, mount, '`hostUsers` must be false to use `Unmasked`')];
  return oneOfIfSet(mount, ['Default', 'Unmasked'], field);
}

/** @param hostUsers of the pod */
export function containerSecurityErrors(
  context: SecurityContext | undefined,
  field: string,
  hostUsers: boolean | undefined,
): readonly FieldError[] {
  if (!context) return [];
  const { procMount, allowPrivilegeEscalation, privileged, capabilities } = context;
  const errors = [
    ...userIdErrors(context.runAsUser, `${field}.runAsUser`),
    ...userIdErrors(context.runAsGroup, `${field}.runAsGroup`),
    ...(procMount === undefined ? [] : mountErrors(procMount, `${field}.procMount`, hostUsers)),
    ...seccompErrors(context.seccompProfile, `${field}.seccompProfile`),
  ];
  const may = 'cannot set `allowPrivilegeEscalation` to false and';
  const refuse = (why: string) => fieldInvalid(field, laterParts().struct(context, 'SecurityContext'), `${may} ${why}`);
  if (allowPrivilegeEscalation === false) {
    if (privileged) errors.push(refuse('`privileged` to true'));
    if (capabilities?.add?.includes('CAP_SYS_ADMIN')) errors.push(refuse('`capabilities.Add` CAP_SYS_ADMIN'));
  }
  return [
    ...errors,
    ...(context.windowsOptions ? laterParts().windows(context.windowsOptions, `${field}.windowsOptions`) : []),
    ...appArmorErrors(context.appArmorProfile, `${field}.appArmorProfile`),
  ];
}

const longestSysctl = 253;
const sysctlSegment = '[a-z0-9]([-_a-z0-9]*[a-z0-9])?';
const sysctlForm = `(${sysctlSegment}[\\./])*${sysctlSegment}`;
const sysctlPattern = new RegExp(`^${sysctlForm}$`);

/** What belongs to the machine when its network, or its memory between processes, does. */
function sharedErrors(name: string, spec: PodSpec, field: string): readonly FieldError[] {
  const host = sysctlOwner(name.replaceAll('/', '.'));
  return host && spec[host] ? [fieldInvalid(field, name, `may not be specified when '${host}' is true`)] : [];
}

function sysctlOwner(name: string): 'hostIPC' | 'hostNetwork' | undefined {
  if (name.startsWith('net.')) return 'hostNetwork';
  return /^(kernel\.(sem|msg|shm|shmmax|shmall|shmmni|shm_rmid_forced|msgmax|msgmnb|msgmni)$|fs\.mqueue\.)/.test(name)
    ? 'hostIPC'
    : undefined;
}

function sysctlErrors({ sysctls = [] }: PodSecurityContext, spec: PodSpec, field: string): readonly FieldError[] {
  const names = new Set<string>();
  return sysctls.flatMap(({ name }, index) => {
    const at = `${field}[${index}].name`;
    const errors: FieldError[] = [];
    const why = `must have at most ${longestSysctl} characters and match regex ^${sysctlForm}$`;
    if (!name) errors.push(fieldRequired(at));
    else if (name.length > longestSysctl || !sysctlPattern.test(name)) errors.push(fieldInvalid(at, name, why));
    else if (names.has(name)) errors.push(fieldDuplicate(at, name));
    names.add(name);
    return [...errors, ...sharedErrors(name ?? '', spec, at)];
  });
}

export function podSecurityErrors(spec: PodSpec, parent: string): readonly FieldError[] {
  const field = `${parent}.securityContext`;
  const context = spec.securityContext ?? {};
  const errors = [
    ...userIdErrors(context.fsGroup, `${field}.fsGroup`),
    ...userIdErrors(context.runAsUser, `${field}.runAsUser`),
    ...userIdErrors(context.runAsGroup, `${field}.runAsGroup`),
    ...(context.supplementalGroups ?? []).flatMap((id, index) =>
      userIdErrors(id, `${field}.supplementalGroups[${index}]`),
    ),
  ];
  if (spec.shareProcessNamespace && spec.hostPID) {
    const why = 'ShareProcessNamespace and HostPID cannot both be enabled';
    errors.push(fieldInvalid(`${field}.shareProcessNamespace`, true, why));
  }
  const part = (
    name: 'fsGroupChangePolicy' | 'seLinuxChangePolicy' | 'supplementalGroupsPolicy',
    of: readonly string[],
  ) => (context[name] === undefined ? [] : oneOfIfSet(context[name], of, `${field}.${name}`));
  return [
    ...errors,
    ...sysctlErrors(context, spec, `${field}.sysctls`),
    ...part('fsGroupChangePolicy', ['Always', 'OnRootMismatch']),
    ...seccompErrors(context.seccompProfile, `${field}.seccompProfile`),
    ...(context.windowsOptions ? laterParts().windows(context.windowsOptions, `${field}.windowsOptions`) : []),
    ...appArmorErrors(context.appArmorProfile, `${field}.appArmorProfile`),
    ...part('supplementalGroupsPolicy', ['Merge', 'Strict']),
    ...part('seLinuxChangePolicy', ['Recursive']),
  ];
}
