import { describe, expect, it } from 'vitest';
import type { KubeObject } from '../apimachinery';
import { referencesOf, selectorText } from './references';

function object(kind: string, rest: object): KubeObject {
  return { apiVersion: 'v1', kind, metadata: { name: 'one', namespace: 'default' }, ...rest } as KubeObject;
}

describe('what an object names', () => {
  it('is a slice with its service and its pods, the ready ones apart from the others', () => {
    const endpoint = (name: string, ready: boolean) => ({
      addresses: ['10.244.1.2'],
      conditions: { ready },
      targetRef: { kind: 'Pod', name, namespace: 'default' },
    });
    const slice = object('EndpointSlice', {
      metadata: { name: 'web-x', namespace: 'default', labels: { 'kubernetes.io/service-name': 'web' } },
      endpoints: [endpoint('a', true), endpoint('b', false), endpoint('c', true)],
    });
    expect(referencesOf(slice)).toEqual([
      { kind: 'Service', why: 'label kubernetes.io/service-name=web', keys: ['/registry/services/specs/default/web'] },
      { kind: 'Pod', why: 'endpoint, ready', keys: ['/registry/pods/default/a', '/registry/pods/default/c'] },
      { kind: 'Pod', why: 'endpoint, not ready', keys: ['/registry/pods/default/b'] },
    ]);
  });

  it('is what a pod has to have before it starts, each once; what is optional is not', () => {
    const pod = object('Pod', {
      spec: {
        volumes: [
          { name: 'data', persistentVolumeClaim: { claimName: 'disk' } },
          { name: 'maybe', configMap: { name: 'extra', optional: true } },
          { name: 'kube-api-access', projected: { sources: [] } },
        ],
        containers: [
          {
            name: 'web',
            envFrom: [{ configMapRef: { name: 'settings' } }],
            env: [
              { name: 'MODE', valueFrom: { configMapKeyRef: { name: 'settings', key: 'mode' } } },
              { name: 'TOKEN', valueFrom: { secretKeyRef: { name: 'keys', key: 'token' } } },
            ],
          },
        ],
      },
    });
    expect(referencesOf(pod).map(({ kind, why, keys: [key] }) => `${kind} ${key} ${why}`)).toEqual([
      'PersistentVolumeClaim /registry/persistentvolumeclaims/default/disk volume data',
      'ConfigMap /registry/configmaps/default/settings envFrom',
      'Secret /registry/secrets/default/keys env TOKEN',
    ]);
  });

  it('is nothing for a kind that names nobody', () => {
    expect(referencesOf(object('ConfigMap', { data: { a: 'b' } }))).toEqual([]);
  });
});

describe('a selector', () => {
  it('reads as kubectl writes it, of services and of workloads', () => {
    expect(selectorText(object('Service', { spec: { selector: { app: 'web', tier: 'front' } } }))).toBe(
      'app=web,tier=front',
    );
    expect(selectorText(object('Deployment', { spec: { selector: { matchLabels: { app: 'web' } } } }))).toBe('app=web');
    expect(selectorText(object('Service', { spec: {} }))).toBeUndefined();
  });
});
