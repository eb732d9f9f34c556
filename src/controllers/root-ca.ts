import type { ConfigMap, Namespace } from '../api';
import { equal } from '../apimachinery';
import { startWorkers, WorkQueue } from '../client';
import type { Process } from '../simulation';
import { attempt } from '../simulation';
import type { Controller } from './context';
import { isNamespaceTerminating } from './refusals';

const NAME = 'kube-root-ca.crt';
const ANNOTATION = 'kubernetes.io/description';
const DESCRIPTION =
  'Contains a CA bundle that can be used to verify the kube-apiserver when using internal endpoints such as the internal service IP or ' +
  'kubernetes.default.svc. No other usage is guaranteed across distributions of Kubernetes clusters.';

/** Every namespace has the certificate that pods check the API server's by. */
export function rootCaPublisher(certificate: string): Controller {
  return ({ component, client, informers }) => {
    const namespaces = informers.of<Namespace>('namespaces');
    const maps = informers.of<ConfigMap>('configmaps');
    const queue = new WorkQueue(component, 'root-ca-cert-publisher');
    namespaces.onChange(({ type, object }) => {
      if (type !== 'deleted' && object.status?.phase === 'Active') queue.add(object.metadata.name);
    });
    maps.onChange(({ type, object }) => {
      if (type !== 'added' && object.metadata.name === NAME) queue.add(object.metadata.namespace!);
    });

    function* reconcile(namespace: string): Process<void> {
      const data = { 'ca.crt': certificate };
      const known = maps.get(namespace, NAME);
      const annotations = { ...known?.metadata.annotations, [ANNOTATION]: DESCRIPTION };
      if (known && equal(known.data, data) && equal(known.metadata.annotations, annotations)) return;
      const made = yield* attempt(
        known
          ? client.update<ConfigMap>('configmaps', { ...known, data, metadata: { ...known.metadata, annotations } })
          : client.create<ConfigMap>('configmaps', {
              apiVersion: 'v1',
              kind: 'ConfigMap',
              metadata: { name: NAME, namespace, annotations },
              data,
            }),
      );
      if (!made.ok && !isNamespaceTerminating(made.error)) throw made.error;
    }

    return () => startWorkers(component, queue, { workers: 1 }, reconcile);
  };
}
