/** A kind that its user makes up: what is said of it, completed, and judged. Nobody serves its objects. */
import {
  fieldDuplicate,
  fieldInvalid,
  fieldInvalids,
  fieldNotSupported,
  fieldRequired,
  validateDns1035Label,
  validateDns1123Subdomain,
  type FieldError,
  type KubeObject,
} from '../apimachinery';
import { createdColumn } from './column';
import { isConditionTrue } from './condition';
import { structuralErrors } from './custom-resource-schema';
import { defineKind, nameColumn, statusSubresource } from './kind';
import { immutableErrors, metadataErrors, metadataUpdateErrors } from './metadata-validation';
import { keepStatus, newWithStatus, nextGeneration, withDefaults, withField } from './strategy';
import { oneOfIfSet } from './value-validation';
import type { Condition } from './condition';
import type { JsonSchema } from './custom-resource-schema';

export interface CustomResourceDefinition extends KubeObject {
  readonly spec: CustomResourceDefinitionSpec;
  readonly status?: CustomResourceDefinitionStatus;
}

export interface CustomResourceDefinitionSpec {
  readonly conversion?: { readonly strategy: string };
  readonly group: string;
  readonly names: CustomResourceNames;
  readonly preserveUnknownFields?: boolean;
  readonly scope: string;
  readonly versions: readonly CustomResourceVersion[];
}

export interface CustomResourceNames {
  readonly categories?: readonly string[];
  readonly kind: string;
  readonly listKind?: string;
  readonly plural: string;
  readonly shortNames?: readonly string[];
  readonly singular?: string;
}

export interface CustomResourceVersion {
  readonly name: string;
  readonly served: boolean;
  readonly storage: boolean;
  readonly deprecated?: boolean;
  readonly deprecationWarning?: string;
  readonly schema?: { readonly openAPIV3Schema?: JsonSchema };
  readonly subresources?: { readonly status?: object; readonly scale?: CustomResourceScale };
  readonly additionalPrinterColumns?: readonly CustomResourceColumn[];
  readonly selectableFields?: readonly { readonly jsonPath: string }[];
}

export interface CustomResourceScale {
  readonly labelSelectorPath?: string;
  readonly specReplicasPath: string;
  readonly statusReplicasPath: string;
}

export interface CustomResourceColumn {
  readonly name: string;
  readonly type: string;
  readonly format?: string;
  readonly description?: string;
  readonly priority?: number;
  readonly jsonPath: string;
}

export interface CustomResourceDefinitionStatus {
  readonly acceptedNames: CustomResourceNames;
  readonly conditions: readonly Condition[] | null;
  readonly storedVersions: readonly string[] | null;
}

const identity = { group: 'apiextensions.k8s.io', version: 'v1', kind: 'CustomResourceDefinition' } as const;

export const customResourceDefinitionKind = defineKind<CustomResourceDefinition>({
  ...identity,
  plural: 'customresourcedefinitions',
  shortNames: ['crd', 'crds'],
  categories: ['api-extensions'],
  namespaced: false,
  storagePrefix: '/registry/apiextensions.k8s.io/customresourcedefinitions',
  generations: true,
  subresources: [statusSubresource(identity)],
  defaults: (definition) => withField(definition, 'spec', completed(definition.spec)),
  prepareForCreate: (definition) => newWithStatus(definition, statusOfNew(definition.spec)),
  prepareForUpdate: (next, previous) => withStored(nextGeneration(keepStatus(next, previous), previous)),
  validate: (definition) => [
    ...metadataErrors(definition, false),
    ...nameErrors(definition),
    ...specErrors(definition.spec),
    ...storedErrors(definition.status!),
  ],
  validateUpdate: (next, previous) => [
    ...metadataUpdateErrors(next, previous),
    ...specErrors(next.spec),
    ...immutableErrors(next.spec.group, previous.spec.group, 'spec.group'),
    ...immutableErrors(next.spec.names.plural, previous.spec.names.plural, 'spec.names.plural'),
    ...(isEstablished(previous)
      ? [
          ...immutableErrors(next.spec.scope, previous.spec.scope, 'spec.scope'),
          ...immutableErrors(next.spec.names.kind, previous.spec.names.kind, 'spec.names.kind'),
        ]
      : []),
    ...keptErrors(next),
  ],
  columns: [nameColumn, createdColumn],
});

const isEstablished = ({ status }: CustomResourceDefinition): boolean =>
  isConditionTrue(status?.conditions ?? [], 'Established');

/** The version whose form lies in etcd. */
export const storageVersion = ({ versions }: CustomResourceDefinitionSpec): string | undefined =>
  versions.find(({ storage }) => storage)?.name;

function statusOfNew(spec: CustomResourceDefinitionSpec): CustomResourceDefinitionStatus {
  const stored = storageVersion(spec);
  return {
    acceptedNames: { kind: '', plural: '' },
    conditions: null,
    storedVersions: stored === undefined ? null : [stored],
  };
}

/** A version that objects were once stored in stays one until somebody has moved them. */
function withStored(definition: CustomResourceDefinition): CustomResourceDefinition {
  const stored = storageVersion(definition.spec);
  const known = definition.status?.storedVersions ?? [];
  if (stored === undefined || known.includes(stored)) return definition;
  return { ...definition, status: { ...definition.status!, storedVersions: [...known, stored] } };
}

function completed(spec: CustomResourceDefinitionSpec): CustomResourceDefinitionSpec {
  const { names } = spec;
  const full = withDefaults<CustomResourceDefinitionSpec>(spec, {
    conversion: { strategy: 'None' },
  } as CustomResourceDefinitionSpec);
  const named = withDefaults(names ?? ({} as CustomResourceNames), {
    singular: (names?.kind ?? '').toLowerCase(),
    listKind: `${names?.kind ?? ''}List`,
  } as CustomResourceNames);
  return withField(full, 'names', named);
}

// ---- validation ------------------------------------------------------------------------------------------------------

function nameErrors({ metadata, spec }: CustomResourceDefinition): readonly FieldError[] {
  const { group, names } = spec;
  if (metadata.name === `${names.plural}.${group}`) return [];
  return [fieldInvalid('metadata.name', metadata.name, 'must be spec.names.plural+"."+spec.group')];
}

function storedErrors({ storedVersions }: CustomResourceDefinitionStatus): readonly FieldError[] {
  if (storedVersions?.length) return [];
  return [fieldInvalid('status.storedVersions', null, 'must have at least one stored version')];
}

function keptErrors({ spec, status }: CustomResourceDefinition): readonly FieldError[] {
  return (status?.storedVersions ?? []).flatMap((version, index) => {
    if (spec.versions.some(({ name }) => name === version)) return [];
    const why =
      'missing from spec.versions; v1 was previously a storage version, and must remain in spec.versions until a storage migration ensures no data remains persisted in v1 and removes v1 from status.storedVersions';
    return [fieldInvalid(`status.storedVersions[${index}]`, version, why.replaceAll('v1', version))];
  });
}

function specErrors(spec: CustomResourceDefinitionSpec): readonly FieldError[] {
  const { group, scope, versions } = spec;
  const errors: FieldError[] = [];
  if (!group) errors.push(fieldRequired('spec.group'));
  else if (!group.includes('.'))
    errors.push(fieldInvalid('spec.group', group, 'should be a domain with at least one dot'));
  else errors.push(...fieldInvalids('spec.group', group, validateDns1123Subdomain(group)));
  const scopes = ['Cluster', 'Namespaced'];
  if (!scope) errors.push(fieldRequired('spec.scope'));
  if (!scopes.includes(scope)) errors.push(fieldNotSupported('spec.scope', scope, scopes));
  return [...errors, ...versionsErrors(versions), ...namesErrors(spec.names), ...conversionErrors(spec)];
}

function conversionErrors({ conversion, preserveUnknownFields }: CustomResourceDefinitionSpec): readonly FieldError[] {
  const errors: FieldError[] = [];
  errors.push(...oneOfIfSet(conversion?.strategy, ['None', 'Webhook'], 'spec.conversion.strategy'));
  if (preserveUnknownFields) {
    const why = 'must be false in order to use defaults in the schema';
    errors.push(fieldInvalid('spec.preserveUnknownFields', true, why));
  }
  return errors;
}

function namesErrors({
  plural,
  singular,
  kind,
  listKind,
  shortNames = [],
  categories = [],
}: CustomResourceNames): readonly FieldError[] {
  const errors: FieldError[] = [];
  const judged = (field: string, name: string | undefined): void => {
    if (!name) errors.push(fieldRequired(field));
    else errors.push(...fieldInvalids(field, name, validateDns1035Label(name.toLowerCase())));
  };
  judged('spec.names.plural', plural);
  judged('spec.names.singular', singular);
  judged('spec.names.kind', kind);
  judged('spec.names.listKind', listKind);
  for (const [index, name] of shortNames.entries()) judged(`spec.names.shortNames[${index}]`, name);
  for (const [index, name] of categories.entries()) judged(`spec.names.categories[${index}]`, name);
  if (kind && kind === listKind) {
    const why = 'kind and listKind may not be the same';
    errors.push(fieldInvalid('spec.names.listKind', listKind, why));
  }
  return errors;
}

/**
 * The real server keeps what is the same in all versions once, and speaks of it so: a single version's schema is
 * `spec.validation`.
 */
function versionsErrors(versions: readonly CustomResourceVersion[]): readonly FieldError[] {
  const errors: FieldError[] = [];
  versions.forEach((version, index) => {
    const field = `spec.versions[${index}]`;
    const { name, schema } = version;
    errors.push(...fieldInvalids(`${field}.name`, name, validateDns1035Label(name)));
    if (versions.findIndex((other) => other.name === name) < index) errors.push(fieldDuplicate(`${field}.name`, name));
    if (!schema?.openAPIV3Schema) errors.push(fieldRequired(`${field}.schema.openAPIV3Schema`));
  });
  const wrong = storageErrors(versions);
  return [...errors, ...wrong, ...(errors.length > 0 || wrong.length > 0 ? [] : contentErrors(versions))];
}

function storageErrors(versions: readonly CustomResourceVersion[]): readonly FieldError[] {
  if (versions.filter(({ storage }) => storage).length === 1) return [];
  const why = 'must have exactly one version marked as storage version';
  const isOne = versions.length === 1;
  return [
    fieldInvalid(
      'spec.versions',
      versions.map((version) => goVersion(version, isOne)),
      why,
    ),
  ];
}

/** A version as Go's own form of it reads. */
const goVersion = (version: CustomResourceVersion, isOne: boolean) => ({
  Name: version.name,
  Served: version.served,
  Storage: version.storage,
  Deprecated: version.deprecated ?? false,
  DeprecationWarning: version.deprecationWarning ?? null,
  Schema: isOne ? null : (version.schema ?? null),
  Subresources: isOne ? null : (version.subresources ?? null),
  AdditionalPrinterColumns: isOne ? null : (version.additionalPrinterColumns ?? null),
  SelectableFields: isOne ? null : (version.selectableFields ?? null),
});

function contentErrors(versions: readonly CustomResourceVersion[]): readonly FieldError[] {
  const isOne = versions.length === 1;
  return versions.flatMap((version, index) => {
    const field = isOne ? 'spec' : `spec.versions[${index}]`;
    const schemaField = isOne ? 'spec.validation.openAPIV3Schema' : `${field}.schema.openAPIV3Schema`;
    return [
      ...structuralErrors(version.schema!.openAPIV3Schema!, schemaField),
      ...columnErrors(version.additionalPrinterColumns ?? [], `${field}.additionalPrinterColumns`),
      ...scaleErrors(version.subresources?.scale, `${field}.subresources.scale`),
    ];
  });
}

const columnTypes = ['boolean', 'date', 'integer', 'number', 'string'];
const simplePath = /^\.[^\s]+$/;

function columnErrors(columns: readonly CustomResourceColumn[], list: string): readonly FieldError[] {
  return columns.flatMap(({ name, type, jsonPath }, index) => {
    const field = `${list}[${index}]`;
    const errors: FieldError[] = name ? [] : [fieldRequired(`${field}.name`)];
    if (!type) errors.push(fieldRequired(`${field}.type`, `must be one of ${columnTypes.join(',')}`));
    else if (!columnTypes.includes(type))
      errors.push(fieldInvalid(`${field}.type`, type, `must be one of ${columnTypes.join(',')}`));
    if (!jsonPath) errors.push(fieldRequired(`${field}.JSONPath`));
    else if (!simplePath.test(jsonPath))
      errors.push(fieldInvalid(`${field}.JSONPath`, jsonPath, 'must be a simple json path starting with .'));
    return errors;
  });
}

function scaleErrors(scale: CustomResourceScale | undefined, field: string): readonly FieldError[] {
  if (!scale) return [];
  const errors: FieldError[] = [];
  const judged = (name: keyof CustomResourceScale, root: string): void => {
    const path = scale[name];
    if (!path) errors.push(fieldRequired(`${field}.${name}`));
    else if (!path.startsWith(root)) {
      const why = `should be a json path under ${root.slice(0, -1)}`;
      errors.push(fieldInvalid(`${field}.${name}`, path, why));
    }
  };
  judged('specReplicasPath', '.spec.');
  judged('statusReplicasPath', '.status.');
  return errors;
}
