import { describe, expect, it } from 'vitest';
import type { ApiAnswer, KubeObject } from '../../apimachinery';
import { TestCluster } from '../testing/test-cluster';

const definitions = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions';
const widgets = '/apis/example.com/v1/namespaces/default/widgets';

const schema = {
  type: 'object',
  properties: {
    spec: {
      type: 'object',
      required: ['size'],
      properties: {
        size: { type: 'integer', minimum: 1, maximum: 5 },
        color: { type: 'string', enum: ['red', 'blue'], default: 'red' },
        tags: { type: 'array', items: { type: 'string' }, 'x-kubernetes-list-type': 'set' },
        parts: {
          type: 'array',
          'x-kubernetes-list-type': 'map',
          'x-kubernetes-list-map-keys': ['name'],
          items: {
            type: 'object',
            required: ['name'],
            properties: { name: { type: 'string' }, n: { type: 'integer' } },
          },
        },
        free: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true },
        amount: { 'x-kubernetes-int-or-string': true },
        any: { type: 'object', anyOf: [{ required: ['a'] }], properties: { a: { type: 'string' } } },
      },
    },
    status: { type: 'object', properties: { replicas: { type: 'integer' } } },
  },
};

function definition(names: object, more: object = {}) {
  const { plural } = names as { plural: string };
  return {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: `${plural}.example.com` },
    spec: {
      group: 'example.com',
      scope: 'Namespaced',
      names,
      versions: [
        {
          name: 'v1',
          served: true,
          storage: true,
          schema: { openAPIV3Schema: schema },
          subresources: {
            status: {},
            scale: { specReplicasPath: '.spec.size', statusReplicasPath: '.status.replicas' },
          },
          additionalPrinterColumns: [{ name: 'Size', type: 'integer', jsonPath: '.spec.size' }],
          selectableFields: [{ jsonPath: '.spec.color' }],
          ...more,
        },
      ],
    },
  };
}

const widget = (spec: unknown, name = 'a', more: object = {}) => ({
  apiVersion: 'example.com/v1',
  kind: 'Widget',
  metadata: { name },
  spec,
  ...more,
});

const messageOf = ({ body }: ApiAnswer): string => (body as { readonly message: string }).message;

function withWidgets(more: object = {}): TestCluster {
  const cluster = new TestCluster({ seed: 'widgets' }).boot();
  cluster.ask({
    method: 'POST',
    path: definitions,
    body: definition({ plural: 'widgets', kind: 'Widget', shortNames: ['wi'] }, more),
  });
  cluster.simulation.runFor(1000);
  return cluster;
}

describe('objects of a custom kind', () => {
  const cluster = withWidgets();
  const post = (body: unknown, query = '') => cluster.ask({ method: 'POST', path: widgets + query, body });

  it('are completed, and what their schema does not know is cut off and told', () => {
    const { status, body, headers } = post(
      widget({ size: 3, extra: 1, free: { kept: 1 } }, 'a', { status: { replicas: 9 } }),
    );
    expect(status).toBe(201);
    expect(body).toMatchObject({ metadata: { generation: 1 }, spec: { size: 3, color: 'red', free: { kept: 1 } } });
    expect(body).not.toHaveProperty('status');
    expect(body).not.toHaveProperty('spec.extra');
    expect(headers.warning).toBe('299 - "unknown field \\"spec.extra\\""');
    expect(messageOf(post(widget({ size: 3, extra: 1 }, 'b'), '?fieldValidation=Strict'))).toBe(
      'Widget in version "v1" cannot be handled as a Widget: strict decoding error: unknown field "spec.extra"',
    );
  });

  it.each([
    [{}, 'spec.size: Required value'],
    [{ size: 9 }, 'spec.size: Invalid value: 9: spec.size in body should be less than or equal to 5'],
    [{ size: 1, color: 'green' }, 'spec.color: Unsupported value: "green": supported values: "red", "blue"'],
    [{ size: 1, tags: ['a', 'a'] }, 'spec.tags[1]: Duplicate value: "a"'],
    [{ size: 1, parts: [{ name: 'a' }, { name: 'a' }] }, 'spec.parts[1]: Duplicate value: {"name":"a"}'],
    [
      { size: 1, amount: true },
      'spec.amount: Invalid value: "boolean": spec.amount in body must be of type integer,string: "boolean"',
    ],
    [
      { size: 'x' },
      '[spec.size: Invalid value: "string": spec.size in body must be of type integer: "string", .spec.size: Invalid value: 0: .spec.size accessor error: x is of the type string, expected int64]',
    ],
    [
      { size: 1, any: {} },
      '[<nil>: Invalid value: "": "spec.any" must validate at least one schema (anyOf), spec.any.a: Required value]',
    ],
  ])('are refused in a real server’s words: %j', (spec, why) => {
    expect(messageOf(post(widget(spec, 'x')))).toBe(`Widget.example.com "x" is invalid: ${why}`);
  });

  it('are counted in generations of what is wished, whose status somebody else writes', () => {
    const patch = (body: unknown, below = '') =>
      cluster.ask({
        method: 'PATCH',
        path: `${widgets}/a${below}`,
        body,
        headers: { 'content-type': 'application/merge-patch+json' },
      }).body as KubeObject & { readonly spec: object; readonly status?: object };
    expect(patch({ spec: { size: 2 }, status: { replicas: 1 } })).toMatchObject({ metadata: { generation: 2 } });
    const told = patch({ spec: { size: 5 }, status: { replicas: 1 } }, '/status');
    expect(told).toMatchObject({ metadata: { generation: 2 }, spec: { size: 2 }, status: { replicas: 1 } });
    expect(patch({ spec: { replicas: 4 } }, '/scale')).toMatchObject({
      spec: { replicas: 4 },
      status: { replicas: 1 },
    });
  });

  it('are listed by the fields that may be selected, and as a table', () => {
    const found = (selector: string) => cluster.ask({ path: `${widgets}?fieldSelector=${selector}` });
    expect(found('spec.color=red').body).toMatchObject({ items: [{ metadata: { name: 'a' } }] });
    expect(found('spec.color=blue').body).toMatchObject({ items: [] });
    expect(messageOf(found('spec.size=1'))).toBe('field label not supported: spec.size');
    const accept = 'application/json;as=Table;v=v1;g=meta.k8s.io';
    expect(cluster.ask({ path: widgets, headers: { accept } }).body).toMatchObject({
      columnDefinitions: [{ name: 'Name' }, { name: 'Size', type: 'integer' }],
      rows: [{ cells: ['a', 4] }],
    });
  });

  it('take no strategic patches', () => {
    const headers = { 'content-type': 'application/strategic-merge-patch+json' };
    const { status } = cluster.ask({ method: 'PATCH', path: `${widgets}/a`, body: {}, headers });
    expect(status).toBe(415);
  });

  it('are merged by their keys when somebody applies them', () => {
    const apply = (manager: string, parts: readonly object[]) =>
      cluster.ask({
        method: 'PATCH',
        path: `${widgets}/s?fieldManager=${manager}`,
        body: widget({ size: 1, parts }, 's'),
        headers: { 'content-type': 'application/apply-patch+yaml' },
      });
    expect(apply('one', [{ name: 'p', n: 1 }]).status).toBe(201);
    expect(apply('two', [{ name: 'q' }]).body).toMatchObject({ spec: { parts: [{ name: 'p', n: 1 }, { name: 'q' }] } });
    expect(messageOf(apply('two', [{ name: 'p', n: 2 }]))).toBe(
      'Apply failed with 1 conflict: conflict with "one": .spec.parts[name="p"].n',
    );
  });
});

describe('a definition', () => {
  it('gets its names unless another one of its group has them', () => {
    const cluster = withWidgets();
    const status = (plural: string) =>
      (cluster.ask({ path: `${definitions}/${plural}.example.com` }).body as { readonly status: object }).status;
    expect(status('widgets')).toMatchObject({
      conditions: [
        { type: 'NamesAccepted', status: 'True', reason: 'NoConflicts', message: 'no conflicts found' },
        { type: 'Established', status: 'True', reason: 'InitialNamesAccepted' },
      ],
      acceptedNames: {
        plural: 'widgets',
        singular: 'widget',
        shortNames: ['wi'],
        kind: 'Widget',
        listKind: 'WidgetList',
      },
      storedVersions: ['v1'],
    });
    const second = definition({ plural: 'things', kind: 'Thing', listKind: 'WidgetList', singular: 'widget' });
    cluster.ask({ method: 'POST', path: definitions, body: second });
    cluster.simulation.runFor(1000);
    expect(status('things')).toMatchObject({
      conditions: [
        {
          type: 'NamesAccepted',
          status: 'False',
          reason: 'ListKindConflict',
          message: '"WidgetList" is already in use',
        },
        { type: 'Established', status: 'False', reason: 'NotAccepted', message: 'not all names are accepted' },
      ],
      acceptedNames: { plural: 'things', kind: 'Thing' },
    });
    expect(cluster.ask({ path: '/apis/example.com/v1/things' }).status).toBe(404);
  });

  it('takes its objects along when it goes, and waits for those that something holds', () => {
    const cluster = withWidgets();
    const held = widget({ size: 1 }, 'held', { metadata: { name: 'held', finalizers: ['example.com/hold'] } });
    cluster.ask({ method: 'POST', path: widgets, body: held });
    const told = cluster.ask({ method: 'DELETE', path: `${definitions}/widgets.example.com` }).body;
    expect(told).toMatchObject({
      metadata: { finalizers: ['customresourcecleanup.apiextensions.k8s.io'] },
      status: { conditions: [{}, {}, { type: 'Terminating', reason: 'InstanceDeletionPending' }] },
    });
    cluster.simulation.runFor(1000);
    expect(messageOf(cluster.ask({ method: 'POST', path: widgets, body: widget({ size: 1 }, 'new') }))).toBe(
      'widgets.example.com "new" is forbidden: create not allowed while custom resource definition is terminating',
    );
    const headers = { 'content-type': 'application/merge-patch+json' };
    cluster.ask({ method: 'PATCH', path: `${widgets}/held`, body: { metadata: { finalizers: null } }, headers });
    cluster.simulation.runFor(6000);
    expect(cluster.ask({ path: `${definitions}/widgets.example.com` }).status).toBe(404);
    expect(cluster.ask({ path: `${widgets}/held` }).body).toBe('404 page not found\n');
    expect(cluster.ask({ path: '/apis/apiregistration.k8s.io/v1/apiservices/v1.example.com' }).status).toBe(404);
  });

  it('is served by every server', () => {
    const cluster = new TestCluster({ seed: 'three', members: 3 }).boot();
    cluster.ask({ method: 'POST', path: definitions, body: definition({ plural: 'widgets', kind: 'Widget' }) });
    cluster.simulation.runFor(2000);
    expect(cluster.ask({ method: 'POST', path: widgets, body: widget({ size: 1 }) }).status).toBe(201);
    for (const server of [0, 1, 2]) {
      expect(cluster.ask({ path: `${widgets}/a` }, server)).toMatchObject({
        status: 200,
        body: { spec: { color: 'red' } },
      });
      expect(cluster.ask({ path: '/apis/example.com/v1' }, server)).toMatchObject({
        body: { resources: [{}, {}, {}] },
      });
    }
  });

  it('is told in OpenAPI', () => {
    const { body } = withWidgets().ask({ path: '/openapi/v3/apis/example.com/v1' });
    const { schemas } = (body as { readonly components: { readonly schemas: Record<string, object> } }).components;
    expect(schemas['com.example.v1.Widget']).toMatchObject({
      properties: { spec: { properties: { color: { type: 'string', default: 'red' } } }, metadata: {} },
      'x-kubernetes-group-version-kind': [{ group: 'example.com', kind: 'Widget', version: 'v1' }],
    });
  });
});
