import { describe, expect, it } from 'vitest';
import type { Flow } from './testing/flow';
import { judge, replay } from './testing/flow';
import { conformancePage, haveRecordings, recordedList } from './testing/recordings';

/** What a story waits for; one that holds nevertheless fails here, so that the list stays true. */
const NOT_YET: Readonly<Record<string, string>> = {
  'a namespace goes': 'kinds that it empties are not all served yet',
  'a service account is made and used': 'roles are no kind of ours yet',
  'a pod that fits nowhere, until a node comes': 'machines that come with a Node object are not there yet',
  preemption: 'priority classes are no kind of ours yet',
};

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
  for (const flow of flows.filter(({ name }) => !NOT_YET[name])) {
    it.each(SEEDS)(`${flow.name} (%s)`, (seed) => expect(differences(flow, seed)).toEqual([]));
  }

  for (const flow of flows.filter(({ name }) => NOT_YET[name])) {
    it(`${flow.name}: not yet, ${NOT_YET[flow.name]}`, () => {
      expect(differences(flow, 'one'), 'it holds: take it off the list').not.toEqual([]);
    });
  }
});

describe('docs/conformance.md', () => {
  const page = conformancePage();

  it.each(Object.entries(NOT_YET))('tells people that "%s" is not there yet: %s', (name, why) => {
    expect(page).toContain(`| ${name} | ${why} |`);
  });
});
