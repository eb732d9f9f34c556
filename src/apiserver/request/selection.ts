import { fieldLabelProblem } from '../../api';
import type { KindDefinition } from '../../api';
import { badRequest, matchesSelector, parseFieldSelector, parseSelector } from '../../apimachinery';
import type { FieldRequirement, KubeObject, Query, Selector } from '../../apimachinery';

/** Which objects of a kind a list, watch or deletion of many is about. */
export interface Selection {
  readonly everything: boolean;
  matches(object: KubeObject): boolean;
  /** The value a field must have, where the selector demands one: what an index can use. */
  demanded(field: string): string | undefined;
}

const all: Selection = { everything: true, matches: () => true, demanded: () => undefined };

/** What was asked for, whatever is selected from. */
export interface Selectors {
  readonly labels: Selector;
  readonly fields: readonly FieldRequirement[];
}

const none: Selectors = { labels: [], fields: [] };

/** Throws a Refusal with 400 for a selector that can't be read. */
export function readSelectors(query: Query): Selectors {
  const labels = query.get('labelSelector') ?? '';
  const fields = query.get('fieldSelector') ?? '';
  if (labels === '' && fields === '') return none;
  return {
    labels: labels === '' ? none.labels : understood(() => parseSelector(labels)),
    fields: fields === '' ? none.fields : understood(() => parseFieldSelector(fields)),
  };
}

/** Throws a Refusal with 400 for a field that this kind can't be selected by. */
export function selectionOf(kind: KindDefinition, { labels, fields }: Selectors): Selection {
  if (labels.length === 0 && fields.length === 0) return all;
  checkFields(kind, fields);
  return new Selected(kind, labels, fields);
}

/** What kubelets select by, at every change of a pod. */
type Bound = KubeObject & { readonly spec?: { readonly nodeName?: string } };

class Selected implements Selection {
  readonly everything = false;
  private readonly kind: KindDefinition;
  private readonly labels: Selector;
  private readonly fields: readonly FieldRequirement[];

  constructor(kind: KindDefinition, labels: Selector, fields: readonly FieldRequirement[]) {
    this.kind = kind;
    this.labels = labels;
    this.fields = fields;
  }

  matches(object: KubeObject): boolean {
    for (const { field, operator, value } of this.fields) {
      if ((this.fieldOf(object, field) === value) !== (operator === '=')) return false;
    }
    return this.labels.length === 0 || matchesSelector(this.labels, object.metadata.labels);
  }

  demanded(field: string): string | undefined {
    return this.fields.find((requirement) => requirement.field === field && requirement.operator === '=')?.value;
  }

  /** Names, and what kubelets ask for, are looked at without asking the kind for all its fields. */
  private fieldOf(object: KubeObject, field: string): string {
    if (field === 'metadata.name') return object.metadata.name;
    if (field === 'metadata.namespace') return object.metadata.namespace ?? '';
    if (field === 'spec.nodeName') return (object as Bound).spec?.nodeName ?? '';
    return this.kind.fieldsOf(object)[field] ?? '';
  }
}

function checkFields(kind: KindDefinition, requirements: readonly FieldRequirement[]): void {
  const known = knownFields(kind);
  for (const { field } of requirements) if (!known.includes(field)) throw badRequest(fieldLabelProblem(kind, field));
}

function understood<T>(parse: () => T): T {
  try {
    return parse();
  } catch (error) {
    throw badRequest((error as Error).message);
  }
}

const skeleton = {
  apiVersion: '',
  kind: '',
  metadata: { name: '' },
  spec: {},
  status: {},
  involvedObject: {},
  regarding: {},
};

const plainFields = ['metadata.name', 'metadata.namespace'];

/** Who has no fields of their own is asked for these two, be there namespaces or not. */
const knownFields = (kind: KindDefinition): readonly string[] =>
  kind.ownFieldLabels ? Object.keys(kind.fieldsOf(skeleton)) : plainFields;
