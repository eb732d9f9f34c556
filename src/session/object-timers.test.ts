import { describe, expect, it } from 'vitest';
import type { KubeObject } from '../apimachinery';
import { timerOf } from './object-timers';

function lease(namespace: string, name: string, holder: string, seconds: number): KubeObject {
  const spec = { holderIdentity: holder, leaseDurationSeconds: seconds, renewTime: '2026-01-01T00:00:02.500000Z' };
  return { apiVersion: 'coordination.k8s.io/v1', kind: 'Lease', metadata: { name, namespace }, spec } as KubeObject;
}

describe('what will happen unless something else does', () => {
  it("is a node's lease that runs out, and a leader's", () => {
    expect(timerOf(lease('kube-node-lease', 'worker-1', 'worker-1', 40))).toEqual({
      kind: 'lease',
      of: 'worker-1',
      since: 2500,
      until: 42_500,
    });
    expect(timerOf(lease('kube-system', 'kube-scheduler', 'cp-2_0a1b', 15))).toMatchObject({
      of: 'cp-2/kube-scheduler',
      until: 17_500,
    });
    expect(timerOf(lease('kube-system', 'kube-scheduler', '', 15))).toBeUndefined();
  });

  it('is the next start of a container that crashed', () => {
    const status = {
      state: {
        waiting: {
          reason: 'CrashLoopBackOff',
          message: 'back-off 1m20s restarting failed container=c pod=p_default(u)',
        },
      },
      lastState: { terminated: { exitCode: 1, finishedAt: '2026-01-01T00:00:10Z' } },
    };
    const pod = (containerStatuses: readonly object[]) =>
      ({
        kind: 'Pod',
        metadata: { name: 'p', namespace: 'default' },
        status: { containerStatuses },
      }) as unknown as KubeObject;
    expect(timerOf(pod([status]))).toEqual({
      kind: 'back-off',
      of: '/registry/pods/default/p',
      since: 10_000,
      until: 90_000,
    });
    expect(timerOf(pod([{ state: { running: {} } }]))).toBeUndefined();
  });
});
