import { execFileSync } from 'node:child_process';
import type { Benchmark } from './benchmark';
import { rollOut } from './rollout';

/** Exported for the process of its own that a run gets: a second rollout in this one would find everything compiled. */
export function rollOutSeconds(pods: number, workers: number): number {
  return rollOut(pods, workers).cpuSeconds;
}

function rollOutElsewhere(pods: number, workers: number): number {
  const script = `import { rollOutSeconds } from ${JSON.stringify(import.meta.url)}; console.log(rollOutSeconds(${pods}, ${workers}));`;
  return Number(execFileSync(process.execPath, ['--input-type=module', '--eval', script], { encoding: 'utf8' }));
}

function hopsPerSecond(): number {
  const { hops, cpuSeconds } = rollOut(1000, 10);
  return hops / cpuSeconds;
}

/** What it costs where little is left to compile: a page that has been open for a while. Each rollout has a cluster of its own. */
function thirdRollout(): number {
  rollOut(1000, 10);
  rollOut(1000, 10);
  return rollOut(1000, 10).cpuSeconds;
}

/** The e of CPU ~ pods^e, over a fourfold cluster with fourfold pods. */
function growthExponent(): number {
  return Math.log(rollOutElsewhere(2000, 20) / rollOutElsewhere(500, 5)) / Math.log(4);
}

export const benchmarks: readonly Benchmark[] = [
  { name: 'pods-1000-cpu-seconds', unit: 's', run: () => rollOut(1000, 10).cpuSeconds, target: '≤ 2' },
  { name: 'hops-per-second', unit: '1/s', run: hopsPerSecond, target: '≥ 100,000' },
  { name: 'pods-1000-third-rollout-cpu-seconds', unit: 's', runs: 3, run: thirdRollout },
  { name: 'pods-growth-exponent', unit: '', run: growthExponent, target: '≤ 1.3' },
];
