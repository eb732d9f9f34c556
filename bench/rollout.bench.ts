import { execFileSync } from 'node:child_process';
import type { Cluster } from '../src/cluster';
import { createCluster, startCommand } from '../src/cluster';
import type { Benchmark } from './benchmark';

const BOOT_MILLISECONDS = 30_000;
const LIMIT_MILLISECONDS = 600_000;
const LOOK_MILLISECONDS = 100;

interface Rollout {
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
  return { cpuSeconds: (user + system) / 1e6, hops: simulation.trace.nextHop - firstHop };
}

/** The same in a process of its own: a second rollout in this one would find everything compiled. */
function rollOutElsewhere(pods: number, workers: number): Rollout {
  const script = `import { rollOut } from ${JSON.stringify(import.meta.url)}; console.log(JSON.stringify(rollOut(${pods}, ${workers})));`;
  return JSON.parse(execFileSync(process.execPath, ['--input-type=module', '--eval', script], { encoding: 'utf8' }));
}

function hopsPerSecond(): number {
  const { hops, cpuSeconds } = rollOut(1000, 10);
  return hops / cpuSeconds;
}

/** The e of CPU ~ pods^e, over a fourfold cluster with fourfold pods. */
function growthExponent(): number {
  const small = rollOutElsewhere(500, 5);
  const large = rollOutElsewhere(2000, 20);
  return Math.log(large.cpuSeconds / small.cpuSeconds) / Math.log(4);
}

export const benchmarks: readonly Benchmark[] = [
  { name: 'pods-1000-cpu-seconds', unit: 's', run: () => rollOut(1000, 10).cpuSeconds, target: '≤ 2' },
  { name: 'hops-per-second', unit: '1/s', run: hopsPerSecond, target: '≥ 100,000' },
  { name: 'pods-growth-exponent', unit: '', run: growthExponent, target: '≤ 1.3' },
];
