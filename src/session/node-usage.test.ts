import { expect, test } from 'vitest';
import type { Pod } from '../api';
import { NodeUsage } from './node-usage';

function pod(nodeName: string | undefined, cpu: string, phase = 'Running'): Pod {
  const containers = [{ name: 'main', resources: { requests: { cpu, memory: '1Ki' } } }];
  return { metadata: { name: 'web' }, spec: { containers, nodeName }, status: { phase } } as unknown as Pod;
}

test('a node has what its pods ask for, as they come, change and go', () => {
  const usage = new NodeUsage();
  usage.see('a', pod('worker-1', '100m'));
  usage.see('b', pod('worker-1', '1'));
  usage.see('c', pod(undefined, '1'));
  expect(usage.of('worker-1')).toEqual({ cpu: 1100, memory: 2048 });
  usage.see('a', pod('worker-2', '100m'));
  usage.see('b', pod('worker-1', '500m'));
  expect(usage.of('worker-1')).toEqual({ cpu: 500, memory: 1024 });
  expect(usage.of('worker-2')).toEqual({ cpu: 100, memory: 1024 });
  usage.see('b', undefined);
  expect(usage.of('worker-1')).toEqual({ cpu: 0, memory: 0 });
});

test('a pod that has ended takes nothing', () => {
  const usage = new NodeUsage();
  usage.see('a', pod('worker-1', '1'));
  usage.see('a', pod('worker-1', '1', 'Succeeded'));
  expect(usage.of('worker-1')).toEqual({ cpu: 0, memory: 0 });
});

test('a new version of a pod that asks for the same is no change', () => {
  const usage = new NodeUsage();
  usage.see('a', pod('worker-1', '1', 'Pending'));
  const { version } = usage;
  const used = usage.of('worker-1');
  usage.see('a', pod('worker-1', '1'));
  expect(usage.version).toBe(version);
  expect(usage.of('worker-1')).toBe(used);
});
