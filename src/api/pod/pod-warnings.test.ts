import { expect, test } from 'vitest';
import type { PodSpec } from './pod-spec';
import { hostnameWarnings, podWarnings } from './pod-warnings';

const of = (spec: Partial<PodSpec>, container: object = {}) =>
  podWarnings({ spec: { containers: [{ name: 'c', image: 'i', ...container }], ...spec } as PodSpec });

test('a variable that hides another is told, one that is made of it is not', () => {
  const env = [{ name: 'A' }, { name: 'A', value: '$(A)x' }, { name: 'A', value: '2' }];
  expect(of({}, { env })).toEqual([
    'spec.containers[0].env[2]: hides previous definition of "A", which may be dropped when using apply',
  ]);
});

test('a port that is there twice is a duplicate, one within another overlaps it', () => {
  const ports = [{ containerPort: 80 }, { containerPort: 80, protocol: 'TCP' }, { containerPort: 80, hostPort: 8080 }];
  const at = 'spec.containers[0].ports';
  expect(of({}, { ports })).toEqual([
    `${at}[1]: duplicate port definition with ${at}[0]`,
    `${at}[2]: overlapping port definition with ${at}[0]`,
  ]);
  expect(of({}, { ports: [{ containerPort: 53 }, { containerPort: 53, protocol: 'UDP' }] })).toEqual([]);
});

test('labels, annotations and volumes that are out of date say what to use instead', () => {
  const spec = {
    containers: [],
    nodeSelector: { 'beta.kubernetes.io/os': 'linux' },
    volumes: [{ name: 'v', gitRepo: {} }],
  } as unknown as PodSpec;
  const annotations = { 'scheduler.alpha.kubernetes.io/critical-pod': '' };
  expect(podWarnings({ metadata: { annotations }, spec }, 'spec.template')).toEqual([
    'spec.template.spec.nodeSelector[beta.kubernetes.io/os]: deprecated since v1.14; use "kubernetes.io/os" instead',
    'spec.template.metadata.annotations[scheduler.alpha.kubernetes.io/critical-pod]: non-functional in v1.16+; use the "priorityClassName" field instead',
    'spec.template.spec.volumes[0].gitRepo: deprecated in v1.11, and disabled by default in v1.33+',
  ]);
});

test('parts of bytes and a negative grace are told, whole bytes are not', () => {
  const resources = { requests: { memory: '100m', cpu: '100m' }, limits: { memory: '1Gi' } };
  expect(of({ terminationGracePeriodSeconds: -1 }, { resources })).toEqual([
    'spec.containers[0].resources.requests[memory]: fractional byte value "100m" is invalid, must be an integer',
    'spec.terminationGracePeriodSeconds: must be >= 0; negative values are invalid and will be treated as 1',
  ]);
});

test('a name with dots is no good name of a host', () => {
  expect(hostnameWarnings('web')).toEqual([]);
  expect(hostnameWarnings('a.b')).toEqual([
    'metadata.name: this is used in Pod names and hostnames, which can result in surprising behavior; a DNS label is recommended: [must not contain dots]',
  ]);
});
