import { existsSync, readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import {
  apiVersionOf,
  bodyKinds,
  decode,
  findByResourceName,
  findKind,
  findResource,
  kindOf,
  kinds,
  resourceName,
} from './index';

const shared = new URL('../../../shared/', import.meta.url);

/** There was none when the keys were written down. */
const unrecorded = new Set([
  ...['CSINode', 'CSIStorageCapacity', 'ControllerRevision', 'DaemonSet', 'Job', 'NetworkPolicy', 'StatefulSet'],
  ...['ResourceClaim', 'ResourceClaimTemplate', 'DeviceClass', 'ResourceSlice'],
  ...['MutatingAdmissionPolicy', 'MutatingAdmissionPolicyBinding', 'MutatingWebhookConfiguration'],
  ...['ValidatingWebhookConfiguration', 'VolumeAttachment', 'VolumeAttributesClass'],
]);

describe('the registry', () => {
  it('finds a kind by what it is called anywhere', () => {
    const deployment = findKind('apps/v1', 'Deployment');
    expect(deployment?.plural).toBe('deployments');
    expect(findResource('apps', 'v1', 'deployments')).toBe(deployment);
    expect(findByResourceName('deployments.apps')).toBe(deployment);
    expect(kindOf({ apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'x' } })).toBe(deployment);
    expect(resourceName(deployment!)).toBe('deployments.apps');
    expect(findKind('v1', 'Deployment')).toBeUndefined();
  });

  it('has a schema for every kind that is stored or travels', () => {
    for (const kind of [...kinds, ...bodyKinds]) {
      expect(decode(kind, {}).object).toMatchObject({ apiVersion: apiVersionOf(kind), kind: kind.kind });
    }
  });

  it.skipIf(!existsSync(shared))('names resources as a real server’s discovery does', () => {
    const discovery = JSON.parse(
      gunzipSync(readFileSync(new URL('yardsticks/openapi/discovery.json.gz', shared))).toString(),
    );
    for (const kind of kinds) {
      const groups = [...discovery['/api'].items, ...discovery['/apis'].items];
      const group = groups.find((one: any) => (one.metadata.name ?? '') === kind.group);
      const found = group.versions
        .find((one: any) => one.version === kind.version)
        .resources.find((one: any) => one.resource === kind.plural);
      expect(found).toMatchObject({
        responseKind: { kind: kind.kind },
        scope: kind.namespaced ? 'Namespaced' : 'Cluster',
        singularResource: kind.singular,
        verbs: kind.verbs,
      });
      expect(found.shortNames ?? []).toEqual(kind.shortNames);
      expect(found.categories ?? []).toEqual(kind.categories);
      const offered = new Map((found.subresources ?? []).map((one: any) => [one.subresource, one.verbs]));
      for (const { name, verbs } of kind.subresources) expect([name, offered.get(name)]).toEqual([name, verbs]);
    }
  });

  it.skipIf(!existsSync(shared))('stores objects where a real server has them in etcd', () => {
    const keys = readFileSync(new URL('conformance/cluster/etcd-keys.txt', shared), 'utf8');
    const prefixes = kinds.filter(({ kind }) => !unrecorded.has(kind)).map(({ storagePrefix }) => storagePrefix);
    for (const prefix of prefixes) expect(keys).toContain(`\n${prefix}/`);
  });
});
