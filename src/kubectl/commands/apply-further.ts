import { isObject } from '../../apimachinery';
import type { KubeObject } from '../../apimachinery';
import type { Process } from '../../simulation';
import { dryRunOf } from '../dry-run';
import { CommandError } from '../failure';
import type { Invocation } from '../invocation';
import { lastAppliedAnnotation } from '../../api';
import type { ManifestObject } from '../manifest';
import type { Loose } from '../printers/description';
import type { ObjectAddress } from '../requests';
import { applyAll, sendToServer } from './apply';
import { addressOf } from './manifests';
import { prune, prunedKinds } from './prune';

const onClient = 'kubectl-client-side-apply';
const onServer = 'kubectl';

type Fields = Readonly<Record<string, unknown>>;

/** A set of fields with those of another. */
function together(one: Fields, other: Fields): Fields {
  const all: Record<string, unknown> = { ...one };
  for (const [key, value] of Object.entries(other)) {
    const known = all[key];
    all[key] = isObject(known) && isObject(value) ? together(known, value) : value;
  }
  return all;
}

/** What was applied by patches becomes what the server applied for the same user; undefined where nothing was. */
function joinedManagers(managers: readonly Loose[], heir: string): readonly Loose[] | undefined {
  const old = managers.filter(({ manager, operation }) => manager === onClient && operation === 'Update');
  if (old.length === 0) return undefined;
  return managers
    .filter((one) => !old.includes(one))
    .map((one) => {
      if (one.manager !== heir || one.operation !== 'Apply') return one;
      return { ...one, fieldsV1: old.reduce((fields, { fieldsV1 }) => together(fields, fieldsV1), one.fieldsV1) };
    });
}

function* managersOf({ requests }: Invocation, address: ObjectAddress): Process<readonly Loose[]> {
  const live = (yield* requests.written(address, {})) as KubeObject;
  return live.metadata.managedFields ?? [];
}

/**
 * Who applied by patches before and lets the server merge now would own each field twice, and none could be taken away: the older ownership is
 * given up. The real one sees in the server's answer whose the fields are; inside the simulation that is asked for, and only where
 * an object remembers that it was patched.
 */
function* withOneManager(invocation: Invocation, entry: ManifestObject, answer: KubeObject): Process<KubeObject> {
  const { flags, requests } = invocation;
  const remembered = answer.metadata.annotations?.[lastAppliedAnnotation];
  if (remembered === undefined || dryRunOf(invocation) !== 'none') return answer;
  const manager = flags.text('field-manager') ?? onServer;
  const address = addressOf(entry);
  if (!joinedManagers(yield* managersOf(invocation, address), manager)) return answer;
  // Under another name than kubectl's own nobody remembers: the annotation goes with the older ownership.
  if (manager === onServer) yield* keepMemory(invocation, address, answer, remembered);
  const value = joinedManagers(yield* managersOf(invocation, address), manager);
  const patch = [{ op: 'replace', path: '/metadata/managedFields', value }];
  yield* requests.patch(address, patch, 'json', { fieldManager: manager });
  return yield* sendToServer(invocation, entry);
}

/** What was applied last is from now on a manager's of its own. */
function* keepMemory(
  { requests }: Invocation,
  address: ObjectAddress,
  { apiVersion, kind, metadata: { name, namespace } }: KubeObject,
  remembered: string,
): Process<void> {
  const annotations = { [lastAppliedAnnotation]: remembered };
  const memory = { apiVersion, kind, metadata: { annotations, name, ...(namespace !== undefined && { namespace }) } };
  yield* requests.patch(address, memory, 'apply', { fieldManager: 'kubectl-last-applied', force: 'true' });
}

/** `kubectl apply` with what only the terminal asks for. */
export function* applyFurther(invocation: Invocation): Process<void> {
  const { flags } = invocation;
  if (flags.has('subresource') && !flags.isOn('server-side'))
    throw new CommandError('--subresource can only be specified for --server-side');
  const kinds = prunedKinds(invocation);
  const applied = yield* applyAll(invocation, (entry, answer) => withOneManager(invocation, entry, answer));
  if (kinds && !invocation.failed) yield* prune(invocation, kinds, applied);
}
