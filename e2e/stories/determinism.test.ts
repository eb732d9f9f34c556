import { afterEach, describe, expect, it } from 'vitest';
import { loadShellCommands } from '../../src/cluster';
import { historyOf, replay } from '../../src/session';
import type { Command, History, WorkerMessage } from '../../src/session/protocol';
import { webDeployment } from '../../tools/sample-manifests.mjs';
import { type Visit, visit } from '../visit';
import { Wheelhouse } from '../wheelhouse';

const MANIFEST = webDeployment(3);

let visitor: Visit;
afterEach(() => visitor.close());

describe('a history that happened in Chromium', () => {
  it('happens again in Node, to the last byte of its trace', async () => {
    visitor = await visit();
    await new Wheelhouse(visitor.page).isUp();
    const worker = await visitor.page.evaluate(() =>
      performance
        .getEntriesByType('resource')
        .map((entry) => entry.name)
        .find((name) => /assets\/worker-.*\.js$/.test(name)),
    );
    expect(worker).toBeDefined();
    const script: Command[] = [
      { kind: 'start', seed: 'both', speed: 100, autoPace: false },
      { kind: 'apply', file: 'web.yaml', text: MANIFEST },
      { kind: 'run-until-quiet' },
      { kind: 'delete', file: 'web.yaml', text: MANIFEST },
      { kind: 'run-until-quiet' },
      { kind: 'history' },
    ];
    const history = await visitor.page.evaluate(runInWorker, { worker: worker!, script });
    expect(history.journal).toHaveLength(2);
    await loadShellCommands();
    expect(historyOf(replay(history)).hash).toBe(history.hash);
    visitor.expectQuiet();
  });
});

/** Runs in the page: gives a worker of its own the commands one after another, each when the last has come to rest. */
async function runInWorker({ worker: url, script }: { worker: string; script: Command[] }): Promise<History> {
  const worker = new Worker(url, { type: 'module' });
  const rest = [...script];
  return await new Promise((resolve, reject) => {
    worker.onmessage = ({ data }: MessageEvent<WorkerMessage>) => {
      if (data.kind === 'history') resolve(data.history);
      else if (data.kind === 'crash') reject(new Error(data.message));
      else if (data.kind !== 'batch') return;
      else if (data.clock.mode === 'playing' || data.clock.mode === 'paused') {
        const next = rest.shift();
        if (next) worker.postMessage(next);
      }
    };
    worker.postMessage(rest.shift());
  });
}
