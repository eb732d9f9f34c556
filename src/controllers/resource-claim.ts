import type { DeviceResourceClaim, Pod, PodResourceClaim, ResourceClaimTemplate } from '../api';
import { isPodTerminal } from '../api';
import { notFound } from '../apimachinery';
import type { ApiClient } from '../client';
import { keyOf, startWorkers, WorkQueue } from '../client';
import type { Process } from '../simulation';
import type { Controller } from './context';
import { controllerOf, controllerReference } from './context';

const CLAIMS = 'resourceclaims.resource.k8s.io';
const TEMPLATES = 'resourceclaimtemplates.resource.k8s.io';
/** On a claim made from a template: which of its pod's claims it is. */
const POD_CLAIM_NAME = 'resource.kubernetes.io/pod-claim-name';

/** The claim of devices that a pod asks for by a template. */
export function claimOfPod(pod: Pod, name: string, { spec: { metadata, spec } }: ResourceClaimTemplate): object {
  const { blockOwnerDeletion: _, ...owner } = controllerReference(pod);
  return {
    apiVersion: 'resource.k8s.io/v1',
    kind: 'ResourceClaim',
    metadata: {
      generateName: `${pod.metadata.name}-${name}-`,
      namespace: pod.metadata.namespace,
      ...(metadata?.labels && { labels: metadata.labels }),
      annotations: { ...metadata?.annotations, [POD_CLAIM_NAME]: name },
      ownerReferences: [owner],
    },
    spec,
  };
}

/** Makes the claims that pods ask for by templates, and tells each pod what its own are called. */
export const resourceClaimController: Controller = ({ component, client, informers, recorder }) => {
  const events = recorder('resource_claim');
  const pods = informers.of<Pod>('pods');
  const claims = informers.of<DeviceResourceClaim>(CLAIMS);
  const templates = informers.of<ResourceClaimTemplate>(TEMPLATES);
  const queue = new WorkQueue(component, 'resource_claim');
  pods.onChange(({ type, object }) => {
    if (type !== 'deleted' && byTemplate(object).length > 0) queue.add(keyOf(object));
  });

  function* reconcile(key: string): Process<void> {
    const pod = pods.getByKey(key);
    if (!pod || pod.metadata.deletionTimestamp || isPodTerminal(pod)) return;
    const known = pod.status?.resourceClaimStatuses ?? [];
    const missing = byTemplate(pod).filter(({ name }) => !known.some((status) => status.name === name));
    if (missing.length === 0) return;
    const made = [...known];
    for (const wish of missing) made.push({ name: wish.name, resourceClaimName: yield* nameOf(pod, wish) });
    yield* tellPod(client, pod, made);
  }

  /** Who fell over between making a claim and saying so finds it by its owner. */
  function* nameOf(pod: Pod, { name, resourceClaimTemplateName = '' }: PodResourceClaim): Process<string> {
    const found = claims
      .list()
      .find(
        (claim) =>
          controllerOf(claim)?.uid === pod.metadata.uid && claim.metadata.annotations?.[POD_CLAIM_NAME] === name,
      );
    if (found) return found.metadata.name;
    const template = templates.get(pod.metadata.namespace, resourceClaimTemplateName);
    if (template) return (yield* client.create<any>(CLAIMS, claimOfPod(pod, name, template) as never)).metadata.name;
    const problem = notFound('resourceclaimtemplate.resource.k8s.io', resourceClaimTemplateName);
    const message = `PodResourceClaim ${name}: resource claim template "${resourceClaimTemplateName}": ${problem.message}`;
    events.event(pod, 'Warning', 'FailedResourceClaimCreation', message);
    throw problem;
  }

  return () => startWorkers(component, queue, { workers: 10 }, reconcile);
};

const byTemplate = ({ spec }: Pod): readonly PodResourceClaim[] =>
  (spec.resourceClaims ?? []).filter(({ resourceClaimTemplateName }) => resourceClaimTemplateName !== undefined);

function* tellPod(client: ApiClient, { metadata: { name, namespace } }: Pod, claims: readonly object[]): Process<void> {
  const applied = {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, namespace },
    status: { resourceClaimStatuses: claims },
  };
  const options = {
    type: 'apply',
    subresource: 'status',
    fieldManager: 'ResourceClaimController',
    force: true,
  } as const;
  yield* client.patch('pods', namespace, name, applied, options);
}
