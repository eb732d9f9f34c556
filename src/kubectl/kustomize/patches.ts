import {
  applyJsonPatch,
  applyMergePatch,
  applyStrategicMergePatch,
  matchesSelector,
  parseSelector,
  PatchError,
  readYamlDocuments,
} from '../../apimachinery';
import type { JsonPatchOperation } from '../../apimachinery';
import { patchSchemaOf } from '../../api';
import { CommandError } from '../failure';
import type { Fields } from './folder';
import { documentsOf } from './folder';

/** An object on its way, and what it was called in its file. */
export interface Resource {
  readonly object: Fields;
  readonly name: string;
  /** It was generated, and its name is to end with a hash of what is in it. */
  readonly isHashed?: boolean;
}

export interface Patch {
  readonly text: string;
  readonly target?: Fields;
}

const groupOf = (apiVersion: string): string => (apiVersion.includes('/') ? apiVersion.split('/')[0]! : '');

function isMeant({ object, name }: Resource, target: Fields): boolean {
  const { kind, group, version, namespace, labelSelector } = target;
  const apiVersion = String(object['apiVersion']);
  const matches = (pattern: string | undefined, value: string) =>
    pattern === undefined || new RegExp(`^(?:${pattern})$`).test(value);
  return (
    matches(kind, object['kind']) &&
    matches(target['name'], name) &&
    matches(namespace, object['metadata'].namespace ?? 'default') &&
    (group === undefined || group === groupOf(apiVersion)) &&
    (version === undefined || version === apiVersion.split('/').at(-1)) &&
    (labelSelector === undefined || matchesSelector(parseSelector(labelSelector), object['metadata'].labels))
  );
}

function merged(object: Fields, patch: Fields): Fields | undefined {
  if (patch['$patch'] === 'delete') return undefined;
  const schema = patchSchemaOf(String(object['apiVersion']), String(object['kind']));
  // What a patch names of itself is whom it means, and not to be changed.
  const { metadata: { name: _, ...metadata } = {} as Fields, ...rest } = patch;
  const change = { ...rest, ...(Object.keys(metadata).length > 0 && { metadata }) };
  return (schema ? applyStrategicMergePatch(object, change, schema) : applyMergePatch(object, change)) as Fields;
}

/** Applies one patch to all that it means; what a patch without a target means has to be there. */
export function applyPatch(resources: Resource[], patch: Patch, path: string): Resource[] {
  try {
    return patched(resources, patch, path);
  } catch (error) {
    throw error instanceof PatchError ? new CommandError(error.message) : error;
  }
}

function patched(resources: Resource[], { text, target }: Patch, path: string): Resource[] {
  const value = readYamlDocuments(text)[0]?.document?.value;
  if (Array.isArray(value)) {
    if (!target) throw new CommandError('must specify a target for JSON patch');
    return resources.map((one) =>
      isMeant(one, target)
        ? { ...one, object: applyJsonPatch(one.object, value as JsonPatchOperation[]) as Fields }
        : one,
    );
  }
  let next = resources;
  for (const patch of documentsOf(text, path)) {
    const meant = target ?? {
      kind: patch['kind'],
      name: patch['metadata']?.name,
      group: groupOf(String(patch['apiVersion'])),
    };
    if (!target && !next.some((one) => isMeant(one, meant)))
      throw new CommandError(
        `no resource matches strategic merge patch "${patch['kind']}.${String(patch['apiVersion']).split('/').toReversed().join('.')}/${meant.name}.[noNs]": no matches for Id ${patch['kind']}.${String(patch['apiVersion']).split('/').toReversed().join('.')}/${meant.name}.[noNs]; failed to find unique target for patch ${patch['kind']}.${String(patch['apiVersion']).split('/').toReversed().join('.')}/${meant.name}.[noNs]`,
      );
    next = next.flatMap((one) => {
      if (!isMeant(one, meant)) return [one];
      const object = merged(one.object, patch);
      return object ? [{ ...one, object }] : [];
    });
  }
  return next;
}
