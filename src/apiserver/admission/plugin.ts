import type { KindDefinition } from '../../api';
import { resourceName } from '../../api';
import { forbidden } from '../../apimachinery';
import type { KubeObject, Refusal } from '../../apimachinery';
import type { Process, Random } from '../../simulation';
import type { User } from '../authentication';
import type { Rbac } from '../authorization/rbac';
import type { Store } from '../storage/store';

export type Operation = 'CREATE' | 'UPDATE' | 'DELETE';

/** What an admission plugin is asked about. */
export interface Attributes {
  readonly operation: Operation;
  readonly user: User;
  readonly kind: KindDefinition;
  readonly subresource: string;
  readonly namespace: string;
  /** '' while a generated name is still to come. */
  readonly name: string;
  /** The body of a subresource's request, else the object that is to be; undefined of a deletion. */
  readonly object: KubeObject | undefined;
  /** What there is now, of updates and deletions. */
  readonly previous: KubeObject | undefined;
  /** Nothing is to be stored. */
  readonly dryRun: boolean;
  /** Tells whoever asked something, without refusing it. */
  warn(sentence: string): void;
}

/** What plugins may look at: this server's caches, with etcd behind them. */
export interface AdmissionView {
  readonly namespaces: Store;
  readonly serviceAccounts: Store;
  readonly pods: Store;
  readonly nodes: Store;
  readonly priorityClasses: Store;
  readonly runtimeClasses: Store;
  readonly storageClasses: Store;
  readonly ingressClasses: Store;
  readonly limitRanges: Store;
  readonly resourceQuotas: Store;
  readonly disruptionBudgets: Store;
  readonly endpointSlices: Store;
  readonly rbac?: Rbac;
  readonly random: Random;
}

/** A row of the admission chain. All mutating halves run first, in the chain's order, then all validating ones. */
export interface AdmissionPlugin {
  readonly name: string;
  handles(attributes: Attributes): boolean;
  /** Answers the object with what the plugin adds, or the same one. */
  mutate?(attributes: Attributes, view: AdmissionView): Process<KubeObject | undefined>;
  /** Throws a Refusal for what may not be. */
  validate?(attributes: Attributes, view: AdmissionView): Process<void>;
}

/** A plugin's refusal: 403 with the plugin's reason. */
export function notAdmitted(attributes: Attributes, reason: string): Refusal {
  return forbidden(resourceName(attributes.kind), refusedName(attributes), reason);
}

function refusedName({ object, name }: Attributes): string {
  return name || object?.metadata.name || object?.metadata.generateName || 'Unknown';
}

export const isPod = (attributes: Attributes): boolean =>
  attributes.kind.plural === 'pods' && attributes.kind.group === '';
