import { execFileSync } from 'node:child_process';
import { Cluster } from '@ngrok/webernetes';
import type { ClusterApplyResource } from '@ngrok/webernetes';
import type { Benchmark } from './benchmark';
import { cpuSecondsSince } from './cpu-time';

/**
 * The peer (`@ngrok/webernetes`) at the work that `rollout.bench.ts` and `scheduling.bench.ts` give ours. It runs on the wall clock and keeps to its own image and timings; what is compared is the CPU of the whole process.
 */
const SETTLE_MILLISECONDS = 3000;
const IDLE_MILLISECONDS = 30_000;
const SCHEDULED_NODES = 5000;
const SCHEDULED_PODS = 50;

const containers = [{ name: 'main', image: 'crccheck/hello-world:1.0' }];

function deployment(replicas: number): ClusterApplyResource {
  const labels = { app: 'web' };
  const template = { metadata: { labels }, spec: { containers } };
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'web', namespace: 'default' },
    spec: { replicas, selector: { matchLabels: labels }, template },
  };
}

const wait = (milliseconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, milliseconds));

async function start(nodes: number): Promise<Cluster> {
  const cluster = new Cluster({ nodes });
  await cluster.init();
  await wait(SETTLE_MILLISECONDS);
  return cluster;
}

/** A Deployment from apply to all Ready, in CPU seconds. */
async function rollOut(cluster: Cluster, pods: number): Promise<number> {
  const before = process.cpuUsage();
  await new Promise<void>((resolve, reject) => {
    const onError = reject;
    cluster.informer(
      'deployments',
      (_change, { status }) => {
        if ((status?.readyReplicas ?? 0) >= pods) resolve();
      },
      { namespace: 'default', onError },
    );
    cluster.apply([deployment(pods)]).catch(reject);
  });
  return cpuSecondsSince(before);
}

/** Exported for the process of its own that a run gets. */
export async function rollOutOnce(pods: number, nodes: number): Promise<number> {
  const cluster = await start(nodes);
  const seconds = await rollOut(cluster, pods);
  await cluster.close();
  return seconds;
}

function rollOutElsewhere(pods: number, nodes: number): number {
  const script = `import { rollOutOnce } from ${JSON.stringify(import.meta.url)}; console.log(await rollOutOnce(${pods}, ${nodes}));`;
  return Number(execFileSync(process.execPath, ['--input-type=module', '--eval', script], { encoding: 'utf8' }));
}

function growthExponent(): number {
  return Math.log(rollOutElsewhere(2000, 20) / rollOutElsewhere(500, 5)) / Math.log(4);
}

/** How many seconds of its time one second of CPU simulates, once 500 pods run on 100 nodes. */
async function idleTimesRealTime(): Promise<number> {
  const cluster = await start(100);
  await rollOut(cluster, 500);
  await wait(SETTLE_MILLISECONDS);
  const before = process.cpuUsage();
  await wait(IDLE_MILLISECONDS);
  const seconds = cpuSecondsSince(before);
  await cluster.close();
  return IDLE_MILLISECONDS / 1000 / seconds;
}

/** All but one of the nodes are objects alone, as for ours. */
async function scheduledPerSecond(): Promise<number> {
  const cluster = await start(1);
  const { corev1 } = cluster.api;
  for (let number = 2; number <= SCHEDULED_NODES; number++)
    await corev1.createNode({ body: { metadata: { name: `node-${number}` } } });
  const bound = new Set<string>();
  const before = process.cpuUsage();
  await new Promise<void>((resolve, reject) => {
    const onError = reject;
    const onPod = (
      _change: string,
      { metadata, spec }: { metadata?: { name?: string }; spec?: { nodeName?: string } },
    ) => {
      if (spec?.nodeName && metadata?.name) bound.add(metadata.name);
      if (bound.size === SCHEDULED_PODS) resolve();
    };
    cluster.informer('pods', onPod, { namespace: 'default', onError });
    for (let number = 0; number < SCHEDULED_PODS; number++) {
      const body = { metadata: { name: `pod-${number}` }, spec: { containers } };
      corev1.createNamespacedPod({ namespace: 'default', body }).catch(reject);
    }
  });
  const seconds = cpuSecondsSince(before);
  await cluster.close();
  return SCHEDULED_PODS / seconds;
}

export const benchmarks: readonly Benchmark[] = [
  {
    name: 'webernetes-pods-1000-cpu-seconds',
    unit: 's',
    runs: 1,
    run: () => rollOutOnce(1000, 10),
    // On the machine whose budget is 2 s the peer took 43.9 s: a machine's speed does not change their ratio.
    beside: { name: 'pods-1000-cpu-seconds', ratio: 'pods-1000-times-webernetes', better: 'less', target: '≥ 22' },
  },
  {
    name: 'webernetes-idle-500-pods-times-real-time',
    unit: '×',
    runs: 1,
    run: idleTimesRealTime,
    beside: { name: 'idle-500-pods-times-real-time', ratio: 'idle-500-pods-times-webernetes', better: 'more' },
  },
  {
    name: 'webernetes-scheduling-5000-nodes-pods-per-second',
    unit: '1/s',
    runs: 1,
    run: scheduledPerSecond,
    beside: {
      name: 'scheduling-5000-nodes-pods-per-second',
      ratio: 'scheduling-5000-nodes-times-webernetes',
      better: 'more',
    },
  },
  { name: 'webernetes-pods-growth-exponent', unit: '', runs: 1, long: true, run: growthExponent },
];
