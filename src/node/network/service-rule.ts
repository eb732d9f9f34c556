/** A pod that answers for a service. */
export interface Target {
  readonly address: string;
  readonly port: number;
}

/**
 * What a machine does with packets to one address and port of a service: plain data, which kube-proxy reckons and the
 * machine's kernel follows.
 */
export interface ServiceRule {
  /** `namespace/name`, with `:port` where the port has a name. */
  readonly service: string;
  readonly protocol: Transport;
  /** Undefined: every address that the machine itself has (a node port). */
  readonly address?: string;
  readonly port: number;
  /** One of these, whichever chance says. */
  readonly targets: readonly Target[];
  /** What becomes of packets when there is no target: refused, or dropped because there are some, but not where it is allowed to send. */
  readonly otherwise: 'reject' | 'drop';
  /** For who comes from outside of the cluster, where that is different (external traffic policy Local). */
  readonly fromOutside?: Pick<ServiceRule, 'targets' | 'otherwise'>;
  /** For so long a client's next connection goes to the same target. */
  readonly affinitySeconds?: number;
  /** Whoever comes from outside keeps its address: targets see the machine's otherwise. */
  readonly keepsSource?: boolean;
}

export type Transport = 'TCP' | 'UDP' | 'SCTP';

/** What a packet is looked up by. */
export function ruleKey({ protocol, address, port }: Pick<ServiceRule, 'protocol' | 'address' | 'port'>): string {
  return `${protocol} ${address ?? '*'}:${port}`;
}
