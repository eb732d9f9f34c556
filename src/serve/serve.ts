import { randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { EPOCH_MILLISECONDS } from '../apimachinery';
import { createCluster, DEFAULT_TOPOLOGY, loadCommands, loadShellCommands } from '../cluster';
import type { Cluster } from '../cluster';
import { AuditLog } from './audit-log';
import { makeCertificate } from './certificate';
import type { Clock } from './clock';
import { RealClock, SteppedClock } from './clock';
import { Control } from './control';
import { Door } from './door';
import { Guard } from './guard';
import { HostAddresses } from './host-addresses';
import { kubeconfigText } from './kubeconfig';
import type { ServeOptions } from './options';
import { decodeProtobuf } from './protobuf/decode';
import { Terminal } from './terminal';
import { World } from './world';

/** How much of the past the trace of a served cluster keeps. */
const TRACE_MILLISECONDS = 300_000;

/** A cluster comes up faster than real time: it begins this long ago. */
const EARLIER_MILLISECONDS = 60_000;

/** A cluster that is being served. */
export interface Served {
  /** `https://127.0.0.1:6443` */
  readonly address: string;
  readonly token: string;
  /** PEM; a client has to trust it. */
  readonly certificate: string;
  readonly cluster: Cluster;
  close(): Promise<void>;
}

/** Brings a cluster up and opens the port. Fails with the system's error when the port or a file can't be had. */
export async function serve(options: ServeOptions): Promise<Served> {
  const token = options.token ?? randomBytes(16).toString('hex');
  const addresses = new HostAddresses(() => cluster);
  const log = options.auditLog === undefined ? undefined : new AuditLog(options.auditLog, addresses);
  // Clients reckon ages by their own clock. A stepped one begins where every history does.
  const present = options.clock === 'real' ? () => Date.now() - EPOCH_MILLISECONDS : undefined;
  const cluster = createCluster({
    seed: options.seed,
    topology: { ...DEFAULT_TOPOLOGY, workers: options.workers },
    traceLimitMilliseconds: TRACE_MILLISECONDS,
    pretendedMachines: true,
    ...(present && { startsAt: Math.floor(present() / 1000) * 1000 - EARLIER_MILLISECONDS }),
    // What a stepped clock is for is compared with a cluster that was recorded without add-ons.
    dns: options.dns ?? options.clock === 'real',
    staticTokens: { [token]: { name: 'admin', groups: ['system:masters'] } },
    audit: log && ((record) => log.add(record)),
  });
  const flush = () => log?.flush();
  const clock = makeClock(options, cluster, flush);
  const world = new World(cluster, clock);
  const certificate = await makeCertificate();
  await Promise.all([loadCommands(), loadShellCommands()]);
  const control = new Control(clock, new Terminal(cluster, clock));
  const guard = new Guard(token);
  const door = new Door({ certificate, guard, world, control, decode: decodeProtobuf, beforeAnswer: flush });
  const address = await door.listen(options.port);
  try {
    log?.open();
    if (options.kubeconfig !== undefined)
      writeFileSync(options.kubeconfig, kubeconfigText(address, certificate.certificate, token), { mode: 0o600 });
  } catch (error) {
    await door.close();
    throw error;
  }
  world.boot(present);
  const close = async (): Promise<void> => {
    clock.stop();
    await door.close();
    log?.close();
  };
  return { address, token, certificate: certificate.certificate, cluster, close };
}

function makeClock({ clock }: ServeOptions, { simulation }: Cluster, moved: () => void): Clock {
  return clock === 'stepped' ? new SteppedClock(simulation, moved) : new RealClock(simulation, moved);
}
