import { beforeAll, describe, expect, it } from 'vitest';
import { TestCluster } from '../testing/test-cluster';

describe('the documents of what is served', () => {
  let core: any;
  let apps: any;
  let index: any;
  let whole: any;
  beforeAll(() => {
    const cluster = new TestCluster().boot();
    const get = (path: string): any => cluster.ask({ path }).body;
    index = get('/openapi/v3').paths;
    core = get(index['api/v1'].serverRelativeURL);
    whole = get('/openapi/v2');
    apps = get(index['apis/apps/v1'].serverRelativeURL);
  });

  it('are listed with an address that changes when they do', () => {
    expect(index['apis/apps/v1'].serverRelativeURL).toMatch(/^\/openapi\/v3\/apis\/apps\/v1\?hash=[0-9A-F]{64}$/);
  });

  it('say what can be done where, to what kind', () => {
    const { patch, parameters } = apps.paths['/apis/apps/v1/namespaces/{namespace}/deployments/{name}'];
    expect(patch['x-kubernetes-group-version-kind']).toEqual({ group: 'apps', version: 'v1', kind: 'Deployment' });
    expect(patch['x-kubernetes-action']).toBe('patch');
    expect(patch.parameters.map(({ name }: any) => name)).toEqual([
      'dryRun',
      'fieldManager',
      'fieldValidation',
      'force',
    ]);
    expect(Object.keys(patch.requestBody.content)).toContain('application/apply-patch+yaml');
    expect(parameters.map(({ name }: any) => name)).toEqual(['name', 'namespace', 'pretty']);
    expect(Object.keys(core.paths['/api/v1/pods'])).toEqual(['get', 'parameters']);
    expect(
      core.paths['/api/v1/namespaces/{namespace}/pods/{name}/eviction'].post['x-kubernetes-group-version-kind'].kind,
    ).toBe('Eviction');
  });

  it('say which values a field may have, and which fields have to be said', () => {
    const of = (document: any, name: string) => document.components.schemas[name];
    const { restartPolicy } = of(core, 'io.k8s.api.core.v1.PodSpec').properties;
    expect(restartPolicy).toEqual({ type: 'string', enum: ['Always', 'Never', 'OnFailure'] });
    const { stopSignal } = of(core, 'io.k8s.api.core.v1.Lifecycle').properties;
    expect(stopSignal.enum).toHaveLength(65);
    const { type } = of(core, 'io.k8s.api.core.v1.HostPathVolumeSource').properties;
    expect(type.enum.slice(0, 2)).toEqual(['', 'BlockDevice']);
    expect(of(apps, 'io.k8s.api.apps.v1.DeploymentSpec').required).toEqual(['selector', 'template']);
    expect(of(apps, 'io.k8s.api.apps.v1.StatefulSetOrdinals').required).toBeUndefined();
    expect(of(core, 'io.k8s.api.core.v1.Event').required).toEqual(['involvedObject', 'metadata']);
  });

  it('say which fields there are and how they merge', () => {
    const { containers, nodeSelector } = core.components.schemas['io.k8s.api.core.v1.PodSpec'].properties;
    expect(containers).toMatchObject({
      type: 'array',
      'x-kubernetes-list-map-keys': ['name'],
      'x-kubernetes-list-type': 'map',
      'x-kubernetes-patch-merge-key': 'name',
      'x-kubernetes-patch-strategy': 'merge',
    });
    expect(nodeSelector['x-kubernetes-map-type']).toBe('atomic');
    const pod = core.components.schemas['io.k8s.api.core.v1.Pod'];
    expect(pod['x-kubernetes-group-version-kind']).toEqual([{ group: '', kind: 'Pod', version: 'v1' }]);
  });

  it('are had in the older form, too, all in one', () => {
    expect(whole.swagger).toBe('2.0');
    const { Pod, PodSpec } = Object.fromEntries(
      ['Pod', 'PodSpec'].map((kind) => [kind, whole.definitions[`io.k8s.api.core.v1.${kind}`]]),
    );
    expect(Pod['x-kubernetes-group-version-kind']).toEqual([{ group: '', kind: 'Pod', version: 'v1' }]);
    expect(PodSpec.properties.containers).toMatchObject({
      type: 'array',
      items: { $ref: '#/definitions/io.k8s.api.core.v1.Container' },
      'x-kubernetes-patch-merge-key': 'name',
    });
    expect(whole.definitions['io.k8s.apimachinery.pkg.api.resource.Quantity']).toEqual({ type: 'string' });
    const options = whole.definitions['io.k8s.apimachinery.pkg.apis.meta.v1.DeleteOptions'];
    expect(options['x-kubernetes-group-version-kind'].map(({ group }: any) => group)).toEqual(
      expect.arrayContaining(['', 'apps', 'batch']),
    );
    const { patch } = whole.paths['/apis/apps/v1/namespaces/{namespace}/deployments/{name}'];
    expect(patch.parameters[0]).toMatchObject({ in: 'body', name: 'body', required: true });
    expect(patch.parameters[1]).toEqual({ in: 'query', name: 'dryRun', type: 'string', uniqueItems: true });
    const referred = [...JSON.stringify(whole).matchAll(/"\$ref":"([^"]+)"/g)].map(([, reference = '']) => reference);
    const there = new Set(Object.keys(whole.definitions).map((name) => `#/definitions/${name}`));
    expect(referred.length).toBeGreaterThan(100);
    expect(referred.filter((reference) => !there.has(reference))).toEqual([]);
  });

  it('refer to nothing that they lack', () => {
    for (const document of [core, apps]) {
      const referred = [...JSON.stringify(document).matchAll(/#\/components\/schemas\/([^"]+)/g)].map(
        ([, name]) => name!,
      );
      expect(referred.length).toBeGreaterThan(100);
      expect(referred.filter((name) => !(name in document.components.schemas))).toEqual([]);
    }
  });
});
