import type { Cluster } from '../src/cluster';
import { createCluster, startCommand } from '../src/cluster';

const BOOT_MILLISECONDS = 30_000;
const LIMIT_MILLISECONDS = 600_000;
const LOOK_MILLISECONDS = 100;

export interface Rollout {
  readonly cluster: Cluster;
  readonly cpuSeconds: number;
  readonly hops: number;
}

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

/** A cluster that came up and is quiet; then a Deployment from apply to all Ready. CPU of the whole process. */
export function rollOut(pods: number, workers: number): Rollout {
  const cluster = createCluster({ seed: 'rollout', topology: { workers } });
  const { simulation } = cluster;
  const readiness = new Readiness(cluster);
  simulation.runFor(BOOT_MILLISECONDS);
  if (readiness.ready !== 0 || readiness.nodes.size !== workers) throw new Error('the cluster did not come up');
  const firstHop = simulation.trace.nextHop;
  const end = simulation.now + LIMIT_MILLISECONDS;
  const before = process.cpuUsage();
  startCommand(cluster, { kind: 'apply', file: 'web.yaml', text: manifest(pods) });
  while (readiness.ready < pods) {
    if (simulation.now > end) throw new Error(`${readiness.ready} of ${pods} pods were ready in time`);
    simulation.runFor(LOOK_MILLISECONDS);
  }
  const { user, system } = process.cpuUsage(before);
  return { cluster, cpuSeconds: (user + system) / 1e6, hops: simulation.trace.nextHop - firstHop };
}
