import type { Component, ServerCall } from '../simulation';

/** Who has the laptop's ports; it comes with the command that opens them. */
export interface PortsDoor {
  deliver(call: ServerCall): void;
}

const NAME = 'local ports';

/** Undefined where no port was ever opened since the machine started. */
export const portsOf = ({ host }: Component): PortsDoor | undefined => host.kernel.get(NAME) as PortsDoor | undefined;

export function setPorts({ host }: Component, ports: PortsDoor): void {
  host.kernel.set(NAME, ports);
}
