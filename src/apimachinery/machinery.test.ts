import { describe, expect, it } from 'vitest';
import {
  alreadyExists,
  canonicalQuantity,
  cannotDo,
  conflict,
  equal,
  fieldInvalid,
  fieldNotSupported,
  fieldRequired,
  fieldTooLong,
  fieldTooMany,
  forbidden,
  formatDuration,
  generatedName,
  instantOf,
  invalid,
  microTime,
  milliValue,
  notFound,
  parseDuration,
  semanticallyEqual,
  setAt,
  templateHash,
  timeout,
  wallClock,
  wholeValue,
  withoutAt,
} from './index';

describe('refusals', () => {
  it('say what Kubernetes says', () => {
    expect(notFound('deployments.apps', 'web').status).toEqual({
      kind: 'Status',
      apiVersion: 'v1',
      metadata: {},
      status: 'Failure',
      message: 'deployments.apps "web" not found',
      reason: 'NotFound',
      details: { name: 'web', group: 'apps', kind: 'deployments' },
      code: 404,
    });
    expect(alreadyExists('pods', 'p').message).toBe('pods "p" already exists');
    expect(conflict('deployments.apps', 'web').message).toBe(
      'Operation cannot be fulfilled on deployments.apps "web": the object has been modified; please apply your changes to the latest version and try again',
    );
    const why = cannotDo({ user: 'u', verb: 'get', resource: 'pods', group: '', namespace: 'default' });
    expect(forbidden('pods', 'x', why).message).toBe(
      'pods "x" is forbidden: User "u" cannot get resource "pods" in API group "" in the namespace "default"',
    );
    expect(timeout('Too large resource version', 1).status.details).toEqual({ retryAfterSeconds: 1 });
  });

  it('join several field errors, each text once, and keep every cause', () => {
    const errors = [
      fieldRequired('spec.selector'),
      fieldInvalid('spec.replicas', -1, 'must be greater than or equal to 0'),
      fieldRequired('spec.selector'),
    ];
    const { status } = invalid('Deployment.apps', 'web', errors);
    expect(status.message).toBe(
      'Deployment.apps "web" is invalid: [spec.selector: Required value, spec.replicas: Invalid value: -1: must be greater than or equal to 0]',
    );
    expect(status.details).toEqual({
      name: 'web',
      group: 'apps',
      kind: 'Deployment',
      causes: [
        { reason: 'FieldValueRequired', message: 'Required value', field: 'spec.selector' },
        {
          reason: 'FieldValueInvalid',
          message: 'Invalid value: -1: must be greater than or equal to 0',
          field: 'spec.replicas',
        },
        { reason: 'FieldValueRequired', message: 'Required value', field: 'spec.selector' },
      ],
    });
    const one = (error: ReturnType<typeof fieldRequired>) => invalid('Pod', 'p', [error]).message;
    expect(one(fieldNotSupported('spec.restartPolicy', 'Sometimes', ['Always', 'Never']))).toBe(
      'Pod "p" is invalid: spec.restartPolicy: Unsupported value: "Sometimes": supported values: "Always", "Never"',
    );
    expect(one(fieldTooLong('data', 10))).toBe('Pod "p" is invalid: data: Too long: may not be more than 10 bytes');
    expect(one(fieldTooMany('x', 3, 2))).toBe('Pod "p" is invalid: x: Too many: 3: must have at most 2 items');
    expect(one(fieldInvalid('x', { a: 1 }, 'no'))).toBe('Pod "p" is invalid: x: Invalid value: {"a":1}: no');
    expect(one(fieldInvalid('x', null, 'no'))).toBe('Pod "p" is invalid: x: Invalid value: null: no');
  });
});

describe('time', () => {
  it('starts with 2026 and is written as RFC 3339', () => {
    expect(wallClock(0)).toBe('2026-01-01T00:00:00Z');
    expect(wallClock(1999)).toBe('2026-01-01T00:00:01Z');
    expect(microTime(1500.25)).toBe('2026-01-01T00:00:01.500250Z');
  });

  it('agrees with the calendar for a century', () => {
    const start = Date.UTC(2026, 0, 1);
    for (let instant = 0; instant < 36_525 * 86_400_000; instant += 86_399_000 * 3) {
      const text = new Date(start + instant).toISOString().replace(/\.\d+Z$/, 'Z');
      expect(wallClock(instant)).toBe(text);
      expect(instantOf(text)).toBe(instant - (instant % 1000));
    }
    expect(instantOf('2026-01-01T01:00:00.25+01:00')).toBe(250);
    expect(instantOf('yesterday')).toBeUndefined();
  });

  it('has durations as Go writes them', () => {
    expect(['1h30m', '250ms', '1.5s', '0', '-2m', '1d'].map(parseDuration)).toEqual([
      5_400_000,
      250,
      1500,
      0,
      -120_000,
      undefined,
    ]);
    expect([5_400_000, 250, 1500, 0, -120_000].map(formatDuration)).toEqual([
      '1h30m0s',
      '250ms',
      '1.5s',
      '0s',
      '-2m0s',
    ]);
  });
});

describe('plain data', () => {
  const pod = { metadata: { name: 'p', labels: { a: '1' } }, spec: { containers: [{ name: 'c' }, { name: 'd' }] } };

  it('changes by sharing what stays', () => {
    const next = setAt(pod, ['metadata', 'labels', 'a'], '2');
    expect(next.metadata.labels.a).toBe('2');
    expect(next.spec).toBe(pod.spec);
    expect(setAt(pod, ['metadata', 'labels', 'a'], '1')).toBe(pod);
    expect(withoutAt(pod, ['metadata', 'annotations', 'x'])).toBe(pod);
    expect(withoutAt(pod, ['spec', 'containers', 0]).spec.containers).toEqual([{ name: 'd' }]);
    expect(pod.spec.containers).toHaveLength(2);
  });

  it('is equal by value, and in Kubernetes’ sense also where one side is empty and the other absent', () => {
    expect(equal({ a: 1, b: undefined }, { a: 1 })).toBe(true);
    expect(equal({ a: [1, { b: 2 }] }, { a: [1, { b: 2 }] })).toBe(true);
    expect(equal({ a: {} }, {})).toBe(false);
    expect(equal(JSON.parse('{"__proto__": {}}'), {})).toBe(false);
    expect(semanticallyEqual({ a: {}, b: [] }, { c: null })).toBe(true);
    expect(semanticallyEqual({ a: { b: 1 } }, {})).toBe(false);
  });

  it('has hashes that do not depend on the order of keys', () => {
    const hash = templateHash({ a: 1, b: [{ c: 2, d: 3 }] });
    expect(templateHash({ b: [{ d: 3, c: 2 }], a: 1 })).toBe(hash);
    expect(hash).toMatch(/^[bcdfghjklmnpqrstvwxz2456789]{1,10}$/);
    expect(templateHash({ a: 1, b: [{ c: 2, d: 3 }] }, 1)).not.toBe(hash);
    expect(generatedName('web-', { integer: () => 0 })).toBe('web-bbbbb');
  });

  it('has amounts as numbers for those who count', () => {
    expect([milliValue('0.5'), milliValue('250m'), milliValue(2), wholeValue('1Gi'), wholeValue('1500m')]).toEqual([
      500,
      250,
      2000,
      2 ** 30,
      2,
    ]);
    expect(canonicalQuantity('0.5')).toBe('500m');
  });
});
