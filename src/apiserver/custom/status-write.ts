import type { CustomResourceDefinition } from '../../api';
import { isRefusal } from '../../apimachinery';
import type { KubeObject } from '../../apimachinery';
import { attempt } from '../../simulation';
import type { Process } from '../../simulation';
import type { CustomResourcesParts } from '../custom-resources';
import { ledgerOf, noted } from '../ownership/ledger';

/** A status as the server itself writes it; nothing where the definition has gone. */
export function* writeStatus(
  { definitions, component }: CustomResourcesParts,
  name: string,
  change: (current: CustomResourceDefinition) => CustomResourceDefinition,
): Process<KubeObject | undefined> {
  let before: KubeObject | undefined;
  let after: KubeObject | undefined;
  const changed = function* (current: KubeObject): Process<KubeObject> {
    before = current;
    const next = change(current as CustomResourceDefinition);
    after = next.status === (current as CustomResourceDefinition).status ? current : next;
    return after;
  };
  const ledger = () =>
    noted(ledgerOf(before!), {
      manager: 'kube-apiserver',
      apiVersion: 'apiextensions.k8s.io/v1',
      kind: 'CustomResourceDefinition',
      subresource: 'status',
      at: component.now,
      before,
      after: after!,
    });
  const written = yield* attempt(definitions.update(definitions.key('', name), name, changed, { ledger }));
  if (written.ok) return written.value;
  if (isRefusal(written.error, 'NotFound')) return undefined;
  throw written.error;
}
