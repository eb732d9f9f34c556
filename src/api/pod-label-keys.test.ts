import { expect, it } from 'vitest';
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
