import { describe, expect, it } from 'vitest';
import { TestCluster } from './testing/test-cluster';

const container = { name: 'main', image: 'a:1' };
const labels = { app: 'a' };
const template = { metadata: { labels }, spec: { containers: [container] } };
const paths: Readonly<Record<string, string>> = {
  Pod: 'api/v1/namespaces/shop/pods',
  ConfigMap: 'api/v1/namespaces/shop/configmaps',
  LimitRange: 'api/v1/namespaces/shop/limitranges',
  ResourceQuota: 'api/v1/namespaces/shop/resourcequotas',
  Job: 'apis/batch/v1/namespaces/shop/jobs',
  StatefulSet: 'apis/apps/v1/namespaces/shop/statefulsets',
  PodDisruptionBudget: 'apis/policy/v1/namespaces/shop/poddisruptionbudgets',
};

describe('a new object is refused in the real server’s words:', () => {
  const cluster = new TestCluster().boot();
  cluster.namespace('shop');
  const messageOf = (kind: string, body: object): string => {
    const path = `/${paths[kind]}?dryRun=All`;
    const { metadata = {}, ...rest } = body as { readonly metadata?: object };
    const answer = cluster.ask({ method: 'POST', path, body: { metadata: { name: 'x', ...metadata }, ...rest } });
    return (answer.body as { readonly message?: string }).message?.replace(/^\S+ "x" is invalid: /, '') ?? 'accepted';
  };
  const pod = (spec: object) => messageOf('Pod', { spec: { containers: [container], ...spec } });
  const secured = (securityContext: object) => pod({ containers: [{ ...container, securityContext }] });
  const at = 'spec.containers[0]';

  it.each([
    [
      { seccompProfile: { type: 'Localhost' } },
      'seccompProfile.localhostProfile: Required value: must be set when seccomp type is Localhost',
    ],
    [
      { seccompProfile: { type: 'Odd' } },
      'seccompProfile.type: Unsupported value: "Odd": supported values: "Localhost", "RuntimeDefault", "Unconfined"',
    ],
    [{ appArmorProfile: {} }, 'appArmorProfile.type: Required value: type is required when appArmorProfile is set'],
    [{ procMount: 'Odd' }, 'procMount: Unsupported value: "Odd": supported values: "Default", "Unmasked"'],
  ])('a container that is secured by %j', (context, expected) =>
    expect(secured(context)).toBe(`${at}.securityContext.${expected}`),
  );

  it.each([
    [{ dnsPolicy: 'None' }, 'spec.dnsConfig: Required value: must provide `dnsConfig` when `dnsPolicy` is None'],
    [{ schedulingGates: [{ name: 'a' }, { name: 'a' }] }, 'spec.schedulingGates[1]: Duplicate value: "a"'],
    [
      { volumes: [{ name: 'v', nfs: { server: 'a', path: 'b' } }] },
      'spec.volumes[0].nfs.path: Invalid value: "b": must be an absolute path',
    ],
    [
      { securityContext: { fsGroup: -1, supplementalGroups: [-2] } },
      '[spec.securityContext.fsGroup: Invalid value: -1: must be between 0 and 2147483647, inclusive, ' +
        'spec.securityContext.supplementalGroups[0]: Invalid value: -2: must be between 0 and 2147483647, inclusive]',
    ],
    [
      {
        volumes: [{ name: 'v', emptyDir: {} }],
        containers: [{ ...container, volumeMounts: [{ name: 'v', mountPath: '/a', subPath: '../b' }] }],
      },
      `${at}.volumeMounts.subPath: Invalid value: "../b": must not contain '..'`,
    ],
  ])('a pod with %j', (spec, expected) => expect(pod(spec)).toBe(expected));

  it.each([
    [
      'LimitRange',
      { spec: { limits: [{ type: 'Custom' }] } },
      'spec.limits[0].type: Invalid value: "Custom": must be a standard limit type or fully qualified',
    ],
    [
      'LimitRange',
      {
        spec: {
          limits: [{ type: 'Container', min: { cpu: '1' }, max: { cpu: '2' }, maxLimitRequestRatio: { cpu: '4' } }],
        },
      },
      'spec.limits[0].maxLimitRequestRatio[cpu]: Invalid value: "4": ratio 4 is greater than max/min = 2.000000',
    ],
    [
      'ResourceQuota',
      { spec: { scopes: ['BestEffort'], hard: { cpu: '1' } } },
      'spec.scopes: Invalid value: ["BestEffort"]: unsupported scope applied to resource',
    ],
    [
      'PodDisruptionBudget',
      { spec: { minAvailable: 1, maxUnavailable: 1 } },
      'spec: Invalid value: {"MinAvailable":1,"Selector":null,"MaxUnavailable":1,"UnhealthyPodEvictionPolicy":null}: minAvailable and maxUnavailable cannot be both set',
    ],
    [
      'StatefulSet',
      { spec: { selector: { matchLabels: labels }, template, updateStrategy: { type: 'Odd' } } },
      `spec.updateStrategy: Invalid value: {"Type":"Odd","RollingUpdate":null}: must be 'RollingUpdate' or 'OnDelete'`,
    ],
    [
      'Job',
      {
        spec: {
          template: { spec: { restartPolicy: 'Never', containers: [container] } },
          podFailurePolicy: { rules: [{ action: 'FailJob', onExitCodes: { operator: 'In', values: [2, 1] } }] },
        },
      },
      'spec.podFailurePolicy.rules[0].onExitCodes.values: Invalid value: [2,1]: must be ordered',
    ],
    [
      'ConfigMap',
      { metadata: { labels: { a: 'x'.repeat(64) } } },
      `metadata.labels: Invalid value: "${'x'.repeat(64)}": must be no more than 63 bytes`,
    ],
    [
      'ConfigMap',
      { metadata: { generation: -1 } },
      'metadata.generation: Invalid value: -1: must be greater than or equal to 0',
    ],
  ])('a %s that says %j', (kind, body, expected) => expect(messageOf(kind, body)).toBe(expected));
});

describe('further refusals of what is new', () => {
  const cluster = new TestCluster().boot();
  cluster.namespace('shop');
  const ask = (kind: string, body: unknown): string => {
    const answer = cluster.ask({ method: 'POST', path: `/${paths[kind]}?dryRun=All`, body });
    return (answer.body as { readonly message?: string }).message?.replace(/^\S+ "x" is invalid: /, '') ?? 'accepted';
  };
  const metadata = { name: 'x' };
  const pod = (spec: object, more: object = {}) =>
    ask('Pod', { metadata, spec: { ...spec, containers: [{ ...container, ...more }] } });
  const at = 'spec.containers[0]';

  it('ports on the machine’s own network are the machine’s', () => {
    expect(pod({ hostNetwork: true }, { ports: [{ containerPort: 80, hostPort: 81 }] })).toBe(
      `${at}.ports[0].hostPort: Invalid value: 81: must match \`containerPort\` when \`hostNetwork\` is true`,
    );
    expect(pod({ hostNetwork: true }, { ports: [{ containerPort: 80 }] })).toBe('accepted');
  });

  it('containers use what their pod claims', () => {
    expect(pod({}, { resources: { claims: [{ name: 'gpu' }] } })).toBe(
      `${at}.resources.claims[0]: Not found: "gpu": must be one of the names in pod.spec.resourceClaims which is empty`,
    );
  });

  it('what can be resized is said of CPU and memory', () => {
    expect(pod({}, { resizePolicy: [{ resourceName: 'disk', restartPolicy: 'NotRequired' }] })).toBe(
      `${at}.resizePolicy: Unsupported value: "disk": supported values: "cpu", "memory"`,
    );
  });

  it('scopes that are there or not are not compared', () => {
    const matchExpressions = [{ scopeName: 'Terminating', operator: 'In', values: ['x'] }];
    expect(ask('ResourceQuota', { metadata, spec: { scopeSelector: { matchExpressions } } })).toContain(
      `spec.scopeSelector.matchExpressions.operator: Invalid value: "In": must be 'Exists' when scope is any of`,
    );
  });

  it('how clients log in is JSON', () => {
    const secret = (text: string) =>
      cluster.ask({
        method: 'POST',
        path: '/api/v1/namespaces/shop/secrets?dryRun=All',
        body: { metadata, type: 'kubernetes.io/dockerconfigjson', stringData: { '.dockerconfigjson': text } },
      }).body as { readonly message?: string };
    const why = 'data[.dockerconfigjson]: Invalid value: "<secret contents redacted>": ';
    expect(secret('x').message).toContain(`${why}invalid character 'x' looking for beginning of value`);
    expect(secret('"x"').message).toContain(`${why}json: cannot unmarshal string into Go value`);
    expect(secret('{}').message).toBeUndefined();
  });

  it('a body of another kind, or of none, is not read', () => {
    const reads = (body: unknown) => ask('ConfigMap', body);
    expect(reads({ kind: 'Nonsense', apiVersion: 'v1' })).toBe(
      'Nonsense in version "v1" cannot be handled as a ConfigMap: no kind "Nonsense" is registered for version "v1" in scheme "pkg/runtime/scheme.go:111"',
    );
    expect(reads({ kind: 'Deployment', apiVersion: 'apps/v1' })).toBe(
      'Deployment in version "v1" cannot be handled as a ConfigMap: converting (v1.Deployment) to (core.ConfigMap): unknown conversion',
    );
    expect(reads(undefined)).toContain('json parse error: unexpected end of JSON input (<empty>)');
  });
});
