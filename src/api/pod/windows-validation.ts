/** Options for containers of Windows, and what pods of one operating system can't say of the other's. */
import {
  fieldForbidden,
  fieldInvalid,
  fieldInvalids,
  validateDns1123Subdomain,
  type FieldError,
} from '../../apimachinery';
import type { WindowsSecurityContextOptions } from './container';
import type { PodSpec } from './pod-spec';

const largestSpec = 64 * 1024;
const longestUser = 104;
const longestDomain = 256;
const netBios = /^[^\\/:*?"<>|.][^\\/:*?"<>|]{0,14}$/;
const domainPart = '[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?';
const domainName = new RegExp(`^${domainPart}(\\.${domainPart})*\\.?$`);
const unfit = /["/\\:;|=,+*?<>@[\]]/;

/** Who processes run as: a name, with their domain before a backslash. */
function userProblems(whole: string): readonly string[] {
  if (whole === '') return ['runAsUserName cannot be an empty string'];
  // oxlint-disable-next-line no-control-regex
  if (/[\u0000-\u001f\u007f]/.test(whole)) return ['runAsUserName cannot contain control characters'];
  const parts = whole.split('\\');
  if (parts.length > 2) return ['runAsUserName cannot contain more than one backslash'];
  const user = parts.at(-1)!;
  const problems: string[] = [];
  if (parts.length === 2) {
    const domain = parts[0]!;
    if (domain.length >= longestDomain) problems.push("runAsUserName's Domain length must be under 256 characters");
    if (!netBios.test(domain) && !domainName.test(domain))
      problems.push("runAsUserName's Domain doesn't match the NetBios nor the DNS format");
  }
  if (user === '') problems.push("runAsUserName's User cannot be empty");
  else if (user.length > longestUser)
    problems.push("runAsUserName's User length must not be longer than 104 characters");
  if (user !== '' && /^[. ]+$/.test(user)) problems.push("runAsUserName's User cannot contain only periods or spaces");
  if (unfit.test(user))
    problems.push(`runAsUserName's User cannot contain the following characters: "/\\:;|=,+*?<>@[]`);
  return problems;
}

export function windowsOptionsErrors(options: WindowsSecurityContextOptions, field: string): readonly FieldError[] {
  const { gmsaCredentialSpecName: name, gmsaCredentialSpec: spec, runAsUserName: user } = options;
  const errors: FieldError[] = [];
  if (name !== undefined)
    errors.push(...fieldInvalids(`${field}.gmsaCredentialSpecName`, name, validateDns1123Subdomain(name)));
  if (spec === '')
    errors.push(fieldInvalid(`${field}.gmsaCredentialSpec`, spec, 'gmsaCredentialSpec cannot be an empty string'));
  if ((spec ?? '').length > largestSpec)
    errors.push(fieldInvalid(`${field}.gmsaCredentialSpec`, spec, 'gmsaCredentialSpec size must be under 64 KiB'));
  if (user !== undefined) errors.push(...fieldInvalids(`${field}.runAsUserName`, user, userProblems(user)));
  return errors;
}

const lists = ['initContainers', 'containers', 'ephemeralContainers'] as const;

type Loose = Readonly<Record<string, unknown>>;

/** Paths of those of these fields that somebody set. */
const given = (holder: object | undefined, names: readonly string[], at: string): readonly string[] =>
  names.filter((name) => (holder as Loose | undefined)?.[name] !== undefined).map((name) => `${at}.${name}`);

// In the order upstream looks; what is true of the machine counts where it is true.
const ofPod = ['appArmorProfile', 'seLinuxOptions'];
const shared = ['hostPID', 'hostIPC'] as const;
const ofPodToo = ['seccompProfile', 'fsGroup', 'fsGroupChangePolicy', 'sysctls'];
const ofPodAtLast = [
  'runAsUser',
  'runAsGroup',
  'supplementalGroups',
  'supplementalGroupsPolicy',
  'seLinuxChangePolicy',
];
const ofContainers = [
  ...['appArmorProfile', 'seLinuxOptions', 'seccompProfile', 'capabilities', 'readOnlyRootFilesystem', 'privileged'],
  ...['allowPrivilegeEscalation', 'procMount', 'runAsUser', 'runAsGroup'],
];

const securityOf = (spec: PodSpec, each: (context: object | undefined, at: string) => readonly string[]) =>
  lists.flatMap((list) =>
    (spec[list] ?? []).flatMap((one, index) => each(one.securityContext, `${list}[${index}].securityContext`)),
  );

function onWindows(spec: PodSpec): readonly string[] {
  const { securityContext: context } = spec;
  return [
    ...given(context, ofPod, 'securityContext'),
    ...(spec.hostUsers === undefined ? [] : ['hostUsers']),
    ...shared.filter((name) => spec[name]),
    ...given(context, ofPodToo, 'securityContext'),
    ...(spec.shareProcessNamespace === undefined ? [] : ['shareProcessNamespace']),
    ...given(context, ofPodAtLast, 'securityContext'),
    ...securityOf(spec, (one, at) => given(one, ofContainers, at)),
  ];
}

const onLinux = (spec: PodSpec): readonly string[] => [
  ...given(spec.securityContext, ['windowsOptions'], 'securityContext'),
  ...securityOf(spec, (one, at) => given(one, ['windowsOptions'], at)),
];

/** Containers that are processes of the machine: all of a pod or none, and on the machine's network. */
export function hostProcessErrors(spec: PodSpec, field: string): readonly FieldError[] {
  const ofAll = spec.securityContext?.windowsOptions?.hostProcess;
  const errors: FieldError[] = [];
  const each = lists.flatMap((list) =>
    (spec[list] ?? []).map((container, index) => {
      const own = container.securityContext?.windowsOptions?.hostProcess;
      const at = `${field}.${list}[${index}].securityContext.windowsOptions.hostProcess`;
      const why = `pod hostProcess value must be identical if both are specified, was ${ofAll}`;
      if (own !== undefined && ofAll !== undefined && own !== ofAll) errors.push(fieldInvalid(at, own, why));
      return own ?? ofAll ?? false;
    }),
  );
  if (!each.includes(true)) return errors;
  if (each.includes(false)) {
    const why = 'If pod contains any hostProcess containers then all containers must be HostProcess containers';
    errors.push(fieldInvalid(field, '', why));
  }
  const why = 'hostNetwork must be true if pod contains any hostProcess containers';
  if (!spec.hostNetwork) errors.push(fieldInvalid(`${field}.hostNetwork`, false, why));
  return errors;
}

/** In a pod's spec: what its operating system doesn't know. @param field of the spec */
export function systemErrors(spec: PodSpec, field: string): readonly FieldError[] {
  const refuse = (names: readonly string[], why: string) =>
    names.map((name) => fieldForbidden(`${field}.${name}`, why));
  const system = spec.os?.name;
  return [
    ...(system === 'windows' ? refuse(onWindows(spec), 'cannot be set for a windows pod') : []),
    ...(system === 'linux' ? refuse(onLinux(spec), 'windows options cannot be set for a linux pod') : []),
  ];
}
