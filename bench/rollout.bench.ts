import type { Benchmark } from './benchmark';
import { cpuSecondsSince } from './cpu-time';
import { BootedCluster } from './rollout';
import { SimulationPage } from './simulation-page';

const PODS = 1000;
const NODES = 10;
const ROLLOUTS = 5;
const SETTLE_MILLISECONDS = 60_000;
const IDLE_MILLISECONDS = 600_000;

async function withPage<T>(work: (page: SimulationPage) => Promise<T>): Promise<T> {
  const page = await SimulationPage.open();
  try {
    return await work(page);
  } finally {
    await page.close();
  }
}

/** Each in a cluster of its own that has come up and is quiet. */
async function rollouts(page: SimulationPage, count: number, pods = PODS, nodes = NODES) {
  const measured = [];
  for (let number = 0; number < count; number++) {
    await page.boot(nodes);
    measured.push(await page.rollOut(pods));
  }
  return measured;
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}

const medianRollout = (): Promise<number> =>
  withPage(async (page) => median((await rollouts(page, ROLLOUTS)).map(({ cpuSeconds }) => cpuSeconds)));

const medianHopsPerSecond = (): Promise<number> =>
  withPage(async (page) => median((await rollouts(page, ROLLOUTS)).map(({ hops, cpuSeconds }) => hops / cpuSeconds)));

const firstRollout = (): Promise<number> => withPage(async (page) => (await rollouts(page, 1))[0]!.cpuSeconds);

/** The e of CPU ~ pods^e, over a fourfold cluster with fourfold pods, each in a page of its own. */
async function growthExponent(): Promise<number> {
  const small = await withPage((page) => rollouts(page, ROLLOUTS, 500, 5));
  const large = await withPage((page) => rollouts(page, ROLLOUTS, 2000, 20));
  const [less, more] = [small, large].map((each) => median(each.map(({ cpuSeconds }) => cpuSeconds)));
  return Math.log(more! / less!) / Math.log(4);
}

/** How many seconds of its time one second of CPU simulates, once 500 pods run on 100 nodes and nobody does anything. */
const idleTimesRealTime = (): Promise<number> =>
  withPage(async (page) => {
    await rollouts(page, 1, 500, 100);
    await page.idle(SETTLE_MILLISECONDS);
    const { cpuSeconds } = await page.idle(IDLE_MILLISECONDS);
    return IDLE_MILLISECONDS / 1000 / cpuSeconds;
  });

/** In Node, whose engine is years older than the browser's: what a process that serves a cluster pays for its first rollout. */
function firstRolloutInNode(): number {
  const booted = new BootedCluster(NODES);
  const before = process.cpuUsage();
  booted.rollOut(PODS);
  return cpuSecondsSince(before);
}

export const benchmarks: readonly Benchmark[] = [
  { name: 'pods-1000-cpu-seconds', unit: 's', runs: 3, run: medianRollout, target: '≤ 2' },
  { name: 'hops-per-second', unit: '1/s', runs: 3, run: medianHopsPerSecond, target: '≥ 100,000' },
  { name: 'pods-1000-first-rollout-cpu-seconds', unit: 's', run: firstRollout },
  { name: 'pods-1000-first-rollout-in-node-cpu-seconds', unit: 's', run: firstRolloutInNode },
  { name: 'pods-growth-exponent', unit: '', runs: 1, run: growthExponent, target: '≤ 1.3' },
  { name: 'idle-500-pods-times-real-time', unit: '×', runs: 3, run: idleTimesRealTime, target: '≥ 300' },
];
