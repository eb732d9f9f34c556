import type { Cluster } from '../src/cluster';
import { createCluster, loadShellCommands, startCommand } from '../src/cluster';

// As in the product's worker, which loads them before anybody can start a container.
await loadShellCommands();

const BOOT_MILLISECONDS = 30_000;
const LIMIT_MILLISECONDS = 600_000;
const LOOK_MILLISECONDS = 100;

function manifest(pods: number): string {
  return `apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
spec:
  replicas: ${pods}
  selector:
    matchLabels:
      app: web
  template:
    metadata:
      labels:
        app: web
    spec:
      containers:
      - name: main
        image: nginx:1.25
`;
}

/** How many pods the deployment reports as ready, read where etcd has it. */
class Readiness {
  readonly #cluster: Cluster;
  #revision = 0;
  #ready = 0;
  readonly nodes = new Set<string>();

  constructor(cluster: Cluster) {
    this.#cluster = cluster;
  }

  get ready(): number {
    for (const { revision, key, value } of this.#cluster.changesAfter(this.#revision)) {
      this.#revision = Math.max(this.#revision, revision);
      const object = value as any;
      if (key === '/registry/deployments/default/web') this.#ready = object?.status?.readyReplicas ?? 0;
      if (key.startsWith('/registry/minions/') && isReady(object)) this.nodes.add(key);
    }
    return this.#ready;
  }
}

function isReady(node: any): boolean {
  return node?.status?.conditions?.some(({ type, status }: any) => type === 'Ready' && status === 'True') ?? false;
}

/** A cluster that came up and is quiet. */
export class BootedCluster {
  readonly cluster: Cluster;
  readonly #readiness: Readiness;

  constructor(workers: number) {
    this.cluster = createCluster({ seed: 'rollout', topology: { workers } });
    this.#readiness = new Readiness(this.cluster);
    this.cluster.simulation.runFor(BOOT_MILLISECONDS);
    if (this.#readiness.ready !== 0 || this.#readiness.nodes.size !== workers)
      throw new Error('the cluster did not come up');
  }

  /** A Deployment from apply to all Ready. Answers how many messages that took. */
  rollOut(pods: number): number {
    const { simulation } = this.cluster;
    const firstHop = simulation.trace.nextHop;
    const end = simulation.now + LIMIT_MILLISECONDS;
    startCommand(this.cluster, { kind: 'apply', file: 'web.yaml', text: manifest(pods) });
    while (this.#readiness.ready < pods) {
      if (simulation.now > end) throw new Error(`${this.#readiness.ready} of ${pods} pods were ready in time`);
      simulation.runFor(LOOK_MILLISECONDS);
    }
    return simulation.trace.nextHop - firstHop;
  }

  /** Nobody does anything for a while. */
  idle(milliseconds: number): void {
    this.cluster.simulation.runFor(milliseconds);
  }
}
