import type { Namespace } from '../../api';
import { notFound, Refusal } from '../../apimachinery';
import type { Process } from '../../simulation';
import { sleep } from '../../simulation';
import { notAdmitted } from './plugin';
import type { AdmissionPlugin, AdmissionView, Attributes } from './plugin';

const immortal = new Set(['default', 'kube-system', 'kube-public']);
/** A namespace that was made a moment ago may not have reached this server's cache yet. */
const cacheDelay = 50;

/** Nothing new comes into a namespace that isn't there or is going; some namespaces never go. */
export const namespaceLifecycle: AdmissionPlugin = {
  name: 'NamespaceLifecycle',
  handles: ({ kind, namespace, operation }) =>
    kind.namespaced ? namespace !== '' && operation !== 'DELETE' : kind.kind === 'Namespace',
  *mutate(attributes, view) {
    if (attributes.kind.kind === 'Namespace') refuseToEndImmortals(attributes);
    else yield* checkNamespace(attributes, view);
    return attributes.object;
  },
};

function refuseToEndImmortals(attributes: Attributes): void {
  if (attributes.operation === 'DELETE' && immortal.has(attributes.name)) {
    throw notAdmitted(attributes, 'this namespace may not be deleted');
  }
}

function* checkNamespace(attributes: Attributes, view: AdmissionView): Process<void> {
  const namespace = yield* lookUp(attributes, view);
  if (attributes.operation !== 'CREATE' || namespace.status?.phase !== 'Terminating') return;
  throw terminating(attributes);
}

function* lookUp({ namespace, operation }: Attributes, { namespaces }: AdmissionView): Process<Namespace> {
  const key = namespaces.key('', namespace);
  let found = namespaces.cache.get(key);
  if (!found && operation === 'CREATE') {
    yield* sleep(cacheDelay);
    found = namespaces.cache.get(key);
  }
  found ??= yield* namespaces.fetch(key);
  if (!found) throw notFound('namespaces', namespace);
  return found.object;
}

function terminating(attributes: Attributes): Refusal {
  const { namespace } = attributes;
  const { status } = notAdmitted(
    attributes,
    `unable to create new content in namespace ${namespace} because it is being terminated`,
  );
  const cause = {
    reason: 'NamespaceTerminating',
    message: `namespace ${namespace} is being terminated`,
    field: 'metadata.namespace',
  };
  return new Refusal({ ...status, details: { ...status.details, causes: [cause] } });
}
