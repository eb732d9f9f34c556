import {
  applyJsonPatch,
  applyMergePatch,
  applyStrategicMergePatch,
  equal,
  isObject,
  PatchError,
  readYamlDocuments,
} from '../../apimachinery';
import type { JsonPatchOperation, KubeObject } from '../../apimachinery';
import { apiVersionOf, patchSchemaOf } from '../../api';
import type { KindDefinition } from '../../api';
import type { Process } from '../../simulation';
import { dryRunOf, printOutcome } from '../dry-run';
import { CommandError } from '../failure';
import type { Invocation } from '../invocation';
import type { contentTypes, Target } from '../requests';
import { printedName } from '../resource-argument';
import { localObjects, targetsOf } from '../resource-builder';

type PatchType = keyof typeof contentTypes;

function typeOf({ flags }: Invocation): PatchType {
  const type = (flags.text('type') ?? 'strategic').toLowerCase();
  if (type === 'json' || type === 'merge' || type === 'strategic') return type;
  throw new CommandError(`--type must be one of [json merge strategic], not "${type}"`);
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** The patch, written as JSON or YAML in the line or in a file. */
function patchOf({ flags, files }: Invocation): unknown {
  const file = flags.text('patch-file');
  if (file !== undefined && flags.has('patch'))
    throw new CommandError('cannot specify --patch and --patch-file together');
  const source = file === undefined ? flags.text('patch') : files[file];
  if (file !== undefined && source === undefined)
    throw new CommandError(`unable to read patch file: open ${file}: no such file or directory`);
  if (!source) throw new CommandError('must specify --patch or --patch-file containing the contents of the patch');
  // What begins as JSON goes to the server as it stands, which says what is wrong with it.
  if (/^\s*\{/.test(source) && !isJson(source)) return source;
  const [first] = readYamlDocuments(source);
  if (first?.error) throw new CommandError(`unable to parse ${JSON.stringify(source)}: ${first.error.message}`);
  const value = first?.document?.value;
  // What is no object the server says, in its own words.
  return isObject(value) || Array.isArray(value) ? value : JSON.stringify(value ?? null);
}

/** What the files say, patched here. */
function patchLocally(invocation: Invocation, type: PatchType, change: unknown): void {
  for (const { object, printed, address } of localObjects(invocation)) {
    const after = patched(object, change, type, address.kind);
    printOutcome(invocation, printed, equal(object, after) ? 'patched (no change)' : 'patched', after, true);
  }
}

function patched(object: KubeObject, change: unknown, type: PatchType, kind: KindDefinition): KubeObject {
  try {
    if (type === 'json') return applyJsonPatch(object, change as readonly JsonPatchOperation[]) as KubeObject;
    const schema = patchSchemaOf(apiVersionOf(kind), kind.kind);
    return type === 'merge' || !schema
      ? (applyMergePatch(object as never, change as never) as KubeObject)
      : (applyStrategicMergePatch(object as never, change as never, schema) as unknown as KubeObject);
  } catch (error) {
    throw error instanceof PatchError ? new CommandError(error.message) : error;
  }
}

/** `kubectl patch node worker-1 -p '{"spec":{"unschedulable":true}}'`: asks for the object, sends the patch, says whether anything changed. */
export function* patch(invocation: Invocation): Process<void> {
  const [type, change] = [typeOf(invocation), patchOf(invocation)];
  if (invocation.flags.isOn('local')) return patchLocally(invocation, type, change);
  for (const target of targetsOf(invocation, invocation.words)) {
    try {
      yield* patchOne(invocation, target, type, change);
    } catch (error) {
      invocation.fail(error);
    }
  }
}

function* patchOne(
  invocation: Invocation,
  { kind, namespace, name }: Target,
  type: PatchType,
  change: unknown,
): Process<void> {
  const { flags, requests } = invocation;
  if (name === undefined) throw new CommandError('resource(s) were provided, but no name was specified');
  const address = { kind, namespace, name };
  const subresource = flags.text('subresource');
  const before = yield* requests.get(address, subresource);
  // Whoever asks for a dry run of the client's gets the server's: only it knows how to merge what it doesn't know.
  const dryRun = dryRunOf(invocation) === 'none' ? {} : { dryRun: 'All' };
  const fieldManager = flags.text('field-manager') ?? 'kubectl-patch';
  const after = yield* requests.patch(address, change, type, { fieldManager, ...dryRun }, subresource);
  const did = equal(before, after) ? 'patched (no change)' : 'patched';
  const printed = after.kind === 'Scale' ? `scale.autoscaling/${name}` : printedName(kind, name);
  if (flags.text('output')) printOutcome(invocation, printed, did, after, true);
  // A dry run isn't told apart here, as kubectl doesn't.
  else invocation.print(`${printed} ${did}`);
}
