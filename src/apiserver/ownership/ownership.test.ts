import type { KubeObject } from '../../apimachinery';
import { describe, expect, it } from 'vitest';
import { onTheWire } from '../wire';
import { TestCluster } from '../testing/test-cluster';

const path = '/api/v1/namespaces/shop/configmaps/a';

class Story {
  readonly cluster = new TestCluster({ members: 3 }).boot();

  constructor() {
    this.cluster.namespace('shop');
    this.write('POST', '/api/v1/namespaces/shop/configmaps', 'maker', { metadata: { name: 'a' }, data: { x: '1' } });
  }

  write(method: 'POST' | 'PUT' | 'PATCH', where: string, manager: string, body: unknown): any {
    const type = method === 'PATCH' ? 'application/merge-patch+json' : 'application/json';
    const headers = { 'user-agent': `${manager}/v1 (test)`, 'content-type': type };
    return this.cluster.ask({ method, path: where, body, headers }).body;
  }

  apply(manager: string, data: unknown, query = ''): any {
    const headers = { 'content-type': 'application/apply-patch+yaml' };
    const body = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a' }, data };
    return this.cluster.ask({ method: 'PATCH', path: `${path}?fieldManager=${manager}${query}`, body, headers });
  }

  /** `maker x y`: who manages which keys of the data, as a server tells a foreign client. */
  managers(server = 0): readonly string[] {
    const seen: any = onTheWire(this.cluster.ask({ path }, server).body);
    return seen.metadata.managedFields.map((entry: any) => {
      const keys = Object.keys(entry.fieldsV1['f:data'] ?? {}).filter((key) => key !== '.');
      return `${entry.manager} ${entry.operation} ${keys.map((key) => key.slice(2)).join(' ')}`.trim();
    });
  }
}

describe('who manages which field', () => {
  it('is whoever wrote it last', () => {
    const story = new Story();
    story.write('PATCH', path, 'other', { data: { x: '2', y: '1' } });
    expect(story.managers()).toEqual(['maker Update', 'other Update x y']);
  });

  it('is known to every server, and after a restart', () => {
    const story = new Story();
    story.write('PATCH', path, 'other', { data: { y: '1' } });
    story.cluster.simulation.runFor(500);
    const [first] = story.cluster.servers;
    first!.kill();
    first!.start();
    story.cluster.boot();
    expect(story.managers(0)).toEqual(['maker Update x', 'other Update y']);
    expect(story.managers(2)).toEqual(['maker Update x', 'other Update y']);
  });

  it('comes out the same when many writes are reckoned in between', () => {
    const story = new Story();
    for (let round = 0; round < 40; round++)
      story.write('PATCH', path, `writer-${round % 3}`, { data: { [`k${round % 5}`]: `${round}` } });
    expect(story.managers()).toEqual([
      'maker Update x',
      'writer-0 Update k1 k4',
      'writer-1 Update k2',
      'writer-2 Update k0 k3',
    ]);
  });

  it('is nothing that the components of the cluster see', () => {
    const body: any = new Story().cluster.ask({ path }).body;
    expect(Object.keys(body.metadata)).not.toContain('managedFields');
    expect(JSON.stringify(body)).not.toContain('maker');
  });

  it('is not what a client claims, unless it wants all forgotten', () => {
    const story = new Story();
    const object: any = story.cluster.ask({ path }).body;
    const claimed = {
      ...object,
      metadata: { ...object.metadata, managedFields: [{ manager: 'liar', operation: 'Update' }] },
    };
    const answered = story.write('PUT', path, 'other', claimed);
    expect(answered.metadata.resourceVersion).toBe(object.metadata.resourceVersion);
    story.write('PUT', path, 'other', {
      ...claimed,
      data: { z: '1' },
      metadata: { ...object.metadata, managedFields: [{}] },
    });
    const managers = (): unknown => (onTheWire(story.cluster.ask({ path }).body) as KubeObject).metadata.managedFields;
    expect(managers()).toBeUndefined();
    story.write('PUT', path, 'other', { ...object, data: { y: '1' }, metadata: { name: object.metadata.name } });
    expect(managers()).toBeUndefined();
  });
});

describe('a writer that writes the managers itself', () => {
  it('hands fields over to another, as kubectl does before its first apply on the server', () => {
    const story = new Story();
    const seen: any = onTheWire(story.cluster.ask({ path }).body);
    const [entry] = seen.metadata.managedFields;
    const managedFields = [{ ...entry, manager: 'kubectl', operation: 'Apply' }];
    const headers = { 'content-type': 'application/json-patch+json' };
    const body = [{ op: 'replace', path: '/metadata/managedFields', value: managedFields }];
    expect(story.cluster.ask({ method: 'PATCH', path, headers, body }).status).toBe(200);
    expect(story.managers()).toEqual(['kubectl Apply x']);
    expect(story.apply('kubectl', { x: '2' }).status).toBe(200);
  });

  it('changes nothing by saying what is', () => {
    const story = new Story();
    const seen: any = onTheWire(story.cluster.ask({ path }).body);
    expect(story.write('PUT', path, 'other', seen).metadata.resourceVersion).toBe(seen.metadata.resourceVersion);
  });
});

describe('apply on a server', () => {
  it('has a time only of who changed something', () => {
    const story = new Story();
    const times = () => {
      const seen: any = onTheWire(story.cluster.ask({ path }).body);
      return seen.metadata.managedFields.map(({ manager, time }: any) => [manager, time !== undefined]);
    };
    story.apply('first', { y: '1' });
    story.apply('second', { y: '1' });
    expect(times()).toEqual([
      ['second', false],
      ['first', true],
      ['maker', true],
    ]);
    story.apply('second', { y: '1', z: '1' });
    expect(times()).toContainEqual(['second', true]);
  });

  it('keeps what kubectl applied last in the annotation that its patches left', () => {
    const story = new Story();
    const remembered = 'kubectl.kubernetes.io/last-applied-configuration';
    story.apply('kubectl', { x: '1' });
    const annotation = () => (story.cluster.ask({ path }).body as KubeObject).metadata.annotations?.[remembered];
    expect(annotation()).toBeUndefined();
    story.write('PATCH', path, 'kubectl-client-side-apply', { metadata: { annotations: { [remembered]: '{}' } } });
    story.apply('another', { y: '1' });
    expect(annotation()).toBe('{}');
    story.apply('kubectl', { x: '1', z: '<' });
    expect(annotation()).toBe(
      '{"apiVersion":"v1","data":{"x":"1","z":"\\u003c"},"kind":"ConfigMap","metadata":{"name":"a"}}\n',
    );
  });

  it('names every conflict, manager by manager', () => {
    const story = new Story();
    story.apply('one', { a: '1' });
    story.apply('two', { b: '1' });
    const refused = story.apply('three', { a: '2', b: '2', x: '2' });
    expect(refused.status).toBe(409);
    expect(refused.body.message).toBe(
      'Apply failed with 3 conflicts: conflicts with "maker" using v1:\n- .data.x\nconflicts with "one":\n- .data.a\nconflicts with "two":\n- .data.b',
    );
    expect(refused.body.details.causes).toContainEqual({
      reason: 'FieldManagerConflict',
      message: 'conflict with "one"',
      field: '.data.a',
    });
  });

  it('writes nothing when nothing changes', () => {
    const story = new Story();
    const version = story.apply('one', { a: '1' }).body.metadata.resourceVersion;
    expect(story.apply('one', { a: '1' }).body.metadata.resourceVersion).toBe(version);
    expect(story.apply('two', { a: '1' }).body.metadata.resourceVersion).not.toBe(version);
  });

  it.each([
    ['apiVersion: v2\nkind: ConfigMap', 400, 'invalid object type: /v2, Kind=ConfigMap'],
    ['apiVersion: v1\nkind: Secret', 400, 'invalid object type: /v1, Kind=Secret'],
    ['{}', 400, 'invalid object type: /, Kind='],
    [
      'apiVersion: v1\nkind: ConfigMap\nspec: 1',
      500,
      'failed to create typed patch object (/; /v1, Kind=ConfigMap): .spec: field not declared in schema',
    ],
    [
      'apiVersion: v1\nkind: ConfigMap\nmetadata: {managedFields: [{manager: me}]}',
      400,
      'metadata.managedFields must be nil',
    ],
    [
      '- a',
      400,
      'error decoding YAML: error unmarshaling JSON: while decoding JSON: json: cannot unmarshal array into Go value of type map[string]interface {}',
    ],
    [
      'apiVersion: v1\nkind: ConfigMap\ndata: x',
      500,
      'failed to create typed patch object (/; /v1, Kind=ConfigMap): .data: expected map, got &{x}',
    ],
    [
      'apiVersion: v1\nkind: ConfigMap\ndata: {k: {a: [1]}}',
      500,
      'failed to create typed patch object (/; /v1, Kind=ConfigMap): .data.k: expected string, got &value.valueUnstructured{Value:map[string]interface {}{"a":[]interface {}{1}}}',
    ],
  ])('refuses %j', (body, code, message) => {
    const headers = { 'content-type': 'application/apply-patch+yaml' };
    const answer = new TestCluster()
      .boot()
      .ask({ method: 'PATCH', path: '/api/v1/namespaces/default/configmaps/a?fieldManager=one', body, headers });
    expect([answer.status, (answer.body as any).message]).toEqual([code, message]);
  });

  it('lets nobody force another kind of patch', () => {
    const story = new Story();
    expect(story.write('PATCH', `${path}?force=true`, 'one', {}).message).toContain(
      'may not be specified for non-apply patch',
    );
  });
});
