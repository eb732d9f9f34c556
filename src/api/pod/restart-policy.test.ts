import { describe, expect, it } from 'vitest';
import { restartErrors, restartsAfter } from './restart-policy';

const onThree = { action: 'Restart', exitCodes: { operator: 'In', values: [3] } };
const unlessZero = { action: 'Restart', exitCodes: { operator: 'NotIn', values: [0] } };

describe('a container that ended', () => {
  it.each([
    [{}, {}, 0, true],
    [{}, { restartPolicy: 'OnFailure' }, 0, false],
    [{}, { restartPolicy: 'OnFailure' }, 1, true],
    [{ restartPolicy: 'Never' }, { restartPolicy: 'Always' }, 1, false],
    [{ restartPolicy: 'Always' }, { restartPolicy: 'Never' }, 0, true],
    [{ restartPolicy: 'Never', restartPolicyRules: [onThree] }, {}, 3, true],
    [{ restartPolicy: 'Never', restartPolicyRules: [onThree] }, {}, 4, false],
    [{ restartPolicy: 'Never', restartPolicyRules: [unlessZero] }, {}, 7, true],
  ] as const)('says %j in a pod that says %j: after %i it restarts: %s', (container, pod, code, expected) =>
    expect(restartsAfter(code, container, pod)).toBe(expected),
  );
});

it('what may be said of restarts, in the words of a real 1.36 server', () => {
  const errorsOf = (container: object) =>
    restartErrors(container, 'c').map(({ type, field, detail }) => `${type} ${field} ${detail}`);
  expect(errorsOf({ restartPolicy: 'Always' })).toEqual([]);
  expect(errorsOf({ restartPolicyRules: [onThree] })).toEqual([
    'required c.restartPolicy must specify restartPolicy when restart rules are used',
  ]);
  const odd = { operator: 'Equals', values: [3] };
  const restartPolicyRules = [{ action: 'Restart' }, { action: 'Stop', exitCodes: odd }];
  expect(errorsOf({ restartPolicy: 'Sometimes', restartPolicyRules })).toEqual([
    'notSupported c.restartPolicy supported values: "Always", "Never", "OnFailure"',
    'required c.restartPolicyRules[0].exitCodes must be specified',
    'notSupported c.restartPolicyRules[1].action supported values: "Restart", "RestartAllContainers"',
    'notSupported c.restartPolicyRules[1].exitCodes.operator supported values: "In", "NotIn"',
  ]);
});
