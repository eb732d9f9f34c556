/** Claims of devices and the templates of such: rows and defaults. */
import { textColumn } from '../column';
import { ageColumn, defineKind, nameColumn, statusSubresource } from '../kind';
import { laterRules } from '../later';
import { mapShared, withDefaults, withField } from '../strategy';
import type {
  DeviceRequest,
  DeviceResourceClaim,
  DeviceSubRequest,
  ExactDeviceRequest,
  ResourceClaimSpec,
  ResourceClaimTemplate,
} from './resource-claim-spec';

const identity = { group: 'resource.k8s.io', version: 'v1', kind: 'ResourceClaim' } as const;

export const resourceClaimKind = defineKind<DeviceResourceClaim>({
  ...identity,
  plural: 'resourceclaims',
  namespaced: true,
  storagePrefix: '/registry/resourceclaims',
  subresources: [statusSubresource(identity)],
  defaults: (claim) => withField(claim, 'spec', defaultSpec(claim.spec)),
  ...laterRules<DeviceResourceClaim>('ResourceClaim'),
  columns: [nameColumn, textColumn('State', 'Are there devices for it?', stateText), ageColumn],
});

export const resourceClaimTemplateKind = defineKind<ResourceClaimTemplate>({
  group: 'resource.k8s.io',
  version: 'v1',
  kind: 'ResourceClaimTemplate',
  plural: 'resourceclaimtemplates',
  namespaced: true,
  storagePrefix: '/registry/resourceclaimtemplates',
  defaults: (template) =>
    withField(template, 'spec', withField(template.spec, 'spec', defaultSpec(template.spec.spec))),
  ...laterRules<ResourceClaimTemplate>('ResourceClaimTemplate'),
});

function stateText({ metadata, status }: DeviceResourceClaim): string {
  const states: string[] = [];
  if (metadata.deletionTimestamp) states.push('deleted');
  if (status?.allocation) {
    states.push('allocated');
    if (status.reservedFor?.length) states.push('reserved');
  } else if (!metadata.deletionTimestamp) states.push('pending');
  return states.join(',');
}

// ---- defaults --------------------------------------------------------------------------------------------------------

function defaultRequested<R extends ExactDeviceRequest | DeviceSubRequest>(request: R): R {
  const moded: R = withDefaults<ExactDeviceRequest | DeviceSubRequest>(request, { allocationMode: 'ExactCount' }) as R;
  const counted = moded.allocationMode === 'ExactCount' && !moded.count ? { ...moded, count: 1 } : moded;
  if (!counted.tolerations) return counted;
  const tolerations = mapShared(counted.tolerations, (one) => withDefaults(one, { operator: 'Equal' }));
  return { ...counted, tolerations };
}

function defaultRequest(request: DeviceRequest): DeviceRequest {
  const { exactly, firstAvailable } = request;
  if (exactly) return withField(request, 'exactly', defaultRequested(exactly));
  return firstAvailable ? withField(request, 'firstAvailable', mapShared(firstAvailable, defaultRequested)) : request;
}

function defaultSpec(spec: ResourceClaimSpec): ResourceClaimSpec {
  const requests = spec.devices?.requests;
  return requests ? { ...spec, devices: { ...spec.devices, requests: mapShared(requests, defaultRequest) } } : spec;
}
