import { describe, expect, it } from 'vitest';
import { createCluster, startCommand } from '../cluster';
import type { TrafficView } from './protocol';
import { StateRecorder } from './state-recorder';
import { TrafficRecorder } from './traffic-recorder';

const MANIFEST = `apiVersion: v1
kind: Pod
metadata: {name: web, labels: {app: web}}
spec: {containers: [{name: main, image: "nginx:1.25"}]}
---
apiVersion: v1
kind: Service
metadata: {name: web}
spec: {selector: {app: web}, ports: [{port: 80}]}
---
apiVersion: v1
kind: Service
metadata: {name: empty}
spec: {selector: {app: none}, ports: [{port: 80}]}
---
apiVersion: v1
kind: Pod
metadata: {name: client}
spec:
  containers:
  - name: main
    image: busybox:1.36
    command: [sh, -c, 'sleep 20; while true; do wget -qO- http://web; wget -qO- http://empty; wget -qO- -T 1 http://10.96.250.250; sleep 1; done']
`;

function recorded() {
  const cluster = createCluster({ seed: 'recorded traffic', dns: true });
  const state = new StateRecorder(cluster);
  const traffic = new TrafficRecorder(cluster.simulation, state);
  const rows = new Map<string, TrafficView>();
  const run = (milliseconds: number) => {
    for (let passed = 0; passed < milliseconds; passed += 500) {
      cluster.simulation.runFor(500);
      state.look();
      traffic.look();
      const { rows: changed, gone } = traffic.take();
      for (const row of changed) rows.set(row.id, row);
      for (const id of gone) rows.delete(id);
    }
  };
  const between = (from: string, service: string | undefined) =>
    [...rows.values()].find((row) => row.from === from && row.service === service && row.protocol === 'http');
  run(20_000);
  startCommand(cluster, { kind: 'apply', file: 'web.yaml', text: MANIFEST });
  return { cluster, traffic, rows, run, between };
}

const CLIENT = '/registry/pods/default/client';

describe('traffic, as the page hears of it', () => {
  const { cluster, rows, run, between, traffic } = recorded();
  run(60_000);

  it('is counted by who called whom through which service, with what came of it', () => {
    const row = between(CLIENT, '/registry/services/specs/default/web')!;
    expect(row).toMatchObject({ to: '/registry/pods/default/web', failures: 0, lastStatus: '200', lastFailed: false });
    expect(row.requests).toBeGreaterThan(10);
    expect(row.lastMilliseconds).toBeGreaterThan(0);
    expect(row.lastMilliseconds).toBeLessThan(2);
    expect(Math.abs(row.meanMilliseconds - row.lastMilliseconds)).toBeLessThan(1);
    expect(cluster.simulation.trace.hop(row.lastHop)).toMatchObject({ kind: 'request', protocol: 'http' });
  });

  it('has what was refused, and what nobody answered', () => {
    const refused = between(CLIENT, '/registry/services/specs/default/empty')!;
    expect(refused).toMatchObject({ lastStatus: 'connection refused', lastFailed: true });
    expect([refused.to, refused.failures]).toEqual([undefined, refused.requests]);
    const lost = between(CLIENT, undefined)!;
    expect(lost).toMatchObject({ dialled: '10.96.250.250:80', lastStatus: 'no answer' });
    expect([lost.to, lost.waiting]).toEqual([undefined, 0]);
  });

  it('has questions for names, and the machines’ probes', () => {
    const all = [...rows.values()];
    const names = all.filter(({ from, protocol }) => from === CLIENT && protocol === 'dns');
    expect(names.map(({ service }) => service)).toContain('/registry/services/specs/kube-system/kube-dns');
    expect(names.every(({ to }) => to?.startsWith('/registry/pods/kube-system/coredns-'))).toBe(true);
    expect(all.some(({ from, to }) => /^worker-\d\/kubelet$/.test(from) && to?.includes('/coredns-'))).toBe(true);
  });

  it('is not told again while nothing happens, and forgets who is gone for a minute', () => {
    traffic.take();
    expect(traffic.take()).toEqual({ rows: [], gone: [] });
    startCommand(cluster, { kind: 'delete', file: 'web.yaml', text: MANIFEST });
    run(150_000);
    expect(between(CLIENT, '/registry/services/specs/default/web')).toBeUndefined();
    expect([...rows.values()].some(({ to }) => to?.includes('/coredns-'))).toBe(true);
  });
});
