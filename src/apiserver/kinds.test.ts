import { describe, expect, it } from 'vitest';
import { apiVersionOf, kinds, resourceName } from '../api';
import type { KindDefinition } from '../api';
import { sampleOf } from './testing/samples';
import { TestCluster } from './testing/test-cluster';

/** Kinds that come about in other ways than by a plain POST. */
const special = new Set(['Event', 'Node', 'Namespace', 'Pod', 'APIService', 'CustomResourceDefinition']);

const pathOf = (kind: KindDefinition): string => {
  const root = kind.group === '' ? '/api' : `/apis/${kind.group}`;
  return `${root}/${kind.version}/${kind.namespaced ? 'namespaces/shop/' : ''}${kind.plural}`;
};

describe('every kind', () => {
  const cluster = new TestCluster().boot();
  cluster.namespace('shop');
  const rows = kinds.filter((kind) => !special.has(kind.kind));

  it.each(rows.map((kind) => [`${resourceName(kind)} of ${apiVersionOf(kind)}`, kind] as const))(
    '%s lives from POST to DELETE, and a watch tells it',
    (_, kind) => {
      const path = pathOf(kind);
      // An address is called by what it is.
      const name = kind.kind === 'IPAddress' ? '10.97.0.9' : 'a-sample';
      const watch = cluster.watch(`${path}?watch=true&fieldSelector=metadata.name%3D${name}`);
      const body = {
        apiVersion: apiVersionOf(kind),
        kind: kind.kind,
        metadata: { name },
        ...sampleOf(kind),
      };
      const created = cluster.create(path, body);
      expect(created).toMatchObject({ apiVersion: body.apiVersion, kind: kind.kind, metadata: { name } });
      const got = cluster.ask({ path: `${path}/${name}` });
      expect(got).toMatchObject({ status: 200, body: created });
      const list = cluster.ask({ path: `${path}?fieldSelector=metadata.name%3D${name}` });
      expect(list.body).toMatchObject({ kind: kind.listKind, items: [{ metadata: { uid: created.metadata.uid } }] });
      const labelled = {
        ...created,
        metadata: { ...created.metadata, labels: { ...created.metadata.labels, tier: 'x' } },
      };
      const updated = cluster.ask({ method: 'PUT', path: `${path}/${name}`, body: labelled });
      expect(updated).toMatchObject({ status: 200, body: { metadata: { labels: { tier: 'x' } } } });
      const patched = cluster.ask({
        method: 'PATCH',
        path: `${path}/${name}`,
        headers: { 'content-type': 'application/merge-patch+json' },
        body: { metadata: { finalizers: null, annotations: { note: 'y' } } },
      });
      expect(patched).toMatchObject({ status: 200, body: { metadata: { annotations: { note: 'y' } } } });
      const deleted = cluster.ask({
        method: 'DELETE',
        path: `${path}/${name}?gracePeriodSeconds=0&propagationPolicy=Background`,
      });
      expect(deleted.status).toBe(200);
      expect(cluster.ask({ path: `${path}/${name}` }).status).toBe(404);
      cluster.simulation.runFor(100);
      expect(watch.events.map(({ type }) => type)).toEqual(['ADDED', 'MODIFIED', 'MODIFIED', 'DELETED']);
      watch.stream?.close();
    },
  );

  it.each(
    rows
      .filter((kind) => kind.subresources.some(({ name }) => name === 'status'))
      .map((kind) => [kind.kind, kind] as const),
  )('a write of the status of a %s leaves the rest as it is', (_, kind) => {
    const path = pathOf(kind);
    const body = { apiVersion: apiVersionOf(kind), kind: kind.kind, metadata: { name: 'b-sample' }, ...sampleOf(kind) };
    const created = cluster.create(path, body);
    const answer = cluster.ask({ method: 'PUT', path: `${path}/b-sample/status`, body: { ...created, spec: {} } });
    expect(answer).toMatchObject({ status: 200, body: { spec: created.spec ?? {} } });
    cluster.ask({ method: 'DELETE', path: `${path}/b-sample?gracePeriodSeconds=0` });
  });

  it('of replicas and a selector has a scale, whatever form its selector has', () => {
    const scalable = rows.filter((kind) => kind.subresources.some(({ name }) => name === 'scale'));
    expect(scalable.map(({ kind }) => kind).sort()).toEqual([
      'Deployment',
      'ReplicaSet',
      'ReplicationController',
      'StatefulSet',
    ]);
    for (const kind of scalable) {
      const path = pathOf(kind);
      const metadata = { name: 'c-sample' };
      cluster.create(path, { apiVersion: apiVersionOf(kind), kind: kind.kind, metadata, ...sampleOf(kind) });
      const scale = cluster.ask({ path: `${path}/c-sample/scale` }).body as any;
      expect(scale).toMatchObject({ kind: 'Scale', spec: { replicas: 1 }, status: { selector: 'app=a' } });
      cluster.ask({ method: 'PUT', path: `${path}/c-sample/scale`, body: { ...scale, spec: { replicas: 4 } } });
      expect(cluster.ask({ path: `${path}/c-sample` }).body).toMatchObject({ spec: { replicas: 4 } });
    }
  });

  it('of autoscalers is one object in both versions', () => {
    const path = (version: string) => `/apis/autoscaling/${version}/namespaces/shop/horizontalpodautoscalers`;
    const spec = { maxReplicas: 5, scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'web' } };
    const old = { ...spec, targetCPUUtilizationPercentage: 50 };
    const metadata = { name: 'both' };
    cluster.create(path('v1'), { apiVersion: 'autoscaling/v1', kind: 'HorizontalPodAutoscaler', metadata, spec: old });
    const cpu = {
      type: 'Resource',
      resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 50 } },
    };
    const memory = {
      type: 'Resource',
      resource: { name: 'memory', target: { type: 'AverageValue', averageValue: '1Gi' } },
    };
    const newer = cluster.ask({ path: `${path('v2')}/both` }).body as any;
    expect(newer).toMatchObject({ apiVersion: 'autoscaling/v2', spec: { metrics: [cpu], minReplicas: 1 } });
    const body = { ...newer, spec: { ...newer.spec, metrics: [cpu, memory] } };
    expect(cluster.ask({ method: 'PUT', path: `${path('v2')}/both`, body }).status).toBe(200);
    const older = cluster.ask({ path: `${path('v1')}/both` }).body as any;
    expect(older.spec).toMatchObject({ targetCPUUtilizationPercentage: 50 });
    const changed = { ...older, spec: { ...older.spec, targetCPUUtilizationPercentage: 60 } };
    expect(cluster.ask({ method: 'PUT', path: `${path('v1')}/both`, body: changed }).status).toBe(200);
    const metrics = (cluster.ask({ path: `${path('v2')}/both` }).body as any).spec.metrics;
    expect(metrics.map((metric: any) => [metric.resource.name, metric.resource.target.averageUtilization])).toEqual([
      ['cpu', 60],
      ['memory', undefined],
    ]);
  });
});
