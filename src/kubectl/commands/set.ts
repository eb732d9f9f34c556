import { createMergePatch, createStrategicMergePatch, equal, isRefusal, setAt, valueAt } from '../../apimachinery';
import type { KubeObject } from '../../apimachinery';
import { apiVersionOf, strategicSchemaOf } from '../../api';
import type { Process } from '../../simulation';
import { dryRunOf, dryRunQuery, isOnlyShown, printOutcome } from '../dry-run';
import { CommandError, noResourceMessage } from '../failure';
import type { Invocation } from '../invocation';
import { matchingContainers, podSpecPath } from '../pod-templates';
import type { Loose } from '../printers/description';
import { findObjects, forEachObject } from '../resource-builder';
import type { FoundObject } from '../resource-builder';
import { subjectsOf } from './create/access';
import { checkAmount, labelSelectorOf, selectorOf } from './create/generate';

function patchOf(
  { address, object }: FoundObject,
  next: KubeObject,
): { readonly patch: object; readonly type: 'strategic' | 'merge' } {
  const schema = strategicSchemaOf(apiVersionOf(address.kind), address.kind.kind);
  return schema
    ? { patch: createStrategicMergePatch(object as never, next as never, schema), type: 'strategic' }
    : { patch: createMergePatch(object as never, next as never), type: 'merge' };
}

/**
 * Sends what changed, and says it; where nothing did, neither.
 * @param failing put before the server's words when it refuses
 */
export function* submit(
  invocation: Invocation,
  found: FoundObject,
  next: KubeObject,
  did: string,
  failing: string,
): Process<void> {
  const { patch, type } = patchOf(found, next);
  if (Object.keys(patch).length === 0) return;
  const dryRun = dryRunOf(invocation);
  const query = { fieldManager: invocation.flags.text('field-manager') ?? 'kubectl-set', ...dryRunQuery(dryRun) };
  try {
    const sending = invocation.requests.patch(found.address, patch, type, query);
    printOutcome(invocation, found.printed, did, isOnlyShown(invocation) ? next : yield* sending);
  } catch (error) {
    if (!isRefusal(error)) throw error;
    throw new CommandError(`${failing} ${error.message}`);
  }
}

/** The object with its containers changed; init containers are looked at where they are meant. */
function withContainers(
  found: FoundObject,
  pattern: string,
  change: (container: Loose) => Loose,
  shown = JSON.stringify(pattern),
): KubeObject {
  const path = podSpecPath(found.address);
  const spec = valueAt(found.object, path) as Loose;
  const chosen = new Set([
    ...matchingContainers(spec.containers, pattern),
    ...matchingContainers(spec.initContainers ?? [], pattern),
  ]);
  if (chosen.size === 0) throw new CommandError(`error: unable to find container named ${shown}`);
  const changed = (containers: readonly Loose[]) => containers.map((one) => (chosen.has(one) ? change(one) : one));
  const next = {
    ...spec,
    containers: changed(spec.containers),
    ...(spec.initContainers && { initContainers: changed(spec.initContainers) }),
  };
  return setAt(found.object, [...path], next);
}

function split(words: readonly string[]): { readonly pairs: readonly string[]; readonly resources: readonly string[] } {
  const isPair = (word: string) => word.includes('=') || (word.endsWith('-') && word.length > 1);
  return { pairs: words.filter(isPair), resources: words.filter((word) => !isPair(word)) };
}

function checkAnything({ flags }: Invocation, resources: readonly string[]): void {
  if (resources.length === 0 && !flags.namesFiles) throw new CommandError(noResourceMessage);
}

/** `kubectl set image deployment/web main=nginx:1.27 '*=nginx'`. */
export function* setImage(invocation: Invocation): Process<void> {
  const { pairs, resources } = split(invocation.words);
  checkAnything(invocation, resources);
  if (pairs.length === 0) {
    yield* findObjects(invocation, resources);
    if (invocation.failed) return;
    throw new CommandError('at least one image update is required');
  }
  yield* forEachObject(invocation, resources, function* (found) {
    let next = found.object;
    for (const pair of pairs) {
      const at = pair.indexOf('=');
      const image = pair.slice(at + 1);
      next = withContainers({ ...found, object: next }, pair.slice(0, at), (container) =>
        container.image === image ? container : { ...container, image },
      );
    }
    yield* submit(invocation, found, next, 'image updated', 'failed to patch image update to pod template:');
  });
}

function amountsOf(text: string | undefined): Readonly<Record<string, string>> | undefined {
  if (text === undefined) return undefined;
  return Object.fromEntries(
    text.split(',').map((pair) => {
      const [name = '', amount] = pair.split('=');
      if (!amount) throw new CommandError(`Invalid argument syntax ${pair}, expected <resource>=<value>`);
      checkAmount(amount);
      return [name, amount];
    }),
  );
}

/** `kubectl set resources deployment web --limits=cpu=200m --requests=memory=64Mi`. */
export function* setResources(invocation: Invocation): Process<void> {
  const { flags, words } = invocation;
  checkAnything(invocation, words);
  const [limits, requests] = [amountsOf(flags.text('limits')), amountsOf(flags.text('requests'))];
  if (!limits && !requests)
    throw new CommandError('you must specify an update to requests or limits (in the form of --requests/--limits)');
  yield* forEachObject(invocation, words, function* (found) {
    const pattern = flags.text('containers') ?? '*';
    const change = ({ resources = {}, ...container }: Loose) => ({
      ...container,
      resources: {
        ...resources,
        ...(limits && { limits: { ...resources.limits, ...limits } }),
        ...(requests && { requests: { ...resources.requests, ...requests } }),
      },
    });
    const next = withContainers(found, pattern, change, pattern);
    const failing = 'failed to patch resources update to pod template';
    yield* submit(invocation, found, next, 'resource requirements updated', failing);
  });
}

/** `kubectl set serviceaccount deployment web robot`. */
export function* setServiceAccount(invocation: Invocation): Process<void> {
  const { words } = invocation;
  const name = words.at(-1);
  if (name === undefined) throw new CommandError('serviceaccount is required');
  checkAnything(invocation, words.slice(0, -1));
  yield* forEachObject(invocation, words.slice(0, -1), function* (found) {
    const path = podSpecPath(found.address);
    const spec = { ...(valueAt(found.object, path) as object), serviceAccountName: name, serviceAccount: name };
    const next = setAt(found.object, [...path], spec);
    yield* submit(invocation, found, next, 'serviceaccount updated', 'failed to patch ServiceAccountName');
  });
}

const goStructs = (expressions: readonly Loose[]): string =>
  `[${expressions.map(({ key, operator, values = [] }) => `{${key} ${operator} [${values.join(' ')}]}`).join(' ')}]`;

/** `kubectl set selector service web app=other`. */
export function* setSelector(invocation: Invocation): Process<void> {
  const { words } = invocation;
  const text = words.at(-1);
  if (text === undefined) throw new CommandError('one selector is required');
  checkAnything(invocation, words.slice(0, -1));
  yield* forEachObject(invocation, words.slice(0, -1), function* (found) {
    if (found.address.kind.kind !== 'Service')
      throw new CommandError('setting a selector is only supported for Services');
    const { matchExpressions } = labelSelectorOf(text);
    if (matchExpressions)
      throw new CommandError(`match expression ${goStructs(matchExpressions)} not supported on this object`);
    const next = setAt(found.object as Loose, ['spec', 'selector'], selectorOf(text)) as KubeObject;
    yield* submit(invocation, found, next, 'selector updated', 'failed to patch selector');
  });
}

/** `kubectl set subject rolebinding reads --user=jane`. */
export function* setSubject(invocation: Invocation): Process<void> {
  const { words } = invocation;
  const more = subjectsOf(invocation);
  checkAnything(invocation, words);
  if (more.length === 0) {
    yield* findObjects(invocation, words);
    if (invocation.failed) return;
    throw new CommandError('you must specify at least one value of user, group or serviceaccount');
  }
  yield* forEachObject(invocation, words, function* (found) {
    const { kind, name } = found.address;
    if (kind.kind !== 'RoleBinding' && kind.kind !== 'ClusterRoleBinding')
      throw new CommandError(
        `${kind.plural}/${name} setting subjects is only supported for RoleBinding/ClusterRoleBinding`,
      );
    const known: readonly Loose[] = (found.object as Loose).subjects ?? [];
    const subjects = [...known, ...more.filter((one) => !known.some((other) => equal(one, other)))];
    const next = { ...found.object, subjects } as KubeObject;
    yield* submit(invocation, found, next, 'subjects updated', 'failed to patch subjects to rolebinding:');
  });
}
