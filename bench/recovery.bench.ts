import type { Command, JournalEntry, Story, WorkerMessage } from '../src/session/protocol';
import { webDeployment } from '../tools/sample-manifests.mjs';
import type { Benchmark } from './benchmark';
import { openCluster } from './open-app';

const MINUTE = 60_000;

/** Ten simulated minutes of somebody who tries things: a Deployment, a larger one, a machine switched off and on, all deleted. */
const script: readonly Command[] = [
  { kind: 'start', seed: 'recovery', speed: 1, autoPace: false },
  { kind: 'apply', file: 'web.yaml', text: webDeployment(3) },
  { kind: 'run-to', at: 2 * MINUTE },
  { kind: 'apply', file: 'web.yaml', text: webDeployment(6) },
  { kind: 'run-to', at: 4 * MINUTE },
  { kind: 'fault', fault: { action: 'power-off', machine: 'worker-2' } },
  { kind: 'run-to', at: 7 * MINUTE },
  { kind: 'fault', fault: { action: 'power-on', machine: 'worker-2' } },
  { kind: 'run-to', at: 9 * MINUTE },
  { kind: 'delete', file: 'web.yaml', text: webDeployment(3) },
  { kind: 'run-to', at: 10 * MINUTE },
];

/** From the start of a new worker, its script to be compiled, until it stands where the one before stood. */
async function recovery(): Promise<number> {
  const app = await openCluster();
  // The page's own cluster stands still meanwhile: it would take its share of the processor.
  await app.page.keyboard.press(' ');
  const worker = await app.page.evaluate(
    () => performance.getEntriesByType('resource').find(({ name }) => /worker-.*\.js$/.test(name))?.name ?? '',
  );
  const story = await app.page.evaluate(tellStory, { worker, script: [...script] });
  const milliseconds = await app.page.evaluate(runAgain, { worker, story });
  await app.close();
  return milliseconds;
}

/** Runs in the page: gives a worker the commands one after another, each when the one before has come to rest; the record. */
async function tellStory({ worker: url, script: commands }: { worker: string; script: Command[] }): Promise<Story> {
  const worker = new Worker(url, { type: 'module' });
  const rest = [...commands];
  const journal: JournalEntry[] = [];
  const next = () => worker.postMessage(rest.shift());
  return await new Promise((resolve) => {
    worker.onmessage = ({ data }: MessageEvent<WorkerMessage>) => {
      if (data.kind === 'record') {
        journal.splice(data.keep, Number.POSITIVE_INFINITY, ...data.entries);
        const { seed, events, now, standing } = data;
        if (rest.length === 0 && !standing.playing && now >= 600_000) {
          worker.terminate();
          resolve({ seed, journal, events, now, standing });
        }
      } else if (
        data.kind === 'batch' &&
        (data.clock.mode === 'playing' || data.clock.mode === 'paused') &&
        rest.length > 0
      )
        next();
    };
    next();
  });
}

/** Runs in the page: how long it takes until another worker tells the moment at which the record ends. */
async function runAgain({ worker: url, story }: { worker: string; story: Story }): Promise<number> {
  const began = performance.now();
  const worker = new Worker(url, { type: 'module' });
  return await new Promise((resolve) => {
    worker.onmessage = ({ data }: MessageEvent<WorkerMessage>) => {
      if (data.kind === 'batch' && data.clock.now >= story.now) resolve(performance.now() - began);
    };
    worker.postMessage({ kind: 'start', seed: story.seed, speed: 1, autoPace: false, story });
  });
}

export const benchmarks: readonly Benchmark[] = [
  { name: 'recovery-milliseconds', unit: 'ms', target: '≤ 2,000', ofBuiltApp: true, run: recovery },
];
