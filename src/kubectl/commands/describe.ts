import { controllerOf, SERVICE_NAME_LABEL } from '../../api';
import { equal, isRefusal, selectorOf, selectorString, withoutAt } from '../../apimachinery';
import type { KubeObject } from '../../apimachinery';
import type { Process } from '../../simulation';
import { CommandError } from '../failure';
import type { Invocation } from '../invocation';
import { isTellable } from '../invocation';
import { describeAny } from '../printers/any-object';
import { describeAutoscaler } from '../printers/autoscaler';
import { describeSigningRequest } from '../printers/certificate';
import * as configuration from '../printers/configuration';
import type { Loose } from '../printers/description';
import * as endpoints from '../printers/endpoints';
import { describeNetworkPolicy } from '../printers/network-policy';
import { describeNode } from '../printers/node';
import { describePod } from '../printers/pod';
import { describeLimits, describeNamespace, describeQuota } from '../printers/quota';
import { backendText, describeIngress, describeService, endpointsText } from '../printers/service';
import * as storage from '../printers/storage';
import * as workloads from '../printers/workloads';
import type { Target } from '../requests';
import { kindCalled } from '../resource-argument';
import { fetchTarget } from '../resource-builder';
import type { FoundObject } from '../resource-builder';
import { targetsOf } from './get';

type Events = readonly Loose[] | undefined;
type Describer = (invocation: Invocation, object: Loose, events: Events, now: number) => Process<string>;

/** What happened to an object, as its describers end with it. */
function* eventsOf(invocation: Invocation, { object, address }: FoundObject): Process<Events> {
  if (!invocation.flags.isOn('show-events', true)) return undefined;
  const { name, namespace, uid } = object.metadata;
  const found: Loose[] = [];
  // Controllers tell of a node by its uid, its kubelet by its name.
  for (const known of address.kind.kind === 'Node' ? [uid, name] : [uid]) {
    const fields = {
      'involvedObject.kind': address.kind.kind,
      'involvedObject.name': name,
      ...(namespace !== undefined && { 'involvedObject.namespace': namespace }),
      'involvedObject.uid': known,
    };
    const fieldSelector = Object.entries(fields)
      .map(([key, value]) => `${key}=${value}`)
      .join(',');
    const list = yield* invocation.requests.list(kindCalled('events'), namespace, { fieldSelector, limit: '500' });
    found.push(...list.items);
  }
  return found;
}

function* ownPods(invocation: Invocation, owner: Loose): Process<readonly Loose[]> {
  const { selector } = owner.spec;
  const isPlain = owner.kind === 'ReplicationController';
  const labelSelector = selectorString(selectorOf(isPlain ? { matchLabels: selector } : selector));
  const list = yield* invocation.requests.list(kindCalled('pods'), owner.metadata.namespace, { labelSelector });
  return list.items.filter((pod) => controllerOf(pod)?.uid === owner.metadata.uid);
}

/** Pods that have a claim among their volumes. */
function* usersOf(invocation: Invocation, { metadata }: Loose): Process<readonly Loose[]> {
  const list = yield* invocation.requests.list(kindCalled('pods'), metadata.namespace, { limit: '500' });
  const uses = (volume: Loose) => volume.persistentVolumeClaim?.claimName === metadata.name;
  return list.items.filter(({ spec }: Loose) => (spec.volumes ?? []).some(uses));
}

function* setsOf(invocation: Invocation, deployment: Loose): Process<workloads.DeploymentSets> {
  const labelSelector = selectorString(selectorOf(deployment.spec.selector));
  const kind = kindCalled('replicasets.apps');
  const list = yield* invocation.requests.list(kind, deployment.metadata.namespace, { labelSelector });
  const own: readonly Loose[] = list.items.filter((set) => controllerOf(set)?.uid === deployment.metadata.uid);
  const plain = (set: Loose) => withoutAt(set.spec.template, ['metadata', 'labels', 'pod-template-hash']);
  const current = own.find((set) => equal(plain(set), deployment.spec.template));
  return { current, old: own.filter((set) => set !== current) };
}

function* slicesOf(invocation: Invocation, { metadata }: KubeObject): Process<readonly Loose[]> {
  const labelSelector = `${SERVICE_NAME_LABEL}=${metadata.name}`;
  const kind = kindCalled('endpointslices.discovery.k8s.io');
  const list = yield* invocation.requests.list(kind, metadata.namespace, { labelSelector });
  return list.items;
}

function* nodeParts(invocation: Invocation, node: KubeObject): Process<{ lease: Loose; pods: readonly Loose[] }> {
  const { name } = node.metadata;
  const { requests } = invocation;
  let lease: Loose;
  try {
    lease = yield* requests.get({ kind: kindCalled('leases.coordination.k8s.io'), namespace: 'kube-node-lease', name });
  } catch (error) {
    if (!isTellable(error)) throw error;
  }
  const fieldSelector = `spec.nodeName=${name},status.phase!=Failed,status.phase!=Succeeded`;
  const list = yield* requests.list(kindCalled('pods'), undefined, { fieldSelector, limit: '500' });
  return { lease, pods: list.items };
}

function* backendNote(invocation: Invocation, namespace: string | undefined, backend: Loose): Process<string> {
  try {
    const { name, port } = backend.service;
    const service: Loose = yield* invocation.requests.get({ kind: kindCalled('services'), namespace, name });
    const isMeant = (one: Loose) => (port?.name ? one.name === port.name : one.port === port?.number);
    const meant = (service.spec.ports ?? []).find(isMeant);
    return endpointsText(yield* slicesOf(invocation, service), meant?.name ?? '');
  } catch (error) {
    if (!isTellable(error)) throw error;
    return `<error: ${error.message}>`;
  }
}

/** What is said of each service behind an ingress. */
function* backendNotes(invocation: Invocation, ingress: Loose): Process<Map<string, string>> {
  const backends = [
    ingress.spec.defaultBackend,
    ...(ingress.spec.rules ?? []).flatMap(({ http }: Loose) => (http?.paths ?? []).map((path: Loose) => path.backend)),
  ];
  const notes = new Map<string, string>();
  for (const backend of backends)
    if (backend?.service && !notes.has(backendText(backend)))
      notes.set(backendText(backend), yield* backendNote(invocation, ingress.metadata.namespace, backend));
  return notes;
}

/** A describer that asks for nothing more. */
function plainly(describe: (object: Loose, events: Events, now: number) => string): Describer {
  return function* (_, object, events, now) {
    return describe(object, events, now);
  };
}

function withPods(describe: (object: Loose, pods: readonly Loose[], events: Events, now: number) => string): Describer {
  return function* (invocation, object, events, now) {
    return describe(object, yield* ownPods(invocation, object), events, now);
  };
}

const describers: Readonly<Record<string, Describer>> = {
  Pod: plainly(describePod),
  ReplicationController: withPods(workloads.describeReplicationController),
  PersistentVolume: plainly(storage.describeVolume),
  StorageClass: plainly(storage.describeStorageClass),
  VolumeAttributesClass: plainly(storage.describeAttributesClass),
  CertificateSigningRequest: plainly(describeSigningRequest),
  CSINode: plainly(storage.describeStorageNode),
  *PersistentVolumeClaim(invocation, object, events, now) {
    return storage.describeClaim(object, yield* usersOf(invocation, object), events, now);
  },
  HorizontalPodAutoscaler: plainly(describeAutoscaler),
  NetworkPolicy: plainly(describeNetworkPolicy),
  Endpoints: plainly(endpoints.describeEndpoints),
  EndpointSlice: plainly(endpoints.describeEndpointSlice),
  IPAddress: plainly(endpoints.describeIpAddress),
  IngressClass: plainly(endpoints.describeIngressClass),
  ServiceCIDR: plainly(endpoints.describeServiceCidr),
  PriorityClass: plainly(endpoints.describePriorityClass),
  ReplicaSet: withPods(workloads.describeReplicaSet),
  StatefulSet: withPods(workloads.describeStatefulSet),
  DaemonSet: withPods(workloads.describeDaemonSet),
  Job: plainly(workloads.describeJob),
  CronJob: plainly(workloads.describeCronJob),
  ConfigMap: plainly(configuration.describeConfigMap),
  Secret: plainly(configuration.describeSecret),
  ServiceAccount: plainly(configuration.describeServiceAccount),
  ResourceQuota: plainly(describeQuota),
  LimitRange: plainly(describeLimits),
  *Namespace({ requests }, object) {
    const { name } = object.metadata;
    const quotas = yield* requests.list(kindCalled('resourcequotas'), name, { limit: '500' });
    const ranges = yield* requests.list(kindCalled('limitranges'), name, { limit: '500' });
    return describeNamespace(object, quotas.items, ranges.items);
  },
  PodDisruptionBudget: plainly(configuration.describeBudget),
  Role: plainly(configuration.describeRole),
  ClusterRole: plainly(configuration.describeRole),
  RoleBinding: plainly(configuration.describeBinding),
  ClusterRoleBinding: plainly(configuration.describeBinding),
  *Deployment(invocation, object, events, now) {
    return workloads.describeDeployment(object, yield* setsOf(invocation, object), events, now);
  },
  *Service(invocation, object, events, now) {
    return describeService(object, yield* slicesOf(invocation, object), events, now);
  },
  *Ingress(invocation, object, events, now) {
    return describeIngress(object, yield* backendNotes(invocation, object), events, now);
  },
  *Node(invocation, object, events, now) {
    const { lease, pods } = yield* nodeParts(invocation, object);
    return describeNode(object, lease, pods, events, now);
  },
};

/** Kinds of whose descriptions events are no part. */
const withoutEvents = new Set([
  'Secret',
  'Namespace',
  'NetworkPolicy',
  'ResourceQuota',
  'LimitRange',
  'Role',
  'ClusterRole',
  'RoleBinding',
  'ClusterRoleBinding',
]);

function* describeOne(invocation: Invocation, found: FoundObject): Process<string> {
  const { kind } = found.address.kind;
  const events = withoutEvents.has(kind) ? undefined : yield* eventsOf(invocation, found);
  const describer = Object.hasOwn(describers, kind) ? describers[kind]! : plainly(describeAny);
  return yield* describer(invocation, found.object, events, invocation.component.now);
}

/** What a name means; where nothing is called so, all whose names begin with it. */
function* fetchAlike(invocation: Invocation, target: Target): Process<readonly FoundObject[]> {
  try {
    return yield* fetchTarget(invocation, target);
  } catch (error) {
    const { name, ...everything } = target;
    if (name === undefined || !isRefusal(error, 'NotFound') || invocation.flags.namesFiles) throw error;
    const all = yield* fetchTarget(invocation, everything);
    const alike = all.filter(({ object }) => object.metadata.name.startsWith(name));
    if (alike.length === 0) throw error;
    return alike;
  }
}

/** `kubectl describe pod web`, `describe deploy`, `describe pods -l app=web`. */
export function* describe(invocation: Invocation): Process<void> {
  const targets = targetsOf(invocation);
  if (targets.length === 0 && invocation.words.length === 0 && !invocation.failed)
    throw new CommandError(
      'You must specify the type of resource to describe. Use "kubectl api-resources" for a complete list of supported resources.',
    );
  let printed = 0;
  // Of several in the form type/name all are there, or none is told.
  if (targets.length > 1 && invocation.words.some((word) => word.includes('/')))
    for (const target of targets) yield* fetchAlike(invocation, target);
  for (const target of targets) {
    try {
      const all = yield* fetchAlike(invocation, target);
      for (const [index, found] of all.entries()) {
        const text = yield* describeOne(invocation, found);
        // Those that were found by how their names begin stand a line apart.
        const isAlike = target.name !== undefined && found.object.metadata.name !== target.name;
        const before = printed > 0 && !(isAlike && index > 0) ? '\n\n' : '';
        invocation.write('stdout', `${before}${text}${isAlike ? '\n' : ''}`);
        printed++;
      }
    } catch (error) {
      invocation.fail(error);
    }
  }
  if (printed === 0 && !invocation.failed)
    invocation.say(
      invocation.flags.isOn('all-namespaces')
        ? 'No resources found'
        : `No resources found in ${invocation.namespace} namespace.`,
    );
}
