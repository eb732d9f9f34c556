/** What a definition of a custom kind may say. */
import {
  fieldInvalid,
  fieldInvalids,
  fieldRequired,
  validateDns1035Label,
  validateDns1123Subdomain,
  type FieldError,
} from '../../apimachinery';
import { approvalErrors } from './custom-resource-approval';
import { conversionErrors } from './custom-resource-conversion';
import {
  isEstablished,
  type CustomResourceColumn,
  type CustomResourceDefinition,
  type CustomResourceDefinitionSpec,
  type CustomResourceDefinitionStatus,
  type CustomResourceNames,
  type CustomResourceScale,
  type CustomResourceVersion,
} from './custom-resource-definition';
import { immutableErrors, metadataErrors, metadataUpdateErrors } from '../metadata-validation';
import { schemaErrors } from './structural-schema';
import { oneOf } from '../value-validation';
import type { JsonSchema } from './custom-resource-schema';

export const validateDefinition = (definition: CustomResourceDefinition): readonly FieldError[] => [
  ...metadataErrors(definition, false),
  ...nameErrors(definition),
  ...approvalErrors(definition),
  ...specErrors(definition.spec),
  ...storedErrors(definition.status!),
];

export const validateDefinitionUpdate = (
  next: CustomResourceDefinition,
  previous: CustomResourceDefinition,
): readonly FieldError[] => [
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
];

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
  const { group, scope, versions, preserveUnknownFields } = spec;
  const errors: FieldError[] = [];
  const problems = group ? validateDns1123Subdomain(group) : [];
  if (!group) errors.push(fieldRequired('spec.group'));
  else if (problems.length === 0 && !group.includes('.'))
    errors.push(fieldInvalid('spec.group', group, 'should be a domain with at least one dot'));
  errors.push(...fieldInvalids('spec.group', group, problems));
  errors.push(...oneOf(scope, ['Cluster', 'Namespaced'], 'spec.scope'));
  errors.push(...versionsErrors(versions), ...namesErrors(spec.names), ...conversionErrors(spec.conversion));
  if (preserveUnknownFields) {
    const why =
      'cannot set to true, set x-kubernetes-preserve-unknown-fields to true in spec.versions[*].schema instead';
    errors.push(fieldInvalid('spec.preserveUnknownFields', true, why));
  }
  return errors;
}

function namesErrors(names: CustomResourceNames): readonly FieldError[] {
  const { plural, singular, kind, listKind, shortNames = [], categories = [] } = names;
  const labelErrors = (field: string, name: string | undefined): readonly FieldError[] =>
    name ? fieldInvalids(field, name, validateDns1035Label(name)) : [fieldRequired(field)];
  const mixedErrors = (field: string, name: string | undefined): readonly FieldError[] => {
    const problems = validateDns1035Label((name ?? '').toLowerCase());
    const why = problems.map((problem) => `may have mixed case, but should otherwise match: ${problem}`);
    return name ? fieldInvalids(field, name, why) : [fieldRequired(field)];
  };
  const listed = (field: string, list: readonly string[]): readonly FieldError[] =>
    list.flatMap((name, index) => fieldInvalids(`${field}[${index}]`, name, validateDns1035Label(name)));
  const isSame = !!kind && kind === listKind;
  return [
    ...labelErrors('spec.names.plural', plural),
    ...labelErrors('spec.names.singular', singular),
    ...mixedErrors('spec.names.kind', kind),
    ...mixedErrors('spec.names.listKind', listKind),
    ...listed('spec.names.shortNames', shortNames),
    ...listed('spec.names.categories', categories),
    ...(isSame ? [fieldInvalid('spec.names.listKind', listKind, 'kind and listKind may not be the same')] : []),
  ];
}

// ---- versions --------------------------------------------------------------------------------------------------------

/**
 * The real server keeps what is the same in all versions once, and speaks of it so: a single version's schema is
 * `spec.validation`.
 */
function versionsErrors(given: readonly CustomResourceVersion[] | undefined): readonly FieldError[] {
  const versions = given ?? [];
  const errors = versions.flatMap((version, index) => versionErrors(version, `spec.versions[${index}]`));
  const wrong = storageErrors(given);
  const first = versions[0]?.name;
  const older = first ? fieldInvalids('spec.version', first, validateDns1035Label(first)) : [];
  const isWrong = versions.some(({ schema }) => !schema?.openAPIV3Schema) || wrong.length > 0;
  return [...errors, ...wrong, ...older, ...(isWrong ? [] : contentErrors(versions))];
}

const longestWarning = 256;

function versionErrors(version: CustomResourceVersion, field: string): readonly FieldError[] {
  const { name, schema, deprecated, deprecationWarning: warning } = version;
  const errors = [...fieldInvalids(`${field}.name`, name, validateDns1035Label(name))];
  const why =
    warning === undefined
      ? undefined
      : !deprecated
        ? 'can only be set for deprecated versions'
        : warning === ''
          ? 'must not be an empty string'
          : warning.length > longestWarning
            ? `must be <= ${longestWarning} characters long`
            : undefined;
  if (why !== undefined) errors.push(fieldInvalid(`${field}.deprecationWarning`, warning, why));
  return schema?.openAPIV3Schema ? errors : [...errors, fieldRequired(`${field}.schema.openAPIV3Schema`)];
}

function storageErrors(given: readonly CustomResourceVersion[] | undefined): readonly FieldError[] {
  const versions = given ?? [];
  if (versions.filter(({ storage }) => storage).length === 1) return [];
  const why = 'must have exactly one version marked as storage version';
  const isOne = versions.length === 1;
  return [fieldInvalid('spec.versions', given?.map((version) => goVersion(version, isOne)) ?? null, why)];
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
    const schema = version.schema!.openAPIV3Schema!;
    return [
      ...schemaErrors(schema, schemaField),
      ...columnErrors(version.additionalPrinterColumns ?? [], `${field}.additionalPrinterColumns`),
      ...selectableErrors(version.selectableFields ?? [], schema, `${field}.selectableFields`),
      ...scaleErrors(version.subresources?.scale, `${field}.subresources.scale`),
    ];
  });
}

const columnTypes = ['boolean', 'date', 'integer', 'number', 'string'];
const columnFormats = ['byte', 'date', 'date-time', 'double', 'float', 'int32', 'int64', 'password'];
const simplePath = /^\.[^\s]+$/;
const notSimple = 'must be a simple json path starting with .';

function columnErrors(columns: readonly CustomResourceColumn[], list: string): readonly FieldError[] {
  return columns.flatMap(({ name, type, format, jsonPath }, index) => {
    const field = `${list}[${index}]`;
    const errors: FieldError[] = name ? [] : [fieldRequired(`${field}.name`)];
    if (!type) errors.push(fieldRequired(`${field}.type`, `must be one of ${columnTypes.join(',')}`));
    else if (!columnTypes.includes(type))
      errors.push(fieldInvalid(`${field}.type`, type, `must be one of ${columnTypes.join(',')}`));
    if (format && !columnFormats.includes(format))
      errors.push(fieldInvalid(`${field}.format`, format, `must be one of ${columnFormats.join(',')}`));
    if (!jsonPath) errors.push(fieldRequired(`${field}.JSONPath`));
    else if (!simplePath.test(jsonPath)) errors.push(fieldInvalid(`${field}.JSONPath`, jsonPath, notSimple));
    return errors;
  });
}

/** Fields that lists may be asked for: plain values that every object's schema knows. */
function selectableErrors(
  fields: readonly { readonly jsonPath: string }[],
  schema: JsonSchema,
  list: string,
): readonly FieldError[] {
  return fields.flatMap(({ jsonPath: path }, index) => {
    const field = `${list}[${index}].jsonPath`;
    if (!path) return [fieldRequired(field)];
    let found: JsonSchema | undefined = schema;
    for (const name of path.split('.').slice(1)) found = found?.properties?.[name];
    return found && ['boolean', 'integer', 'string'].includes(found.type ?? '')
      ? []
      : [fieldInvalid(field, path, 'is an invalid path: does not refer to a valid field')];
  });
}

function scaleErrors(scale: CustomResourceScale | undefined, field: string): readonly FieldError[] {
  if (!scale) return [];
  const errors: FieldError[] = [];
  const judged = (name: keyof CustomResourceScale, roots: readonly string[], isNeeded = true): void => {
    const path = scale[name] ?? '';
    const under = `${roots.length > 1 ? 'either ' : ''}${roots.join(' or ')}`;
    if (path === '') {
      if (isNeeded) errors.push(fieldRequired(`${field}.${name}`));
    } else if (!simplePath.test(path)) errors.push(fieldInvalid(`${field}.${name}`, path, notSimple));
    else if (!roots.some((root) => path.startsWith(`${root}.`)))
      errors.push(fieldInvalid(`${field}.${name}`, path, `should be a json path under ${under}`));
  };
  judged('specReplicasPath', ['.spec']);
  judged('statusReplicasPath', ['.status']);
  judged('labelSelectorPath', ['.spec', '.status'], false);
  return errors;
}
