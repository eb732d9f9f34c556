import type { KubeObject } from '../apimachinery';
import type { ApiClient, ResourceName } from '../client';
import { refusedWith } from '../client';
import type { Process } from '../simulation';

/**
 * Reports a status. Where the object has changed meanwhile (409), it is read and written once more: the status was
 * reckoned from what the controller sees, not from the copy that was stale.
 */
export function* writeStatus<T extends KubeObject & { readonly status?: unknown }>(
  client: ApiClient,
  resource: ResourceName,
  object: T,
  status: T['status'],
): Process<void> {
  try {
    yield* client.updateStatus<T>(resource, { ...object, status });
  } catch (error) {
    if (!refusedWith(error, 409)) throw error;
    const { namespace, name } = object.metadata;
    const fresh = yield* client.get<T>(resource, namespace, name);
    yield* client.updateStatus<T>(resource, { ...fresh, status });
  }
}
