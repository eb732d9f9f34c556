import { describe, expect, it } from 'vitest';
import type { Flow } from './testing/flow';
import { judge, replay } from './testing/flow';
import { haveRecordings, recordedList } from './testing/recordings';

const SEEDS = ['one', 'two', 'three'];

/** What differs from the recorded requests: commands that fail, what was missed, and what nobody sent on the real one. */
function differences(flow: Flow, seed: string): readonly string[] {
  const { counts, failures } = replay(flow, `${flow.name} ${seed}`);
  const { missed, strange } = judge(flow, counts);
  return [...failures, ...missed, ...strange.map((text) => `nobody sent this on the real one: ${text}`)];
}

describe.skipIf(!haveRecordings).each([
  ['with real kubelets', 'golden-flows-kubelets.json'],
  ['without the nodes', 'golden-flows.json'],
])('the same components send the same requests as on a real cluster, recorded %s', (_, file) => {
  const flows = recordedList<Flow>(file);
  for (const flow of flows) {
    it.each(SEEDS)(`${flow.name} (%s)`, (seed) => expect(differences(flow, seed)).toEqual([]));
  }
});
