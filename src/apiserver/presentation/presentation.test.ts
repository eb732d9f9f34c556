import { beforeAll, describe, expect, it } from 'vitest';
import { TestCluster } from '../testing/test-cluster';
import { objectConversions, wantedForm } from './accept';

describe('the form of an answer', () => {
  const form = (accept: string | undefined): string => {
    const { media, as } = wantedForm(accept, objectConversions);
    return as === '' ? media : `${media} ${as}`;
  };

  it.each([
    [undefined, 'json'],
    ['*/*', 'json'],
    [
      'application/json;as=Table;v=v1;g=meta.k8s.io,application/json;as=Table;v=v1beta1;g=meta.k8s.io,application/json',
      'json Table',
    ],
    ['application/json;as=Table;v=v2;g=meta.k8s.io,application/json', 'json'],
    ['application/vnd.kubernetes.protobuf,application/json', 'json'],
    ['application/yaml', 'yaml'],
    ['application/json;q=0.5, application/yaml', 'yaml'],
    ['text/html, application/*;q=0.1', 'json'],
  ])('%s', (accept, expected) => expect(form(accept)).toBe(expected));

  it.each(['text/html', 'application/json;as=Chair;v=v1;g=meta.k8s.io', 'application/json;q=0', '__proto__'])(
    'is refused when there is none: %s',
    (accept) => expect(() => form(accept)).toThrow('only the following media types are accepted: application/json'),
  );
});

describe('objects as others want to see them', () => {
  let cluster: TestCluster;
  const table = 'application/json;as=Table;v=v1;g=meta.k8s.io';
  const get = (path: string, accept: string) => cluster.ask({ path, headers: { accept } });
  beforeAll(() => {
    cluster = new TestCluster().boot();
    cluster.namespace('shop');
    cluster.create('/api/v1/namespaces/shop/configmaps', {
      metadata: { name: 'a', labels: { x: 'y' } },
      data: { k: 'v', l: 'w' },
    });
    cluster.create('/api/v1/namespaces/shop/configmaps', { metadata: { name: 'b' } });
  });

  it('as a table: a row each, with the metadata', () => {
    const { kind, apiVersion, metadata, columnDefinitions, rows } = get('/api/v1/namespaces/shop/configmaps', table)
      .body as any;
    expect([apiVersion, kind]).toEqual(['meta.k8s.io/v1', 'Table']);
    expect(metadata.resourceVersion).toMatch(/^\d+$/);
    expect(columnDefinitions.map(({ name, type, format, priority }: any) => [name, type, format, priority])).toEqual([
      ['Name', 'string', 'name', 0],
      ['Data', 'string', '', 0],
      ['Age', 'string', '', 0],
    ]);
    expect(rows.map(({ cells, object }: any) => [...cells, object.kind, object.metadata.name, object.data])).toEqual([
      ['a', 2, '0s', 'PartialObjectMetadata', 'a', undefined],
      ['b', 0, '0s', 'PartialObjectMetadata', 'b', undefined],
    ]);
  });

  it('as a table of one, with as much of the object as is wanted', () => {
    const included = (value: string) =>
      (get(`/api/v1/namespaces/shop/configmaps/a?includeObject=${value}`, table).body as any).rows[0].object;
    expect(included('None')).toBeNull();
    expect(included('Object').data).toEqual({ k: 'v', l: 'w' });
    const refused = get('/api/v1/namespaces/shop/configmaps/a?includeObject=Some', table);
    expect([refused.status, (refused.body as any).reason]).toEqual([400, 'BadRequest']);
  });

  it('stay refusals when they are', () => {
    const { status, body } = get('/api/v1/namespaces/shop/configmaps/none', table);
    expect([status, (body as any).kind]).toEqual([404, 'Status']);
  });

  it('as metadata alone; a list is not an object', () => {
    const one = 'application/json;as=PartialObjectMetadata;v=v1;g=meta.k8s.io';
    const body = get('/api/v1/namespaces/shop/configmaps/a', one).body as any;
    expect(Object.keys(body).sort()).toEqual(['apiVersion', 'kind', 'metadata']);
    expect(get('/api/v1/namespaces/shop/configmaps', one).status).toBe(406);
  });

  it('as YAML', () => {
    const { headers, body } = get('/api/v1/namespaces/shop/configmaps/a', 'application/yaml');
    expect(headers['content-type']).toBe('application/yaml');
    expect(body).toMatch(/^apiVersion: v1\ndata:\n {2}k: v\n {2}l: w\nkind: ConfigMap\n/);
  });

  it('in a watch: the columns once', () => {
    const watch = cluster.watch('/api/v1/namespaces/shop/configmaps?watch=1', 0, undefined, { accept: table });
    cluster.simulation.runFor(500);
    watch.stream?.close();
    expect(
      watch.events.map(({ object }) => [object.kind, object.columnDefinitions?.length, object.rows[0].cells[0]]),
    ).toEqual([
      ['Table', 3, 'a'],
      ['Table', undefined, 'b'],
    ]);
  });

  it('in a watch as old clients open it', () => {
    const watch = cluster.watch('/api/v1/watch/namespaces/shop/configmaps/b');
    cluster.simulation.runFor(500);
    watch.stream?.close();
    expect(watch.story).toEqual(['ADDED b']);
  });
});

describe('what a server tells of itself', () => {
  const cluster = new TestCluster().boot();
  const get = (path: string, accept = 'application/json') => cluster.ask({ path, headers: { accept } });

  it('all groups at once, for clients that ask for that', () => {
    const accept = 'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList,application/json';
    const { headers, body } = get('/apis', accept) as any;
    expect(headers['content-type']).toBe('application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList');
    const apps = body.items.find((group: any) => group.metadata.name === 'apps').versions[0];
    const deployments = apps.resources.find(({ resource }: any) => resource === 'deployments');
    expect(deployments.subresources.map((one: any) => [one.subresource, one.responseKind.kind])).toEqual([
      ['scale', 'Scale'],
      ['status', 'Deployment'],
    ]);
  });

  it('its health, check by check', () => {
    expect(get('/readyz?verbose').body).toBe(
      ['ping', 'log', 'etcd', 'etcd-readiness', 'informer-sync', 'shutdown']
        .map((check) => `[+]${check} ok\n`)
        .join('') + 'readyz check passed\n',
    );
    expect(get('/livez?verbose&exclude=moon').body).toBe(
      '[+]ping ok\n[+]log ok\n[+]etcd ok\nwarn: some health checks cannot be excluded: no matches for "moon"\nlivez check passed\n',
    );
    expect(get('/readyz/ping?verbose').body).toBe('ok');
    expect(get('/readyz?verbose&exclude=etcd').body).toContain('[+]etcd excluded: ok\n');
    expect(get('/readyz/etcd').body).toBe('ok');
    expect(get('/readyz/moon').status).toBe(404);
  });

  it('that it has no heads to show', () => {
    expect(cluster.ask({ method: 'HEAD', path: '/api/v1/pods' }).status).toBe(405);
    expect(cluster.ask({ method: 'OPTIONS', path: '/api' }).status).toBe(405);
    expect(cluster.ask({ method: 'OPTIONS', path: '/apis' }).status).toBe(200);
  });
});
