import {
  applyJsonPatch,
  applyMergePatch,
  applyStrategicMergePatch,
  isObject,
  PatchError,
  readYamlDocuments,
} from '../apimachinery';
import type { JsonPatchOperation } from '../apimachinery';
import { patchSchemaOf } from '../api';
import { CommandError } from './failure';
import type { Invocation } from './invocation';

type Fields = Record<string, unknown>;

/** What the user writes over an object that a command has made: `--overrides='{"spec":{…}}'`, a merge unless `--override-type` says another. */
export function overridden({ flags }: Invocation, made: Fields): Fields {
  const text = flags.text('overrides');
  if (!text) return made;
  const type = flags.text('override-type') ?? 'merge';
  const [first] = readYamlDocuments(text);
  const patch = first?.document?.value;
  if (first?.error || !(type === 'json' ? Array.isArray(patch) : isObject(patch)))
    throw new CommandError('Invalid JSON Patch');
  try {
    return apply(type, made, patch);
  } catch (error) {
    if (!(error instanceof PatchError)) throw error;
    throw new CommandError(error.message);
  }
}

function apply(type: string, made: Fields, patch: unknown): Fields {
  if (type === 'json') return applyJsonPatch(made, patch as readonly JsonPatchOperation[]) as Fields;
  if (type === 'merge') return applyMergePatch(made, patch as Fields) as Fields;
  const schema = patchSchemaOf(String(made['apiVersion']), String(made['kind']));
  if (type !== 'strategic' || !schema) throw new CommandError(`invalid override type: ${type}`);
  return applyStrategicMergePatch(made, patch as Fields, schema) as Fields;
}
