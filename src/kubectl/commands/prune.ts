import { apiVersionOf, findKind } from '../../api';
import type { KindDefinition } from '../../api';
import type { KubeObject } from '../../apimachinery';
import type { Process } from '../../simulation';
import { dryRunOf, dryRunQuery, printOutcome } from '../dry-run';
import { CommandError, PlainError } from '../failure';
import type { Invocation } from '../invocation';
import { lastAppliedAnnotation } from '../../api';
import { logLine } from '../log-line';
import { withoutManagers } from '../printers/object-printer';
import { printedName } from '../resource-argument';
import { propagationOf } from './delete';

/** Kinds of which `--prune` takes away what was once applied, in this order, where no list says others. */
const usual = `v1/ConfigMap v1/Endpoints v1/Namespace v1/PersistentVolumeClaim v1/PersistentVolume v1/Pod v1/ReplicationController
  v1/Secret v1/Service batch/v1/Job batch/v1/CronJob networking.k8s.io/v1/Ingress apps/v1/DaemonSet apps/v1/Deployment
  apps/v1/ReplicaSet apps/v1/StatefulSet`;

function kindAt(text: string): KindDefinition {
  const [group, version, name, ...more] = text.split('/');
  if (!name || more.length > 0)
    throw new CommandError(`invalid GroupVersionKind format: ${text}, please follow <group/version/kind>`);
  const apiVersion = group === 'core' || group === '' ? version! : `${group}/${version}`;
  const kind = findKind(apiVersion, name);
  if (kind) return kind;
  throw new CommandError(`no matches for kind ${JSON.stringify(name)} in version ${JSON.stringify(apiVersion)}`);
}

/** What may be pruned; undefined where nothing is. Throws before anything is applied. */
export function prunedKinds({ flags }: Invocation): readonly KindDefinition[] | undefined {
  if (!flags.isOn('prune')) return undefined;
  if (flags.isOn('server-side'))
    throw new CommandError("--prune is in alpha and doesn't currently work on objects created by server-side apply");
  const allowed = flags.list('prune-allowlist');
  if (allowed.length > 0) return allowed.map(kindAt);
  return usual.split(/\s+/).map((text) => findKind(text.slice(0, text.lastIndexOf('/')), text.split('/').at(-1)!)!);
}

const namespacesOf = (applied: readonly KubeObject[]): string[] =>
  [...new Set(applied.flatMap(({ metadata }) => metadata.namespace ?? []))].sort();

function* pruneKind(
  invocation: Invocation,
  kind: KindDefinition,
  namespace: string | undefined,
  kept: ReadonlySet<string>,
): Process<void> {
  const { flags, requests } = invocation;
  const dryRun = dryRunOf(invocation);
  const list = yield* requests.list(kind, namespace, { labelSelector: flags.text('selector') });
  for (const found of list.items) {
    const { name, uid, annotations = {} } = found.metadata;
    if (annotations[lastAppliedAnnotation] === undefined || kept.has(uid ?? '')) continue;
    const address = { kind, namespace, name };
    const grace = flags.integer('grace-period') ?? -1;
    const options = {
      kind: 'DeleteOptions',
      apiVersion: 'v1',
      ...(grace >= 0 && { gracePeriodSeconds: grace }),
      ...(dryRun === 'server' && { dryRun: [dryRunQuery(dryRun).dryRun] }),
      propagationPolicy: propagationOf(flags.text('cascade')),
    };
    if (dryRun !== 'client') yield* requests.delete(address, options);
    const object = { ...found, apiVersion: apiVersionOf(kind), kind: kind.kind };
    printOutcome(invocation, printedName(kind, name), 'pruned', withoutManagers(object), true);
  }
}

const warning =
  'Deprecated: kubectl apply will no longer prune non-namespaced resources by default when used with the --namespace flag in a future release. To preserve the current behaviour, list the resources you want to target explicitly in the --prune-allowlist flag.';

/** `--prune`: what was once applied, is meant by the selector and was not among what was applied now is taken away. */
export function* prune(
  invocation: Invocation,
  kinds: readonly KindDefinition[],
  applied: readonly KubeObject[],
): Process<void> {
  if (!invocation.flags.has('prune-allowlist'))
    invocation.say(logLine(invocation.component.now, 'W', 'prune.go:71', warning));
  const kept = new Set(applied.flatMap(({ metadata }) => metadata.uid ?? []));
  try {
    for (const namespace of namespacesOf(applied))
      for (const kind of kinds) if (kind.namespaced) yield* pruneKind(invocation, kind, namespace, kept);
    for (const kind of kinds) if (!kind.namespaced) yield* pruneKind(invocation, kind, undefined, kept);
  } catch (error) {
    if (!(error instanceof PlainError)) invocation.fail(error);
  }
}
