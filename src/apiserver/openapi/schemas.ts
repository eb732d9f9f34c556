import { isAtomicType, laterParts, typeSchema } from '../../api';
import type { FieldSchema, ScalarCode, Shape } from '../../api';

type Schema = Readonly<Record<string, unknown>>;

/** A document's schemas by name; whatever is referred to comes along. No prose: only what programs read. */
export class Schemas {
  private readonly found = new Map<string, Schema>();
  private readonly waiting: string[] = [];
  private readonly prefix: string;

  /** @param prefix of the names of types that are of no other group: `io.k8s.api.apps.v1` */
  constructor(prefix: string) {
    this.prefix = prefix;
  }

  /** A schema that has to be in the document, by what refers to it. */
  put(name: string, schema: Schema): Schema {
    this.found.set(name, schema);
    return referenceTo(name);
  }

  /** A reference to a type of the table; its schema will be in the document. */
  reference(type: string): Schema {
    const name = this.nameOf(type);
    if (!this.found.has(name) && !this.waiting.includes(type)) this.waiting.push(type);
    return referenceTo(name);
  }

  nameOf(type: string): string {
    const short = type.slice(type.lastIndexOf('.') + 1);
    return `${metaTypes.has(short) ? meta : this.prefix}.${short}`;
  }

  /** A kind's schema, which says what kind it is. */
  kind(type: string, identities: readonly Schema[]): Schema {
    const name = this.nameOf(type);
    this.found.set(name, { ...this.struct(type), 'x-kubernetes-group-version-kind': identities });
    return referenceTo(name);
  }

  all(): Readonly<Record<string, Schema>> {
    for (let type = this.waiting.pop(); type !== undefined; type = this.waiting.pop()) {
      const name = this.nameOf(type);
      if (this.found.has(name)) continue;
      this.found.set(name, special[type] ?? this.struct(type));
    }
    return Object.fromEntries([...this.found].sort(([a], [b]) => (a < b ? -1 : 1)));
  }

  private struct(type: string): Schema {
    const { fields } = typeSchema(type);
    // Events are of two groups.
    const short = type.slice(type.lastIndexOf('.') + 1);
    const called = short === 'Event' ? `${this.prefix.split('.').at(-2)}.${short}` : short;
    const { isRequired, values } = laterParts().schemas;
    const required = [...fields.values()].filter((field) =>
      isRequired(`${called}.${field.name}`, isUsuallyRequired(field)),
    );
    const properties = [...fields.values()].map((field) => {
      const allowed = values(`${called}.${field.name}`);
      return [field.name, { ...this.property(field), ...(allowed && { enum: allowed }) }] as const;
    });
    return {
      type: 'object',
      ...(required.length > 0 ? { required: required.map(({ name }) => name) } : {}),
      properties: Object.fromEntries(properties),
      ...(isAtomicType(type) ? { 'x-kubernetes-map-type': 'atomic' } : {}),
    };
  }

  private property(field: FieldSchema): Schema {
    const { shape, mergeKey, listKeys, retainKeys, set, atomic } = field;
    const strategies = [...(mergeKey === undefined ? [] : ['merge']), ...(retainKeys ? ['retainKeys'] : [])];
    if (field.name === 'fieldsV1') return { allOf: [this.put(`${meta}.FieldsV1`, { type: 'object' })] };
    return {
      ...this.shape(shape, field.always),
      ...(listKeys ? { 'x-kubernetes-list-map-keys': listKeys, 'x-kubernetes-list-type': 'map' } : {}),
      ...(set ? { 'x-kubernetes-list-type': 'set' } : {}),
      ...(atomic ? { 'x-kubernetes-map-type': 'atomic' } : {}),
      ...(mergeKey ? { 'x-kubernetes-patch-merge-key': mergeKey } : {}),
      ...(strategies.length > 0 ? { 'x-kubernetes-patch-strategy': strategies.join(',') } : {}),
    };
  }

  private shape(shape: Shape, always: boolean): Schema {
    switch (shape.form) {
      case 'scalar':
        return this.scalar(shape.code);
      case 'struct':
        return { ...(always ? { default: {} } : {}), allOf: [this.reference(shape.type)] };
      case 'list':
        return { type: 'array', items: this.shape(shape.of, shape.of.form === 'struct') };
      case 'map':
        return { type: 'object', additionalProperties: this.shape(shape.of, shape.of.form === 'struct') };
    }
  }

  private scalar(code: ScalarCode): Schema {
    const type = typeOfCode[code];
    if (type === undefined) return scalars[code] ?? {};
    return { allOf: [this.put(type, scalars[code]!)] };
  }
}

const referenceTo = (name: string): Schema => ({ $ref: `#/components/schemas/${name}` });

const meta = 'io.k8s.apimachinery.pkg.apis.meta.v1';

const metaTypes = new Set([
  'Condition',
  'DeleteOptions',
  'FieldSelectorRequirement',
  'LabelSelector',
  'LabelSelectorRequirement',
  'ListMeta',
  'ManagedFieldsEntry',
  'ObjectMeta',
  'OwnerReference',
  'Patch',
  'Preconditions',
  'Status',
]);

const special: Readonly<Record<string, Schema>> = {
  ListMeta: {
    type: 'object',
    properties: {
      continue: { type: 'string' },
      remainingItemCount: { type: 'integer', format: 'int64' },
      resourceVersion: { type: 'string' },
      selfLink: { type: 'string' },
    },
  },
  Patch: { type: 'object' },
  Status: {
    type: 'object',
    properties: {
      apiVersion: { type: 'string' },
      code: { type: 'integer', format: 'int32' },
      details: { type: 'object' },
      kind: { type: 'string' },
      message: { type: 'string' },
      metadata: { type: 'object' },
      reason: { type: 'string' },
      status: { type: 'string' },
    },
    'x-kubernetes-group-version-kind': [{ group: '', kind: 'Status', version: 'v1' }],
  },
};

/** Scalars with a name of their own, which `kubectl explain` prints. */
const typeOfCode: Readonly<Partial<Record<ScalarCode, string>>> = {
  q: 'io.k8s.apimachinery.pkg.api.resource.Quantity',
  x: 'io.k8s.apimachinery.pkg.util.intstr.IntOrString',
  t: `${meta}.Time`,
  u: `${meta}.MicroTime`,
};

const scalars: Readonly<Partial<Record<ScalarCode, Schema>>> = {
  s: { type: 'string' },
  b: { type: 'boolean' },
  i: { type: 'integer', format: 'int32' },
  l: { type: 'integer', format: 'int64' },
  n: { type: 'number', format: 'double' },
  y: { type: 'string', format: 'byte' },
  j: { type: 'object' },
  q: { oneOf: [{ type: 'string' }, { type: 'number' }] },
  x: { format: 'int-or-string', oneOf: [{ type: 'integer' }, { type: 'string' }] },
  t: { type: 'string', format: 'date-time' },
  u: { type: 'string', format: 'date-time' },
};

/** What has to be said: plain structs may be left out, for they stand for themselves. */
const isUsuallyRequired = ({ always, shape }: FieldSchema): boolean => always && shape.form !== 'struct';
