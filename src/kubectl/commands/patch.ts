import { equal, isObject, readYamlDocuments } from '../../apimachinery';
import type { Process } from '../../simulation';
import { CommandError, noResourceMessage } from '../failure';
import type { Invocation } from '../invocation';
import type { contentTypes } from '../requests';
import { printedName, resourceArguments } from '../resource-argument';
import type { ResourceArgument } from '../resource-argument';

type PatchType = keyof typeof contentTypes;

function typeOf({ flags }: Invocation): PatchType {
  const type = (flags.text('type') ?? 'strategic').toLowerCase();
  if (type === 'json' || type === 'merge' || type === 'strategic') return type;
  throw new CommandError(`--type must be one of [json merge strategic], not "${type}"`);
}

/** The patch, written as JSON or YAML in the line or in a file. */
function patchOf({ flags, files }: Invocation): unknown {
  const file = flags.text('patch-file');
  const source = file === undefined ? flags.text('patch') : files[file];
  if (file !== undefined && source === undefined)
    throw new CommandError(`unable to read patch file: open ${file}: no such file or directory`);
  if (!source) throw new CommandError('must specify --patch or --patch-file containing the contents of the patch');
  const [first] = readYamlDocuments(source);
  if (first?.error) throw new CommandError(`unable to parse "${source}": ${first.error.message}`);
  const value = first?.document?.value;
  if (isObject(value) || Array.isArray(value)) return value;
  throw new CommandError(`unable to parse "${source}": it is no object`);
}

/** `kubectl patch node worker-1 -p '{"spec":{"unschedulable":true}}'`: asks for the object, sends the patch, says whether anything changed. */
export function* patch(invocation: Invocation): Process<void> {
  const [type, change] = [typeOf(invocation), patchOf(invocation)];
  const targets = resourceArguments(invocation.words);
  if (targets.length === 0) throw new CommandError(noResourceMessage);
  for (const target of targets) yield* patchOne(invocation, target, type, change);
}

function* patchOne(
  invocation: Invocation,
  { kind, name }: ResourceArgument,
  type: PatchType,
  change: unknown,
): Process<void> {
  const { namespace, flags, requests } = invocation;
  if (name === undefined) throw new CommandError('resource(s) were provided, but no name was specified');
  const address = { kind, namespace: kind.namespaced ? namespace : undefined, name };
  const subresource = flags.text('subresource');
  const before = yield* requests.get(address, subresource);
  const after = yield* requests.patch(address, change, type, { fieldManager: 'kubectl-patch' }, subresource);
  invocation.print(`${printedName(kind, name)} patched${equal(before, after) ? ' (no change)' : ''}`);
}
