import { resourceName } from '../../api';
import type { KindDefinition } from '../../api';

const labels = { app: 'a' };
const container = { name: 'main', image: 'registry.k8s.io/pause:3.10' };
const template = { metadata: { labels }, spec: { containers: [container] } };
const jobTemplate = { spec: { ...template.spec, restartPolicy: 'Never' } };
const selector = { matchLabels: labels };
const rules = [{ apiGroups: [''], resources: ['pods'], verbs: ['get'] }];
const disk = { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } };
const target = { apiVersion: 'apps/v1', kind: 'Deployment', name: 'web' };
const request = { name: 'gpu', exactly: { deviceClassName: 'gpu.example.com' } };

const requests = { apiGroups: ['apps'], apiVersions: ['v1'], operations: ['CREATE'], resources: ['deployments'] };
const webhook = {
  name: 'a.example.com',
  admissionReviewVersions: ['v1'],
  clientConfig: { url: 'https://example.com' },
  rules: [requests],
  sideEffects: 'None',
};

/** What an object of each kind says at least, beside its name. */
const samples: Readonly<Record<string, object>> = {
  configmaps: { data: { a: '1' } },
  endpoints: { subsets: [{ addresses: [{ ip: '10.244.1.2' }], ports: [{ port: 80 }] }] },
  limitranges: { spec: { limits: [{ type: 'Container', max: { cpu: '2' } }] } },
  persistentvolumes: {
    spec: { accessModes: ['ReadWriteOnce'], capacity: { storage: '1Gi' }, hostPath: { path: '/data' } },
  },
  persistentvolumeclaims: { spec: disk },
  pods: { spec: template.spec },
  podtemplates: { template },
  replicationcontrollers: { spec: { selector: labels, template } },
  resourcequotas: { spec: { hard: { pods: '10' } } },
  secrets: { data: { a: 'MQ==' } },
  services: { spec: { ports: [{ port: 80 }], selector: labels } },
  serviceaccounts: {},
  'controllerrevisions.apps': { revision: 1, data: { spec: {} } },
  'daemonsets.apps': { spec: { selector, template } },
  'deployments.apps': { spec: { selector, template } },
  'replicasets.apps': { spec: { selector, template } },
  'statefulsets.apps': { spec: { selector, template, serviceName: 'db' } },
  'horizontalpodautoscalers.autoscaling': { spec: { maxReplicas: 3, scaleTargetRef: target } },
  'cronjobs.batch': { spec: { schedule: '*/5 * * * *', jobTemplate: { spec: { template: jobTemplate } } } },
  'jobs.batch': { spec: { template: jobTemplate } },
  'leases.coordination.k8s.io': { spec: { holderIdentity: 'me' } },
  'endpointslices.discovery.k8s.io': {
    addressType: 'IPv4',
    endpoints: [{ addresses: ['10.244.1.2'] }],
    ports: [{ port: 80 }],
  },
  'ingresses.networking.k8s.io': { spec: { defaultBackend: { service: { name: 'web', port: { number: 80 } } } } },
  'ingressclasses.networking.k8s.io': { spec: { controller: 'example.com/ingress' } },
  'networkpolicies.networking.k8s.io': { spec: { podSelector: {} } },
  'runtimeclasses.node.k8s.io': { handler: 'gvisor' },
  'poddisruptionbudgets.policy': { spec: { minAvailable: 1, selector } },
  'clusterroles.rbac.authorization.k8s.io': { rules },
  'clusterrolebindings.rbac.authorization.k8s.io': {
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'view' },
  },
  'roles.rbac.authorization.k8s.io': { rules },
  'rolebindings.rbac.authorization.k8s.io': {
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: 'view' },
  },
  'resourceclaims.resource.k8s.io': { spec: { devices: { requests: [request] } } },
  'resourceclaimtemplates.resource.k8s.io': { spec: { spec: { devices: { requests: [request] } } } },
  'priorityclasses.scheduling.k8s.io': { value: 10 },
  'csidrivers.storage.k8s.io': { spec: {} },
  'csinodes.storage.k8s.io': { spec: { drivers: [] } },
  'csistoragecapacities.storage.k8s.io': { storageClassName: 'fast', capacity: '10Gi' },
  'storageclasses.storage.k8s.io': { provisioner: 'example.com/disk' },
  'apiservices.apiregistration.k8s.io': { spec: {} },
  'customresourcedefinitions.apiextensions.k8s.io': { spec: {} },
  'deviceclasses.resource.k8s.io': { spec: {} },
  'flowschemas.flowcontrol.apiserver.k8s.io': { spec: { priorityLevelConfiguration: { name: 'exempt' } } },
  'prioritylevelconfigurations.flowcontrol.apiserver.k8s.io': {
    spec: { type: 'Limited', limited: { limitResponse: { type: 'Reject' } } },
  },
  'resourceslices.resource.k8s.io': {
    spec: { driver: 'gpu.example.com', nodeName: 'a', pool: { name: 'a', resourceSliceCount: 1 } },
  },
  'ipaddresses.networking.k8s.io': { spec: { parentRef: { resource: 'services', namespace: 'a', name: 'b' } } },
  'servicecidrs.networking.k8s.io': { spec: { cidrs: ['10.97.0.0/24'] } },
  'volumeattachments.storage.k8s.io': {
    spec: { attacher: 'disk.example.com', nodeName: 'a', source: { persistentVolumeName: 'v' } },
  },
  'volumeattributesclasses.storage.k8s.io': { driverName: 'example.com', parameters: { speed: 'fast' } },
  'validatingwebhookconfigurations.admissionregistration.k8s.io': { webhooks: [webhook] },
  'mutatingwebhookconfigurations.admissionregistration.k8s.io': { webhooks: [webhook] },
  'validatingadmissionpolicies.admissionregistration.k8s.io': {
    spec: { matchConstraints: { resourceRules: [requests] }, validations: [{ expression: 'true' }] },
  },
  'validatingadmissionpolicybindings.admissionregistration.k8s.io': {
    spec: { policyName: 'a', validationActions: ['Warn'] },
  },
  'mutatingadmissionpolicies.admissionregistration.k8s.io': {
    spec: {
      matchConstraints: { resourceRules: [requests] },
      mutations: [{ patchType: 'JSONPatch', jsonPatch: { expression: '[]' } }],
    },
  },
  'mutatingadmissionpolicybindings.admissionregistration.k8s.io': { spec: { policyName: 'a' } },
  'certificatesigningrequests.certificates.k8s.io': {
    spec: {
      request: 'LS0tLS1CRUdJTiBDRVJUSUZJQ0FURSBSRVFVRVNULS0tLS0=',
      signerName: 'example.com/signer',
      usages: ['client auth'],
    },
  },
};

/** Throws for a kind without a sample: every kind that is served has to be tried. */
export function sampleOf(kind: KindDefinition): object {
  const sample = samples[resourceName(kind)];
  if (!sample) throw new Error(`no sample of ${resourceName(kind)}`);
  return sample;
}
