import { describe, expect, it } from 'vitest';
import { apiVersionOf, kinds, resourceName } from '../api';
import type { KindDefinition } from '../api';
import { sampleOf } from './testing/samples';
import { TestCluster } from './testing/test-cluster';

/** Kinds that come about in other ways than by a plain POST. */
const special = new Set(['Event', 'Node', 'Namespace', 'Pod']);

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
      const watch = cluster.watch(`${path}?watch=true&fieldSelector=metadata.name%3Da-sample`);
      const body = {
        apiVersion: apiVersionOf(kind),
        kind: kind.kind,
        metadata: { name: 'a-sample' },
        ...sampleOf(kind),
      };
      const created = cluster.create(path, body);
      expect(created).toMatchObject({ apiVersion: body.apiVersion, kind: kind.kind, metadata: { name: 'a-sample' } });
      const got = cluster.ask({ path: `${path}/a-sample` });
      expect(got).toMatchObject({ status: 200, body: created });
      const list = cluster.ask({ path: `${path}?fieldSelector=metadata.name%3Da-sample` });
      expect(list.body).toMatchObject({ kind: kind.listKind, items: [{ metadata: { uid: created.metadata.uid } }] });
      const labelled = {
        ...created,
        metadata: { ...created.metadata, labels: { ...created.metadata.labels, tier: 'x' } },
      };
      const updated = cluster.ask({ method: 'PUT', path: `${path}/a-sample`, body: labelled });
      expect(updated).toMatchObject({ status: 200, body: { metadata: { labels: { tier: 'x' } } } });
      const patched = cluster.ask({
        method: 'PATCH',
        path: `${path}/a-sample`,
        headers: { 'content-type': 'application/merge-patch+json' },
        body: { metadata: { finalizers: null, annotations: { note: 'y' } } },
      });
      expect(patched).toMatchObject({ status: 200, body: { metadata: { annotations: { note: 'y' } } } });
      const deleted = cluster.ask({ method: 'DELETE', path: `${path}/a-sample?gracePeriodSeconds=0` });
      expect(deleted.status).toBe(200);
      expect(cluster.ask({ path: `${path}/a-sample` }).status).toBe(404);
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
});
