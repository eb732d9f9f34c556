import { expect, it } from 'vitest';
import { spreadErrors } from './affinity-validation';
import type { Pod } from './pod-spec';
import { withLabelKeys } from './pod-label-keys';

const selector = { matchLabels: { app: 'x' } };
const isIn = { key: 'v', operator: 'In', values: ['1'] };
const isNotIn = { key: 'w', operator: 'NotIn', values: ['2'] };

const pod = (spec: object): Pod =>
  ({ metadata: { name: 'p', labels: { v: '1', w: '2' } }, spec: { containers: [], ...spec } }) as unknown as Pod;

it('label keys of a new pod are written into the selectors beside them', () => {
  const term = {
    topologyKey: 'zone',
    labelSelector: selector,
    matchLabelKeys: ['v', 'none'],
    mismatchLabelKeys: ['w'],
  };
  const spread = { topologyKey: 'zone', labelSelector: {}, matchLabelKeys: ['v'] };
  const made = withLabelKeys(
    pod({
      affinity: {
        podAffinity: {
          requiredDuringSchedulingIgnoredDuringExecution: [term],
          preferredDuringSchedulingIgnoredDuringExecution: [{ weight: 1, podAffinityTerm: term }],
        },
      },
      topologySpreadConstraints: [spread, { topologyKey: 'zone', matchLabelKeys: ['v'] }],
    }),
  );
  const written = { ...term, labelSelector: { ...selector, matchExpressions: [isIn, isNotIn] } };
  expect(made.spec.affinity?.podAffinity).toEqual({
    requiredDuringSchedulingIgnoredDuringExecution: [written],
    preferredDuringSchedulingIgnoredDuringExecution: [{ weight: 1, podAffinityTerm: written }],
  });
  expect(made.spec.topologySpreadConstraints).toEqual([
    { ...spread, labelSelector: { matchExpressions: [isIn] } },
    { topologyKey: 'zone', matchLabelKeys: ['v'] },
  ]);
});

it('a pod without any stays as it is', () => {
  const plain = pod({ affinity: { nodeAffinity: {} } });
  expect(withLabelKeys(plain)).toBe(plain);
});

it('a new pod that says a key in its selector itself is refused, and one without the label isn’t', () => {
  const spread = { maxSkew: 1, topologyKey: 'zone', whenUnsatisfiable: 'ScheduleAnyway' };
  const twice = { ...spread, labelSelector: { matchLabels: { v: '1' } }, matchLabelKeys: ['none', 'v'] };
  const once = { ...spread, labelSelector: selector, matchLabelKeys: ['v'] };
  const errors = (one: object, labels?: object) => {
    const subject = pod({ topologySpreadConstraints: [one] });
    const made = withLabelKeys(labels ? { ...subject, metadata: { name: 'p', labels } as never } : subject);
    return spreadErrors(made.spec.topologySpreadConstraints, 'spec.topologySpreadConstraints');
  };
  expect(errors(twice)).toMatchObject([
    { field: 'spec.topologySpreadConstraints[0][1]', detail: 'exists in both matchLabelKeys and labelSelector' },
  ]);
  expect(errors(twice, {})).toEqual([]);
  expect(errors(once)).toEqual([]);
});
