import { describe, expect, it } from 'vitest';
import { Simulation } from '../../simulation';
import { MachineNetwork } from './machine-network';
import type { ServiceRule } from './service-rule';

const TARGETS = [2, 3, 4].map((last) => ({ address: `10.244.0.${last}`, port: 8080 }));
const RULE: ServiceRule = {
  service: 'default/web',
  protocol: 'TCP',
  address: '10.96.1.1',
  port: 80,
  targets: TARGETS,
  otherwise: 'reject',
};

function machine(rule: Partial<ServiceRule> = {}) {
  const simulation = new Simulation({ seed: 'packets' });
  const host = simulation.addHost('worker-1');
  MachineNetwork.of(host).load([{ ...RULE, ...rule }]);
  const route = (source = '10.244.9.9', to = '10.96.1.1', port = 80, outside = false) =>
    MachineNetwork.of(host).route({ kind: 'tcp', host: to, port, source }, outside);
  const target = (source?: string) => {
    const verdict = route(source);
    return verdict?.kind === 'forward' ? verdict.target.address : verdict?.kind;
  };
  return { simulation, host, route, target };
}

describe('packets to a service', () => {
  it('go to each target about as often as to the others', () => {
    const { target } = machine();
    const counts = new Map<string, number>();
    for (let packet = 0; packet < 3000; packet++) counts.set(target()!, (counts.get(target()!) ?? 0) + 1);
    expect([...counts.keys()].sort()).toEqual(TARGETS.map(({ address }) => address));
    for (const count of counts.values()) expect(Math.abs(count - 1000)).toBeLessThan(120);
  });

  it('of one client go to the same target, as long as the affinity lasts and the target is there', () => {
    const { simulation, host, target } = machine({ affinitySeconds: 60 });
    const chosen = target('a');
    for (let round = 0; round < 20; round++) {
      expect(target('a')).toBe(chosen);
      simulation.runFor(50_000);
    }
    const others = TARGETS.filter(({ address }) => address !== chosen);
    MachineNetwork.of(host).load([{ ...RULE, affinitySeconds: 60, targets: others }]);
    expect(target('a')).not.toBe(chosen);
  });

  it('are refused or dropped where no target is, and not its business at another address or port', () => {
    expect(machine({ targets: [] }).target()).toBe('reject');
    expect(machine({ targets: [], otherwise: 'drop' }).target()).toBe('drop');
    const { route } = machine();
    expect(route(undefined, '10.96.1.2')).toBeUndefined();
    expect(route(undefined, '10.96.1.1', 81)).toBeUndefined();
  });

  it('reach node ports at the machine’s own addresses alone', () => {
    const { host, route } = machine({ address: undefined, port: 30080 });
    expect(route(undefined, '10.0.0.21', 30080)).toBeUndefined();
    MachineNetwork.of(host).addresses.add('10.0.0.21');
    expect(route(undefined, '10.0.0.21', 30080)?.kind).toBe('forward');
  });

  it('find no rules after the machine was switched off and on', () => {
    const { host, route } = machine();
    host.crash();
    host.restart();
    expect(route()).toBeUndefined();
  });
});
