import { beforeAll, describe, expect, it } from 'vitest';
import type { PodSpec } from '../../api';
import { TestCluster } from '../testing/test-cluster';
import { policyOf, violationsOf, violationsText } from './policy';

const enforce = 'pod-security.kubernetes.io/enforce';

const hardened = {
  allowPrivilegeEscalation: false,
  capabilities: { drop: ['ALL'] },
  runAsNonRoot: true,
  seccompProfile: { type: 'RuntimeDefault' },
};
const container = (security: object = hardened, more: object = {}) => ({
  name: 'main',
  image: 'x',
  securityContext: security,
  ...more,
});

function judged(level: string, spec: object, metadata: object = {}, version = 'latest'): string {
  const whole = { containers: [container()], ...spec } as unknown as PodSpec;
  const policy = policyOf({ labels: { [enforce]: level, [`${enforce}-version`]: version } }, 'enforce');
  return violationsText(violationsOf({ metadata, spec: whole }, policy));
}

describe('an older version of a level', () => {
  it('asks for what it asked for then', () => {
    const bare = { containers: [container({ runAsUser: 0 })] };
    const escalation =
      'allowPrivilegeEscalation != false (container "main" must set securityContext.allowPrivilegeEscalation=false)';
    const root = 'runAsNonRoot != true (pod or container "main" must set securityContext.runAsNonRoot=true)';
    expect(judged('restricted', bare, {}, 'v1.18')).toBe(`${escalation}, ${root}`);
    expect(judged('restricted', { ...bare, os: { name: 'windows' } }, {}, 'v1.18')).toBe(`${escalation}, ${root}`);
    const capability = { containers: [container({ ...hardened, capabilities: { add: ['SYS_TIME'] } })] };
    expect(judged('restricted', capability, {}, 'v1.20')).toBe(
      'non-default capabilities (container "main" must not include "SYS_TIME" in securityContext.capabilities.add)',
    );
    const probe = { containers: [container({}, { livenessProbe: { httpGet: { port: 1, host: 'x' } } })] };
    expect([judged('baseline', probe, {}, 'v1.33'), judged('baseline', probe, {}, 'v1.34')]).toEqual([
      '',
      'probe or lifecycle host (container "main" uses probe or lifecycle host "x")',
    ]);
  });

  it('names a volume of the machine once', () => {
    expect(judged('restricted', { volumes: [{ name: 'a', hostPath: {} }] })).toBe(
      'restricted volume types (volume "a" uses restricted volume type "hostPath")',
    );
  });
});

describe('the baseline', () => {
  it.each([
    [{ hostNetwork: true, hostIPC: true }, 'host namespaces (hostNetwork=true, hostIPC=true)'],
    [
      {
        volumes: [
          { name: 'a', hostPath: {} },
          { name: 'b', hostPath: {} },
        ],
      },
      'hostPath volumes (volumes "a", "b")',
    ],
    [
      { containers: [container({}, { ports: [{ hostPort: 81 }, { hostPort: 80 }] })] },
      'hostPort (container "main" uses hostPorts 80, 81)',
    ],
    [{ securityContext: { sysctls: [{ name: 'kernel.msgmax' }] } }, 'forbidden sysctls (kernel.msgmax)'],
    [
      { containers: [container({ seLinuxOptions: { type: 'spc_t', user: 'u' } })] },
      'seLinuxOptions (container "main" set forbidden securityContext.seLinuxOptions: type "spc_t"; user may not be set)',
    ],
    [
      { securityContext: { seccompProfile: { type: 'Unconfined' } } },
      'seccompProfile (pod must not set securityContext.seccompProfile.type to "Unconfined")',
    ],
    [
      { containers: [container({ procMount: 'Unmasked' })] },
      'procMount (container "main" must not set securityContext.procMount to "Unmasked")',
    ],
    [{ containers: [container({})] }, ''],
  ])('forbids what lets a pod out of its box: %j', (spec, words) => {
    expect(judged('baseline', spec)).toBe(words);
    expect(judged('privileged', spec)).toBe('');
  });
});

describe('the restricted level', () => {
  it.each([
    [{}, ''],
    [{ volumes: [{ name: 'n', nfs: {} }] }, 'restricted volume types (volume "n" uses restricted volume type "nfs")'],
    [
      { containers: [container({ ...hardened, runAsUser: 0, capabilities: { drop: ['ALL'], add: ['CHOWN'] } })] },
      'unrestricted capabilities (container "main" must not include "CHOWN" in securityContext.capabilities.add), runAsUser=0 (container "main" must not set runAsUser=0)',
    ],
    [
      { containers: [container({ ...hardened, runAsNonRoot: false })], securityContext: { runAsNonRoot: true } },
      'runAsNonRoot != true (container "main" must not set securityContext.runAsNonRoot=false)',
    ],
  ])('demands that pods say they are harmless: %j', (spec, words) => {
    expect(judged('restricted', spec)).toBe(words);
  });
});

describe('a namespace with a level', () => {
  let cluster: TestCluster;
  const label = (name: string, labels: object): any =>
    cluster.ask({
      method: 'PATCH',
      path: `/api/v1/namespaces/${name}`,
      headers: { 'content-type': 'application/merge-patch+json' },
      body: { metadata: { labels } },
    });
  const pod = (namespace: string, name: string, spec: object = {}): any =>
    cluster.ask({
      method: 'POST',
      path: `/api/v1/namespaces/${namespace}/pods`,
      body: { metadata: { name }, spec: { containers: [{ name: 'main', image: 'x' }], ...spec } },
    });

  beforeAll(() => {
    cluster = new TestCluster().boot();
    cluster.namespace('shop');
  });

  it('tells which of its pods would not be let in any more, and lets them be', () => {
    for (const name of ['a', 'b']) pod('shop', name, { hostNetwork: true });
    cluster.simulation.runFor(100);
    const answer = label('shop', { 'pod-security.kubernetes.io/enforce': 'baseline' });
    expect(answer.headers.warning).toBe(
      '299 - "existing pods in namespace \\"shop\\" violate the new PodSecurity enforce level \\"baseline:latest\\"", 299 - "a (and 1 other pod): host namespaces"',
    );
    cluster.simulation.runFor(100);
    expect(pod('shop', 'c', { hostNetwork: true }).status).toBe(403);
    expect(pod('shop', 'c').status).toBe(201);
  });

  it('warns who stamps pods that would be refused', () => {
    const template = {
      metadata: { labels: { a: 'b' } },
      spec: { hostPID: true, containers: [{ name: 'c', image: 'i' }] },
    };
    const body = { metadata: { name: 'd' }, spec: { selector: { matchLabels: { a: 'b' } }, template } };
    const path = '/apis/apps/v1/namespaces/shop/deployments';
    expect(cluster.ask({ method: 'POST', path, body }).headers.warning).toBe(
      '299 - "would violate PodSecurity \\"baseline:latest\\": host namespaces (hostPID=true)"',
    );
  });

  it('is refused where it is none', () => {
    expect(label('shop', { 'pod-security.kubernetes.io/warn': 'paranoid' }).body.message).toBe(
      'Namespace "shop" is invalid: metadata.labels[pod-security.kubernetes.io/warn]: Invalid value: "paranoid": must be one of privileged, baseline, restricted',
    );
  });
});
