/** What security contexts of pods and of containers may say, in the order upstream looks. */
import { fieldDuplicate, fieldInvalid, fieldRequired, type FieldError } from '../apimachinery';
import type { SecurityContext } from './container';
import { laterParts } from './later';
import type { PodSecurityContext, PodSpec } from './pod-spec';
import { descendingPathErrors, oneOf, oneOfIfSet, userIdErrors } from './value-validation';

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

function appArmorErrors(profile: Profile | undefined, field: string): readonly FieldError[] {
  if (!profile) return [];
  const { type, localhostProfile: local } = profile;
  const at = `${field}.localhostProfile`;
  if (!type || !profileTypes.includes(type)) return typeErrors(type, 'appArmorProfile', `${field}.type`);
  if (type === 'Localhost') {
    const missing = [fieldRequired(at, 'must be set when AppArmor type is Localhost')];
    if (local === undefined) return missing;
    if (local.trim() !== local) return [fieldInvalid(at, local, 'must not be padded with whitespace')];
    return local === '' ? missing : [];
  }
  return local === undefined ? [] : [fieldInvalid(at, local, 'can only be set when AppArmor type is Localhost')];
}

export function containerSecurityErrors(context: SecurityContext | undefined, field: string): readonly FieldError[] {
  if (!context) return [];
  const { procMount, allowPrivilegeEscalation, privileged, capabilities } = context;
  const errors = [
    ...userIdErrors(context.runAsUser, `${field}.runAsUser`),
    ...userIdErrors(context.runAsGroup, `${field}.runAsGroup`),
    ...(procMount === undefined ? [] : oneOf(procMount, ['Default', 'Unmasked'], `${field}.procMount`)),
    ...seccompErrors(context.seccompProfile, `${field}.seccompProfile`),
  ];
  const may = 'cannot set `allowPrivilegeEscalation` to false and';
  const refuse = (why: string) => fieldInvalid(field, laterParts().struct(context, 'SecurityContext'), `${may} ${why}`);
  if (allowPrivilegeEscalation === false) {
    if (privileged) errors.push(refuse('`privileged` to true'));
    if (capabilities?.add?.includes('CAP_SYS_ADMIN')) errors.push(refuse('`capabilities.Add` CAP_SYS_ADMIN'));
  }
  return [...errors, ...appArmorErrors(context.appArmorProfile, `${field}.appArmorProfile`)];
}

const longestSysctl = 253;
const sysctlSegment = '[a-z0-9]([-_a-z0-9]*[a-z0-9])?';
const sysctlForm = `(${sysctlSegment}[\\./])*${sysctlSegment}`;
const sysctlPattern = new RegExp(`^${sysctlForm}$`);

function sysctlErrors({ sysctls = [] }: PodSecurityContext, field: string): readonly FieldError[] {
  const names = new Set<string>();
  return sysctls.flatMap(({ name }, index) => {
    const at = `${field}[${index}].name`;
    const errors: FieldError[] = [];
    const why = `must have at most ${longestSysctl} characters and match regex ${sysctlForm}`;
    if (!name) errors.push(fieldRequired(at));
    else if (name.length > longestSysctl || !sysctlPattern.test(name)) errors.push(fieldInvalid(at, name, why));
    else if (names.has(name)) errors.push(fieldDuplicate(at, name));
    names.add(name);
    return errors;
  });
}

export function podSecurityErrors(spec: PodSpec, parent: string): readonly FieldError[] {
  const field = `${parent}.securityContext`;
  const context = spec.securityContext ?? {};
  const { fsGroupChangePolicy, supplementalGroupsPolicy } = context;
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
  return [
    ...errors,
    ...oneOfIfSet(fsGroupChangePolicy, ['Always', 'OnRootMismatch'], `${field}.fsGroupChangePolicy`),
    ...sysctlErrors(context, `${field}.sysctls`),
    ...seccompErrors(context.seccompProfile, `${field}.seccompProfile`),
    ...appArmorErrors(context.appArmorProfile, `${field}.appArmorProfile`),
    ...(supplementalGroupsPolicy === undefined
      ? []
      : oneOf(supplementalGroupsPolicy, ['Merge', 'Strict'], `${field}.supplementalGroupsPolicy`)),
  ];
}
