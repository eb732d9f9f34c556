import type { Loose } from '../printers/description';

/** What is made for looking into something: beside the containers of a pod, as a copy of it, or as a pod on a machine. */
export type Style = 'ephemeral' | 'copy' | 'node';

export const profiles = ['legacy', 'general', 'baseline', 'restricted', 'netadmin', 'sysadmin'] as const;
export type Profile = (typeof profiles)[number];

const tracing = { capabilities: { add: ['SYS_PTRACE'] } };
const network = { capabilities: { add: ['NET_ADMIN', 'NET_RAW'] } };
const restricted = {
  allowPrivilegeEscalation: false,
  capabilities: { drop: ['ALL'] },
  runAsNonRoot: true,
  seccompProfile: { type: 'RuntimeDefault' },
};

/** What a profile lets the container that debugs do; undefined: what any container may. */
export function securityContextOf(profile: Profile, style: Style): Loose | undefined {
  if (profile === 'sysadmin') return { privileged: true };
  if (profile === 'restricted') return restricted;
  if (profile === 'netadmin') return network;
  return profile === 'general' && style !== 'node' ? tracing : undefined;
}

/** The pod that debugs a machine: what of the machine it shares. */
export function nodePodOf(profile: Profile): { readonly spec: Loose; readonly mounts: Loose } {
  if (profile === 'baseline' || profile === 'restricted') return { spec: {}, mounts: {} };
  const host = { hostIPC: true, hostNetwork: true, hostPID: true };
  if (profile === 'netadmin') return { spec: host, mounts: {} };
  return {
    spec: { ...host, volumes: [{ name: 'host-root', hostPath: { path: '/' } }] },
    mounts: { volumeMounts: [{ mountPath: '/host', name: 'host-root' }] },
  };
}
