/** The ports of the machine itself that pods ask for: each can be had once. */
import { isSidecar } from './pod-sums';
import type { Pod } from './pod-spec';

export interface HostPort {
  readonly ip: string;
  readonly protocol: string;
  readonly port: number;
}

const anyAddress = '0.0.0.0';
const none: readonly never[] = [];

/** Of containers that run all along: init containers that end have given theirs back by then. */
export function hostPortsOf({ spec }: Pod): readonly HostPort[] {
  const sidecars = spec.initContainers?.filter(isSidecar) ?? none;
  let found: HostPort[] | undefined;
  for (const container of [...spec.containers, ...sidecars]) {
    for (const { hostPort, hostIP, protocol } of container.ports ?? none) {
      if (hostPort) (found ??= []).push({ ip: hostIP || anyAddress, protocol: protocol ?? 'TCP', port: hostPort });
    }
  }
  return found ?? none;
}

/** The same port on the same address, or on all of them. */
export function portsConflict(a: HostPort, b: HostPort): boolean {
  if (a.port !== b.port || a.protocol !== b.protocol) return false;
  return a.ip === b.ip || a.ip === anyAddress || b.ip === anyAddress;
}
