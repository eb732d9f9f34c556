import type { Host, Random } from '../../simulation';
import type { ServiceRule, Target, Transport } from './service-rule';
import { ruleKey } from './service-rule';
import type { PodTraffic, Via } from './traffic';

/** What the rules of a machine say of a packet: where it goes instead, that it is refused or dropped, or nothing. */
export type Verdict =
  | { readonly kind: 'forward'; readonly target: Target; readonly via: Via; readonly keepsSource: boolean }
  | { readonly kind: 'reject'; readonly via: Via }
  | { readonly kind: 'drop'; readonly via: Via };

interface Remembered {
  readonly target: Target;
  readonly at: number;
}

const KERNEL_NAME = 'network';

/**
 * The part of a machine's kernel that leads packets on: rules that kube-proxy wrote and clients it remembers. It outlives
 * kube-proxy, and is empty after a restart of the machine.
 */
export class MachineNetwork {
  /** The machine's own addresses. */
  readonly addresses = new Set<string>();
  private readonly host: Host;
  private readonly random: Random;
  private rules: ReadonlyMap<string, ServiceRule> = new Map();
  /** rule and client → where its last connection went */
  private readonly remembered = new Map<string, Remembered>();

  private constructor(host: Host) {
    this.host = host;
    this.random = host.simulation.random(`${host.name} packets`);
  }

  static of(host: Host): MachineNetwork {
    const known = host.kernel.get(KERNEL_NAME) as MachineNetwork | undefined;
    if (known) return known;
    const network = new MachineNetwork(host);
    host.kernel.set(KERNEL_NAME, network);
    return network;
  }

  get ruleCount(): number {
    return this.rules.size;
  }

  /** All rules at once, as one transaction replaces them. */
  load(rules: readonly ServiceRule[]): void {
    this.rules = new Map(rules.map((rule) => [ruleKey(rule), rule]));
  }

  /** @param outside whether it reached the machine over the wire, rather than from a program on it */
  route({ kind, host, port, source }: PodTraffic, outside: boolean): Verdict | undefined {
    const protocol: Transport = kind === 'dns' ? 'UDP' : 'TCP';
    const rule = this.ruleFor(protocol, host, port);
    if (!rule) return undefined;
    const via: Via = { address: host, port, service: rule.service };
    const { targets, otherwise } = (outside && rule.fromOutside) || rule;
    if (targets.length === 0) return { kind: otherwise, via };
    const target = this.choose(rule, targets, source);
    return { kind: 'forward', target, via, keepsSource: rule.keepsSource ?? false };
  }

  private ruleFor(protocol: Transport, address: string, port: number): ServiceRule | undefined {
    const own = this.rules.get(ruleKey({ protocol, address, port }));
    return own ?? (this.addresses.has(address) ? this.rules.get(ruleKey({ protocol, port })) : undefined);
  }

  private choose(rule: ServiceRule, targets: readonly Target[], client: string): Target {
    if (rule.affinitySeconds === undefined) return this.random.pick(targets);
    const key = `${rule.service} ${client}`;
    const { now } = this.host.simulation;
    const last = this.remembered.get(key);
    const fresh = last && now - last.at <= rule.affinitySeconds * 1000;
    const still =
      fresh && targets.find(({ address, port }) => address === last.target.address && port === last.target.port);
    const target = still || this.random.pick(targets);
    this.remembered.set(key, { target, at: now });
    return target;
  }
}
