import type { SELinuxOptions } from '../../api';
import { containersOf, containersText, counted, distinct, eachContainer, hasOwnUsers, quoted } from './check';
import type { Candidate, Check } from './check';

/** What lets a pod out of its box: nobody may, who isn't trusted with the machine. In the order of their ids. */
export const baselineChecks: Readonly<Record<string, Check>> = {
  appArmorProfile,
  capabilities_baseline: addedCapabilities,
  hostNamespaces,
  hostPathVolumes,
  hostPorts,
  hostProbesAndHostLifecycle: hostProbes,
  privileged: eachContainer(
    'privileged',
    ({ privileged }) => privileged === true,
    'must not set securityContext.privileged=true',
  ),
  procMount,
  seLinuxOptions,
  seccompProfile_baseline: seccompProfile,
  sysctls,
  windowsHostProcess,
};

const aged = 'container.apparmor.security.beta.kubernetes.io/';

function appArmorProfile(candidate: Candidate) {
  const parts: string[] = [];
  if (candidate.spec.securityContext?.appArmorProfile?.type === 'Unconfined')
    parts.push('pod must not set AppArmor profile type to "Unconfined"');
  const bad = containersOf(candidate).filter(
    ({ securityContext }) => securityContext?.appArmorProfile?.type === 'Unconfined',
  );
  if (bad.length > 0) parts.push(`${containersText(bad)} must not set AppArmor profile type to "Unconfined"`);
  const annotations = Object.entries(candidate.metadata.annotations ?? {})
    .filter(([name, value]) => name.startsWith(aged) && !/^(|runtime\/default|localhost\/.*)$/.test(value))
    .map(([name, value]) => `${name}=${JSON.stringify(value)}`)
    .sort();
  if (annotations.length > 0) parts.push(`${counted('annotation', annotations)} ${annotations.join(', ')}`);
  if (parts.length === 0) return undefined;
  const all = [...bad, ...annotations];
  return { what: counted('forbidden AppArmor profile', all.length > 0 ? all : [1]), where: parts.join(', ') };
}

const usual = new Set([
  ...['AUDIT_WRITE', 'CHOWN', 'DAC_OVERRIDE', 'FOWNER', 'FSETID', 'KILL', 'MKNOD', 'NET_BIND_SERVICE', 'SETFCAP'],
  ...['SETGID', 'SETPCAP', 'SETUID', 'SYS_CHROOT'],
]);

function addedCapabilities(candidate: Candidate) {
  const forbidden = (names: readonly string[] = []) => names.filter((name) => !usual.has(name));
  const bad = containersOf(candidate).filter(
    ({ securityContext }) => forbidden(securityContext?.capabilities?.add).length > 0,
  );
  if (bad.length === 0) return undefined;
  const added = distinct(bad.flatMap(({ securityContext }) => forbidden(securityContext!.capabilities!.add)));
  const where = `${containersText(bad)} must not include ${quoted(added)} in securityContext.capabilities.add`;
  return { what: 'non-default capabilities', where };
}

function hostNamespaces({ spec }: Candidate) {
  const shared = (['hostNetwork', 'hostPID', 'hostIPC'] as const).filter((name) => spec[name]);
  if (shared.length === 0) return undefined;
  return { what: 'host namespaces', where: shared.map((name) => `${name}=true`).join(', ') };
}

function hostPathVolumes({ spec }: Candidate) {
  const bad = (spec.volumes ?? []).filter(({ hostPath }) => hostPath).map(({ name }) => name);
  if (bad.length === 0) return undefined;
  return { what: 'hostPath volumes', where: `${counted('volume', bad)} ${quoted(bad)}` };
}

function hostPorts(candidate: Candidate) {
  const bad = containersOf(candidate).filter(({ ports }) => ports?.some(({ hostPort }) => hostPort));
  if (bad.length === 0) return undefined;
  const numbers = new Set(bad.flatMap(({ ports }) => (ports ?? []).map(({ hostPort }) => hostPort ?? 0)));
  numbers.delete(0);
  const ports = [...numbers].sort((a, b) => a - b);
  const use = counted('uses', bad, 'use');
  return {
    what: 'hostPort',
    where: `${containersText(bad)} ${use} ${counted('hostPort', ports)} ${ports.join(', ')}`,
  };
}

/** A probe that is sent elsewhere is sent by the node, past every policy. */
function hostProbes(candidate: Candidate) {
  const hostsOf = (container: ReturnType<typeof containersOf>[number]): readonly string[] => {
    const { livenessProbe, readinessProbe, startupProbe, lifecycle } = container;
    const all = [livenessProbe, readinessProbe, startupProbe, lifecycle?.postStart, lifecycle?.preStop];
    return all.flatMap((one) => [one?.httpGet?.host ?? '', one?.tcpSocket?.host ?? '']).filter((host) => host !== '');
  };
  const bad = containersOf(candidate).filter((container) => hostsOf(container).length > 0);
  if (bad.length === 0) return undefined;
  const hosts = distinct(bad.flatMap(hostsOf));
  const where = `${containersText(bad)} ${counted('uses', bad, 'use')} probe or lifecycle ${counted('host', hosts)} ${quoted(hosts)}`;
  return { what: 'probe or lifecycle host', where };
}

function procMount(candidate: Candidate, minor: number) {
  if (hasOwnUsers(candidate, minor)) return undefined;
  const mountOf = (container: ReturnType<typeof containersOf>[number]) =>
    container.securityContext?.procMount ?? 'Default';
  const bad = containersOf(candidate).filter((container) => mountOf(container) !== 'Default');
  if (bad.length === 0) return undefined;
  const values = distinct(bad.map(mountOf));
  return {
    what: 'procMount',
    where: `${containersText(bad)} must not set securityContext.procMount to ${quoted(values)}`,
  };
}

const labels = new Set(['', 'container_t', 'container_init_t', 'container_kvm_t', 'container_engine_t']);

function seLinuxOptions(candidate: Candidate) {
  const isBad = (options: SELinuxOptions | undefined): boolean =>
    options !== undefined && (!labels.has(options.type ?? '') || !!options.user || !!options.role);
  const { seLinuxOptions: ofPod } = candidate.spec.securityContext ?? {};
  const bad = containersOf(candidate).filter(({ securityContext }) => isBad(securityContext?.seLinuxOptions));
  const all = [ofPod, ...bad.map(({ securityContext }) => securityContext?.seLinuxOptions)].filter(isBad);
  if (all.length === 0) return undefined;
  const setters = [...(isBad(ofPod) ? ['pod'] : []), ...(bad.length > 0 ? [containersText(bad)] : [])];
  const types = distinct(all.map((options) => options!.type ?? '').filter((type) => !labels.has(type)));
  const parts = [
    ...(types.length > 0 ? [`${counted('type', types)} ${quoted(types)}`] : []),
    ...(all.some((options) => options!.user) ? ['user may not be set'] : []),
    ...(all.some((options) => options!.role) ? ['role may not be set'] : []),
  ];
  return {
    what: 'seLinuxOptions',
    where: `${setters.join(' and ')} set forbidden securityContext.seLinuxOptions: ${parts.join('; ')}`,
  };
}

function seccompProfile(candidate: Candidate) {
  const unconfined = 'must not set securityContext.seccompProfile.type to "Unconfined"';
  const bad = containersOf(candidate).filter(
    ({ securityContext }) => securityContext?.seccompProfile?.type === 'Unconfined',
  );
  const isBadPod = candidate.spec.securityContext?.seccompProfile?.type === 'Unconfined';
  const setters = [...(isBadPod ? ['pod'] : []), ...(bad.length > 0 ? [containersText(bad)] : [])];
  return setters.length === 0 ? undefined : { what: 'seccompProfile', where: `${setters.join(' and ')} ${unconfined}` };
}

const safeSysctls = new Set([
  ...['kernel.shm_rmid_forced', 'net.ipv4.ip_local_port_range', 'net.ipv4.tcp_syncookies', 'net.ipv4.ping_group_range'],
  ...['net.ipv4.ip_unprivileged_port_start', 'net.ipv4.ip_local_reserved_ports', 'net.ipv4.tcp_keepalive_time'],
  ...['net.ipv4.tcp_fin_timeout', 'net.ipv4.tcp_keepalive_intvl', 'net.ipv4.tcp_keepalive_probes'],
  ...['net.ipv4.tcp_rmem', 'net.ipv4.tcp_wmem'],
]);

function sysctls({ spec }: Candidate) {
  const bad = (spec.securityContext?.sysctls ?? []).map(({ name }) => name).filter((name) => !safeSysctls.has(name));
  return bad.length === 0 ? undefined : { what: 'forbidden sysctls', where: bad.join(', ') };
}

function windowsHostProcess(candidate: Candidate) {
  const demand = 'must not set securityContext.windowsOptions.hostProcess=true';
  const bad = containersOf(candidate).filter(({ securityContext }) => securityContext?.windowsOptions?.hostProcess);
  const isBadPod = candidate.spec.securityContext?.windowsOptions?.hostProcess;
  const setters = [...(isBadPod ? ['pod'] : []), ...(bad.length > 0 ? [containersText(bad)] : [])];
  return setters.length === 0 ? undefined : { what: 'hostProcess', where: `${setters.join(' and ')} ${demand}` };
}
