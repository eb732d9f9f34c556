/** What claims, volumes, quotas, limits, endpoints and parts of pods may say: told as the real server tells it. */
import { beforeAll, describe, expect, it } from 'vitest';
import { causesOf } from './testing/causes';
import { TestCluster } from './testing/test-cluster';

const inShop = '/api/v1/namespaces/shop/';
const merge = { 'content-type': 'application/merge-patch+json' };
const claim = { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } };
const volume = { accessModes: ['ReadWriteOnce'], capacity: { storage: '1Gi' } };

let cluster: TestCluster;
let made = 0;

beforeAll(() => {
  cluster = new TestCluster().boot();
  cluster.namespace('shop');
});

/** Without the differences that some of them show. */
const firstLinesOf = (answer: { readonly body: any }): readonly string[] =>
  causesOf(answer).map((cause) => cause.split('\n')[0]!);

const pathOf = (kind: string) => (kind === 'persistentvolumes' ? `/api/v1/${kind}` : `${inShop}${kind}`);

const post = (kind: string, more: object) =>
  cluster.ask({ method: 'POST', path: pathOf(kind), body: { metadata: { name: `one-${++made}` }, ...more } });

function patched(kind: string, spec: object, change: object, subresource = ''): ReturnType<TestCluster['ask']> {
  const { body } = post(kind, { spec }) as { body: any };
  const path = `${pathOf(kind)}/${body.metadata.name}${subresource}`;
  return cluster.ask({ method: 'PATCH', path, headers: merge, body: change });
}

describe('claims', () => {
  const specOf = (more: object) => (post('persistentvolumeclaims', { spec: { ...claim, ...more } }).body as any).spec;
  const source = { apiGroup: null, kind: 'PersistentVolumeClaim', name: 'x' };

  it('say twice what they are filled with', () => {
    expect(specOf({ dataSource: source }).dataSourceRef).toEqual(source);
    expect(specOf({ dataSourceRef: source }).dataSource).toEqual(source);
    expect(specOf({ dataSource: { kind: 'Pod', name: 'x' } })).not.toHaveProperty('dataSource');
  });

  it('say the same both times, and of what is known', () => {
    const other = { spec: { ...claim, dataSource: source, dataSourceRef: { ...source, name: 'y' } } };
    expect(firstLinesOf(post('persistentvolumeclaims', other))).toEqual([
      'spec: Invalid value: {}: must match dataSourceRef',
    ]);
    const pod = { spec: { ...claim, dataSourceRef: { kind: 'Pod', name: 'x' } } };
    const why = `Invalid value: "Pod": must be 'PersistentVolumeClaim' when referencing the default apiGroup`;
    expect(firstLinesOf(post('persistentvolumeclaims', pod))).toEqual([
      `spec.dataSource: ${why}`,
      `spec.dataSourceRef: ${why}`,
    ]);
  });

  it('may name a class once, nothing else before they are bound', () => {
    const change = (spec: object) => patched('persistentvolumeclaims', claim, { spec });
    expect([change({ storageClassName: 'x' }).status, change({ volumeAttributesClassName: 'gold' }).status]).toEqual([
      200, 422,
    ]);
    expect(firstLinesOf(change({ volumeMode: 'Block' }))).toEqual([
      'spec: Forbidden: spec is immutable after creation except resources.requests and volumeAttributesClassName for bound claims',
      'volumeMode: Invalid value: "Block": field is immutable',
    ]);
    const gold = { ...claim, volumeAttributesClassName: 'gold' };
    expect(
      firstLinesOf(patched('persistentvolumeclaims', gold, { spec: { volumeAttributesClassName: null } })),
    ).toEqual([
      'spec: Forbidden: spec is immutable after creation except resources.requests and volumeAttributesClassName for bound claims',
    ]);
  });

  it('are looked at as if they were new when they change', () => {
    const change = { spec: { accessModes: [], resources: null }, metadata: { finalizers: ['mine'] } };
    expect(firstLinesOf(patched('persistentvolumeclaims', claim, change)).map((text) => text.split(':')[0])).toEqual([
      'metadata.finalizers[0]',
      'metadata.finalizers[0]',
      'spec.accessModes',
      'spec.resources[storage]',
      'spec',
      'spec.resources.requests.storage',
    ]);
  });

  it('grow in ways that are known', () => {
    const status = { allocatedResourceStatuses: { storage: 'Growing', cpu: 'NodeResizeFailed' } };
    const causes = firstLinesOf(patched('persistentvolumeclaims', claim, { status }, '/status'));
    expect(causes.map((text) => text.slice(0, 70))).toEqual(
      [
        'status.allocatedResourceStatus: Unsupported value: "storage": supported',
        'status.allocatedResourceStatus: Unsupported value: "cpu": supported val',
      ].map((text) => text.slice(0, 70)),
    );
  });
});

describe('volumes', () => {
  const refused = (more: object) => firstLinesOf(post('persistentvolumes', { spec: { ...volume, ...more } }));

  it('are of one source, and the first is looked at', () => {
    expect(refused({ csi: { driver: '', volumeHandle: '' }, hostPath: { path: '/' } })).toEqual([
      'spec.csi: Forbidden: may not specify more than 1 volume type',
    ]);
    expect(refused({ nfs: {} })).toEqual([
      'spec.nfs.server: Required value',
      'spec.nfs.path: Required value',
      'spec.nfs.path: Invalid value: "": must be an absolute path',
    ]);
    expect(refused({ csi: { driver: 'a', volumeHandle: '', nodePublishSecretRef: {} } })).toEqual([
      'spec.csi.volumeHandle: Required value',
      'spec.csi.nodePublishSecretRef.name: Required value',
      'spec.csi.nodePublishSecretRef.namespace: Required value',
    ]);
    expect(refused({ gcePersistentDisk: {} })).toEqual(['spec.persistentDisk.pdName: Required value']);
    expect(refused({ hostPath: { path: '/x' }, volumeAttributesClassName: '' })).toEqual([
      'spec.volumeAttributesClassName: Required value: an empty string is disallowed',
      'spec.csi: Required value: has to be specified when using volumeAttributesClassName',
    ]);
  });

  it('stay where they are', () => {
    const required = { nodeSelectorTerms: [{ matchExpressions: [{ key: 'a', operator: 'Exists' }] }] };
    const spec = { ...volume, hostPath: { path: '/x' }, nodeAffinity: { required } };
    const change = { hostPath: { path: '/y' }, volumeMode: 'Block', nodeAffinity: null };
    const answer = patched('persistentvolumes', spec, { spec: change });
    expect(firstLinesOf(answer)).toEqual([
      'spec.persistentvolumesource: Forbidden: spec.persistentvolumesource is immutable after creation',
      'volumeMode: Invalid value: "Block": field is immutable',
      'nodeAffinity: Invalid value: null: field is immutable, except for updating from beta label to GA',
    ]);
    expect((answer.body as any).message).toContain('-  "Path": "/x",\n+  "Path": "/y",');
  });
});

describe('quotas and limits', () => {
  it('count what can be counted', () => {
    expect(
      firstLinesOf(post('resourcequotas', { spec: { hard: { foo: '1', storage: '1', secrets: '1.5' } } })),
    ).toEqual([
      'spec.hard[foo]: Invalid value: "foo": must be a standard resource type or fully qualified',
      'spec.hard[foo]: Invalid value: "foo": must be a standard resource for quota',
      'spec.hard[storage]: Invalid value: "storage": must be a standard resource for quota',
      'spec.hard[secrets]: Invalid value: "1500m": must be an integer',
    ]);
  });

  it('count of pods that can be told apart', () => {
    const matchExpressions = [
      { scopeName: 'BestEffort', operator: 'Exists' },
      { scopeName: 'NotBestEffort', operator: 'Like' },
    ];
    const field = 'spec.scopeSelector.matchExpressions';
    const spec = { hard: { 'requests.storage': '1' }, scopeSelector: { matchExpressions } };
    const causes = firstLinesOf(post('resourcequotas', { spec }));
    const selector =
      '{"MatchExpressions":[{"ScopeName":"BestEffort","Operator":"Exists","Values":null},{"ScopeName":"NotBestEffort","Operator":"Like","Values":null}]}';
    expect(causes.filter((text) => !text.includes("must be 'Exists'"))).toEqual([
      `${field}: Invalid value: ${selector}: unsupported scope applied to resource`,
      `${field}: Invalid value: ${selector}: unsupported scope applied to resource`,
      `${field}.operator: Invalid value: "Like": not a valid selector operator`,
      `${field}: Invalid value: null: conflicting scopes`,
    ]);
  });

  it('are in order', () => {
    const limits = [
      {
        type: 'Container',
        max: { cpu: '1' },
        min: { cpu: '2' },
        default: { cpu: '3', 'hugepages-2Mi': '4Mi' },
        defaultRequest: { cpu: '4', 'hugepages-2Mi': '2Mi' },
      },
      { type: 'Pod', default: { cpu: '1' } },
    ];
    expect(firstLinesOf(post('limitranges', { spec: { limits } }))).toEqual([
      'spec.limits[0].min[cpu]: Invalid value: "2": min value 2 is greater than max value 1',
      'spec.limits[0].defaultRequest[cpu]: Invalid value: "4": default request value 4 is greater than max value 1',
      'spec.limits[0].defaultRequest[cpu]: Invalid value: "4": default request value 4 is greater than default limit value 3',
      'spec.limits[0].default[cpu]: Invalid value: "1": default value 3 is greater than max value 1',
      'spec.limits[0].defaultRequest[hugepages-2Mi]: Invalid value: "2Mi": default value 4Mi must equal to defaultRequest value 2Mi in hugepages-2Mi',
      "spec.limits[1].default: Forbidden: may not be specified when `type` is 'Pod'",
    ]);
  });
});

describe('pods', () => {
  const refused = (more: object, ofContainer: object = {}) =>
    firstLinesOf(post('pods', { spec: { containers: [{ name: 'a', image: 'a', ...ofContainer }], ...more } }));

  it('have volumes of one source', () => {
    const volumes = [
      { name: 'a', secret: { secretName: '' }, emptyDir: {} },
      { name: 'b', image: { pullPolicy: 'x' } },
      { name: 'c', ephemeral: { volumeClaimTemplate: { spec: {} } } },
    ];
    expect(refused({ volumes })).toEqual([
      'spec.volumes[0].secret: Forbidden: may not specify more than 1 volume type',
      'spec.volumes[1].image.reference: Required value',
      'spec.volumes[1].image.pullPolicy: Unsupported value: "x": supported values: "Always", "IfNotPresent", "Never"',
      'spec.volumes[2].ephemeral.volumeClaimTemplate.spec.accessModes: Required value: at least 1 access mode is required',
      'spec.volumes[2].ephemeral.volumeClaimTemplate.spec.resources[storage]: Required value',
    ]);
  });

  it('do not mount what is wrong', () => {
    const volumes = [{ name: 'a', secret: { secretName: '' } }];
    expect(refused({ volumes }, { volumeMounts: [{ name: 'a', mountPath: '/x' }] })).toEqual([
      'spec.volumes[0].secret.secretName: Required value',
      'spec.containers[0].volumeMounts[0].name: Not found: "a"',
    ]);
  });

  it('count in steps, look for names where there can be some, and sleep as long as they may end', () => {
    const reference = { resource: 'limits.cpu', divisor: '3' };
    const env = [{ name: 'A', valueFrom: { resourceFieldRef: reference } }];
    const lifecycle = { preStop: { sleep: { seconds: 100 } } };
    const dnsConfig = { searches: ['_tcp.example.com.', '.', 'a b'] };
    expect(refused({ dnsConfig }, { env, lifecycle }).map((text) => text.split(': a lowercase')[0])).toEqual([
      `spec.containers[0].env[0].valueFrom.resourceFieldRef.divisor: Invalid value: "limits.cpu": only divisor's values 1m and 1 are supported with the cpu resource`,
      'spec.containers[0].lifecycle.preStop.sleep: Invalid value: 100: must be non-negative and less than terminationGracePeriodSeconds (30)',
      'spec.dnsConfig.searches[2]: Invalid value: "a b"',
    ]);
  });

  it('claim devices one way or the other', () => {
    const resourceClaims = [{ name: 'a', resourceClaimName: 'x', resourceClaimTemplateName: 'y' }, { name: 'a' }];
    const dump = '{"Name":"a","ResourceClaimName":"x","ResourceClaimTemplateName":"y"}';
    expect(refused({ resourceClaims })).toEqual([
      `spec.resourceClaims[0]: Invalid value: ${dump}: at most one of \`resourceClaimName\` or \`resourceClaimTemplateName\` may be specified`,
      'spec.resourceClaims[1].name: Duplicate value: "a"',
      'spec.resourceClaims[1]: Invalid value: {"Name":"a","ResourceClaimName":null,"ResourceClaimTemplateName":null}: must specify one of: `resourceClaimName`, `resourceClaimTemplateName`',
    ]);
  });

  it('have one file at a path', () => {
    const items = [{ key: 'a', path: 'b' }];
    const sources = [
      { secret: { name: 'x', items } },
      { configMap: { name: 'y', items } },
      { serviceAccountToken: { path: '' } },
    ];
    expect(refused({ volumes: [{ name: 'a', projected: { sources } }] })).toEqual([
      'spec.volumes[0].projected: Invalid value: "y": conflicting duplicate paths',
      'spec.volumes[0].projected.path: Required value',
    ]);
  });

  it('have a volume as files or as blocks', () => {
    const volumes = [
      { name: 'files', emptyDir: {} },
      { name: 'blocks', persistentVolumeClaim: { claimName: 'x' } },
    ];
    const volumeMounts = [{ name: 'blocks', mountPath: '/x', recursiveReadOnly: 'Enabled' }];
    const volumeDevices = [
      { name: 'blocks', devicePath: '/x' },
      { name: 'files', devicePath: '/z/../b' },
    ];
    const field = 'spec.containers[0]';
    expect(refused({ volumes }, { volumeMounts, volumeDevices })).toEqual([
      `${field}.volumeMounts[0].name: Invalid value: "blocks": must not already exist in volumeDevices`,
      `${field}.volumeMounts[0].mountPath: Invalid value: "/x": must not already exist as a path in volumeDevices`,
      `${field}.volumeMounts.recursiveReadOnly: Forbidden: may only be specified when readOnly is true`,
      `${field}.volumeDevices[0].name: Invalid value: "blocks": must not already exist in volumeMounts`,
      `${field}.volumeDevices[0].devicePath: Invalid value: "/x": must not already exist as a path in volumeMounts`,
      `${field}.volumeDevices[1].name: Invalid value: "files": can only use volume source type of PersistentVolumeClaim or Ephemeral for block mode`,
      `${field}.volumeDevices[1].devicePath: Invalid value: "/z/../b": can not contain backsteps ('..')`,
    ]);
  });

  it('are of a system, with users of their own or not', () => {
    expect(refused({ os: { name: 'bsd' }, hostUsers: false, hostNetwork: true, hostPID: true })).toEqual([
      'spec.hostNetwork: Forbidden: when `hostUsers` is false',
      'spec.HostPID: Forbidden: when `hostUsers` is false',
      'spec.os: Unsupported value: "bsd": supported values: "linux", "windows"',
    ]);
    expect(refused({}, { resources: { limits: { cpu: '1', 'hugepages-2Mi': '3Mi' } } })[0]).toBe(
      'spec.containers[0].resources.limits[hugepages-2Mi]: Invalid value: "3Mi": 3Mi is not positive integer multiple of hugepages-2Mi',
    );
  });
});

describe('what is written to a part of an object', () => {
  const pod = { containers: [{ name: 'a', image: 'a' }] };
  const looker = { name: 'd', image: 'x' };

  it('puts containers into a pod that look around and nothing else', () => {
    const serving = { ...looker, targetContainerName: 'z', ports: [{ containerPort: 1 }], lifecycle: {} };
    const spec = { ephemeralContainers: [serving, { name: 'a', image: '' }] };
    const field = 'spec.ephemeralContainers';
    expect(firstLinesOf(patched('pods', pod, { spec }, '/ephemeralcontainers'))).toEqual([
      `${field}[0].targetContainerName: Not found: "z"`,
      `${field}[0].ports: Forbidden: cannot be set for an Ephemeral Container`,
      `${field}[0].lifecycle: Forbidden: cannot be set for an Ephemeral Container`,
      `${field}[1].image: Required value`,
      `${field}[1].name: Duplicate value: "a"`,
    ]);
  });

  it('does not change those that are there', () => {
    const { body } = patched('pods', pod, { spec: { ephemeralContainers: [looker] } }, '/ephemeralcontainers');
    const path = `${pathOf('pods')}/${(body as any).metadata.name}/ephemeralcontainers`;
    const spec = { ephemeralContainers: [{ ...looker, image: 'y' }] };
    const answer = cluster.ask({ method: 'PATCH', path, headers: merge, body: { spec } }).body as any;
    expect(answer.message).toContain(
      'may not be changed\n@@ -1,6 +1,6 @@\n {\n  "Name": "d",\n- "Image": "x",\n+ "Image": "y",',
    );
  });

  it('says how a pod is in words that are known', () => {
    const status = { conditions: [{ type: 'a b', status: 'True' }], podIPs: [{ ip: 'x' }] };
    expect(firstLinesOf(patched('pods', pod, { status }, '/status')).map((text) => text.split(': ')[0])).toEqual([
      'status.conditions[0].Condition',
      'status.podIPs[0]',
    ]);
    const two = { podIPs: [{ ip: '10.0.0.1' }, { ip: '10.0.0.2' }] };
    expect(firstLinesOf(patched('pods', pod, { status: two }, '/status'))).toEqual([
      'status.podIPs: Invalid value: [{"IP":"10.0.0.1"},{"IP":"10.0.0.2"}]: may specify no more than one IP for each IP family',
    ]);
  });

  it('does not wake up a container that ended for good', () => {
    const spec = { ...pod, restartPolicy: 'Never' };
    const ended = { containerStatuses: [{ name: 'a', state: { terminated: { exitCode: 0 } } }] };
    const { body } = patched('pods', spec, { status: ended }, '/status');
    const path = `${pathOf('pods')}/${(body as any).metadata.name}/status`;
    const status = { containerStatuses: [{ name: 'a', state: { running: {} } }] };
    expect(firstLinesOf(cluster.ask({ method: 'PATCH', path, headers: merge, body: { status } }))).toEqual([
      'status.containerStatuses[0].state: Forbidden: may not be transitioned to non-terminated state',
    ]);
  });

  it('holds a namespace with names that somebody answers for', () => {
    const body = { metadata: { name: 'shop' }, spec: { finalizers: ['foo'] } };
    const path = '/api/v1/namespaces/shop/finalize';
    expect(firstLinesOf(cluster.ask({ method: 'PUT', path, body }))).toEqual([
      'spec.finalizers[0]: Invalid value: "foo": name is neither a standard finalizer name nor is it fully qualified',
    ]);
  });

  it('gives a token to what can have one', () => {
    const path = `${inShop}serviceaccounts/default/token`;
    const spec = { boundObjectRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'x' } };
    expect(cluster.ask({ method: 'POST', path, body: { spec } })).toMatchObject({
      status: 400,
      body: { message: 'cannot bind token to object of type apps/v1, Kind=Deployment' },
    });
  });

  it('scales the object that it names', () => {
    const template = { metadata: { labels: { a: 'b' } }, spec: pod };
    const path = '/apis/apps/v1/namespaces/shop/deployments';
    cluster.create(path, { metadata: { name: 'd' }, spec: { selector: { matchLabels: { a: 'b' } }, template } });
    const put = (metadata: object) =>
      cluster.ask({ method: 'PUT', path: `${path}/d/scale`, body: { metadata: { name: 'd', ...metadata }, spec: {} } });
    const message = 'the namespace of the provided object does not match the namespace sent on the request';
    expect(put({ namespace: 'other' })).toMatchObject({ status: 400, body: { message } });
    expect([put({ uid: 'x' }).status, put({}).status]).toEqual([409, 200]);
  });
});

it('addresses are machines’ addresses', () => {
  const addresses = [{ ip: 'x', nodeName: '' }, { ip: '0.0.0.0' }];
  const causes = firstLinesOf(post('endpoints', { subsets: [{ ports: [{ port: 0 }] }, { addresses }] }));
  expect(causes.filter((text) => !text.includes('RFC 1123'))).toEqual([
    'subsets[0]: Required value: must specify `addresses` or `notReadyAddresses`',
    'subsets[0].ports[0].port: Invalid value: 0: must be between 1 and 65535, inclusive',
    'subsets[1].addresses[0].ip: Invalid value: "x": must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)',
    'subsets[1].addresses[0].ip: Invalid value: "x": must be a valid IP address',
    'subsets[1].addresses[1].ip: Invalid value: "0.0.0.0": may not be unspecified (0.0.0.0)',
  ]);
});
