/**
 * What strategic merge patches must know of a type: OpenAPI's `x-kubernetes-patch-strategy` and `-merge-key`.
 * `api/` answers it from its tables.
 */
export interface PatchSchema {
  /** Undefined for a field that the type doesn't have, or of which there is nothing to say. */
  field(name: string): PatchField | undefined;
}

export interface PatchField {
  /** `merge` and `replace` are the strategies; without one, objects merge and lists are replaced. */
  readonly strategy?: 'merge' | 'replace';
  /** The key by which a list's objects are matched; '' for a list of plain values. */
  readonly mergeKey?: string;
  readonly retainKeys?: boolean;
  /** Of the value; of an item where the value is a list. */
  readonly schema?: PatchSchema;
}

const nothingKnown: PatchSchema = { field: () => undefined };
const plainField: PatchField = {};

export function patchField(schema: PatchSchema, name: string): PatchField {
  return schema.field(name) ?? plainField;
}

export function innerSchema(field: PatchField): PatchSchema {
  return field.schema ?? nothingKnown;
}

/** For types without merge keys. */
export const plainPatchSchema = nothingKnown;

export const directive = '$patch';
export const retainKeysDirective = '$retainKeys';
export const orderPrefix = '$setElementOrder/';
export const deletionPrefix = '$deleteFromPrimitiveList/';

/** What a merge key's value is matched by: `80` and `'80'` are the same key, as Go prints both alike. */
export function keyText(value: unknown): string {
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}
