import type { ApiAnswer, ApiRequest } from '../../apimachinery';
import type { Component, Hop } from '../../simulation';
import type { StormWorld } from './storm-world';
import type { FaultKind } from './tally';

/** A fault that waits for its moment; it answers what mends it once that has come. */
export interface Ambush {
  readonly kind: FaultKind;
  /** How long until it is mended, in seconds, where it is not the usual. */
  readonly seconds?: readonly [number, number];
  /** Sees each message when it was sent, and how many changes of etcd came since the last one. */
  spring(hop: Hop | undefined, changes: number): (() => void) | undefined;
}

export const AMBUSHES: readonly ((world: StormWorld) => Ambush)[] = [
  afterWrite,
  afterRequest,
  beforeAnswer,
  loseAnswer,
  leaveSuccessorInTheDark,
];

/** Any component, right after the so-manyth write that etcd applied. */
function afterWrite(world: StormWorld): Ambush {
  let left = 1 + world.random.integer(40);
  const victim = world.random.pick(world.programs());
  return {
    kind: 'a component dies after some write to etcd',
    spring(_hop, changes) {
      left -= changes;
      return left > 0 ? undefined : die(world, victim);
    },
  };
}

/** Any component, right after the so-manyth request that left it: it may be carried out, and nobody hears the answer. */
function afterRequest(world: StormWorld): Ambush {
  const victim = world.random.pick(world.programs());
  let left = 1 + world.random.integer(12);
  return {
    kind: 'a component dies after one of its requests left',
    spring(hop) {
      if (hop?.kind !== 'request' || hop.from !== victim.id || isRoutine(hop)) return undefined;
      return --left > 0 ? undefined : die(world, victim);
    },
  };
}

/** An API server whose write etcd has carried out, and who hasn't heard of it yet. */
function beforeAnswer(world: StormWorld): Ambush {
  let left = 1 + world.random.integer(15);
  return {
    kind: 'an API server dies between a write and its answer',
    spring(hop) {
      if (hop?.kind !== 'response' || hop.protocol !== 'grpc') return undefined;
      const { kind, succeeded } = hop.payload as { readonly kind: string; readonly succeeded?: boolean };
      if (kind !== 'txn' || !succeeded) return undefined;
      return --left > 0 ? undefined : die(world, world.cluster.component(hop.to));
    },
  };
}

/** The connection breaks under an answer that says a write succeeded. */
function loseAnswer(world: StormWorld): Ambush {
  let left = 1 + world.random.integer(15);
  const writes = new Set<number>();
  return {
    kind: 'an answer to a write is lost',
    spring(hop) {
      if (hop?.protocol !== 'https') return undefined;
      if (hop.kind === 'request' && isWrite(hop)) writes.add(hop.id);
      if (hop.kind !== 'response' || !writes.delete(hop.exchange) || (hop.payload as ApiAnswer).status >= 300)
        return undefined;
      if (--left > 0) return undefined;
      const client = world.cluster.component(hop.to);
      world.log(`${client.id} never hears the answer to ${describe(world, hop)}`);
      for (const exchange of [...client.exchanges]) if (exchange.id === hop.exchange) exchange.peerSilent();
      return () => {};
    },
  };
}

/** A scheduler that has just bound a pod dies, and whoever comes after it still sees that pod waiting: nobody but the API server knows better. */
function leaveSuccessorInTheDark(world: StormWorld): Ambush {
  return {
    kind: 'a scheduler dies when it has bound, and its successor has not heard of it',
    seconds: [20, 40],
    spring(hop) {
      if (hop?.kind !== 'request' || !hop.from.endsWith('/kube-scheduler') || !isBinding(hop)) return undefined;
      const revive = die(world, world.cluster.component(hop.from));
      if (!revive) return undefined;
      const { network } = world.simulation;
      const followers = world.up(world.named('kube-scheduler'));
      const watches = followers.flatMap((client) =>
        [...client.exchanges].filter((each) => each.client === client && each.streams),
      );
      for (const watch of watches) network.stall(watch);
      return () => {
        revive();
        for (const watch of watches) network.resume(watch);
      };
    },
  };
}

function isBinding({ payload }: Hop): boolean {
  return (payload as Partial<ApiRequest> | null)?.path?.endsWith('/binding') ?? false;
}

function die(world: StormWorld, victim: Component): (() => void) | undefined {
  if (!victim.up) return undefined;
  world.log(`${victim.id} dies`);
  victim.kill();
  return () => victim.start();
}

function isWrite({ payload, to }: Hop): boolean {
  const { method, path } = payload as ApiRequest;
  return method !== 'GET' && !path.includes('/leases/') && !to.endsWith('/kubelet');
}

/** Leases and health checks are asked for all the time; dying of them would be all that happens. */
function isRoutine({ payload, protocol }: Hop): boolean {
  if (protocol !== 'https') return false;
  const { path = '' } = payload as Partial<ApiRequest>;
  return path.includes('/leases') || path.startsWith('/healthz');
}

function describe({ simulation }: StormWorld, { exchange }: Hop): string {
  const request = simulation.trace.hop(exchange)?.payload as ApiRequest | undefined;
  return request ? `${request.method} ${request.path}` : 'a request';
}
