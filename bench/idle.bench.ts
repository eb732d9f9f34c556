import type { Benchmark } from './benchmark';
import { rollOut } from './rollout';

const SETTLE_MILLISECONDS = 60_000;
const IDLE_MILLISECONDS = 600_000;

/** How many seconds of its time one second of CPU simulates, once 500 pods run on 100 nodes and nobody does anything. */
function timesRealTime(): number {
  const { simulation } = rollOut(500, 100).cluster;
  simulation.runFor(SETTLE_MILLISECONDS);
  const before = process.cpuUsage();
  simulation.runFor(IDLE_MILLISECONDS);
  const { user, system } = process.cpuUsage(before);
  return IDLE_MILLISECONDS / 1000 / ((user + system) / 1e6);
}

export const benchmarks: readonly Benchmark[] = [
  { name: 'idle-500-pods-times-real-time', unit: '×', runs: 3, run: timesRealTime, target: '≥ 300' },
];
