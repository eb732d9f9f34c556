/** What a flow schema may say of requests: whose they are, and what they ask for. */
import {
  fieldForbidden,
  fieldInvalid,
  fieldInvalids,
  fieldNotSupported,
  fieldRequired,
  validateDns1123Subdomain,
  validateLabelName,
  type FieldError,
} from '../../apimachinery';
import { metadataErrors, metadataUpdateErrors } from '../metadata-validation';
import type { FlowRule, FlowSchema, FlowSchemaSpec, FlowSubject, NonResourceRule, ResourceRule } from './flow-schema';

const largestPrecedence = 10_000;

export const validateFlowSchema = (schema: FlowSchema): readonly FieldError[] => [
  ...metadataErrors(schema, false),
  ...specErrors(schema),
];

export const validateFlowSchemaUpdate = (next: FlowSchema, previous: FlowSchema): readonly FieldError[] => [
  ...metadataUpdateErrors(next, previous),
  ...specErrors(next),
];

function specErrors({ metadata, spec }: FlowSchema): readonly FieldError[] {
  const { distinguisherMethod: method, priorityLevelConfiguration: level, rules = [] } = spec;
  const errors = [...precedenceErrors(metadata.name, spec)];
  const methods = ['ByNamespace', 'ByUser'];
  if (method && !methods.includes(method.type))
    errors.push(fieldNotSupported('spec.distinguisherMethod.type', { Type: method.type }, methods));
  const field = 'spec.priorityLevelConfiguration.name';
  errors.push(
    ...(level?.name
      ? fieldInvalids(field, level.name, validateDns1123Subdomain(level.name))
      : [fieldRequired(field, 'must reference a priority level')]),
  );
  return [...errors, ...rules.flatMap((rule, index) => ruleErrors(rule, `spec.rules[${index}]`))];
}

function precedenceErrors(name: string, { matchingPrecedence: precedence }: FlowSchemaSpec): readonly FieldError[] {
  const why =
    precedence <= 0
      ? 'must be a positive value'
      : precedence > largestPrecedence
        ? `must not be greater than ${largestPrecedence}`
        : precedence === 1 && name !== 'exempt'
          ? "only the schema named 'exempt' may have matchingPrecedence 1"
          : undefined;
  return why === undefined ? [] : [fieldInvalid('spec.matchingPrecedence', precedence, why)];
}

function ruleErrors({ subjects, resourceRules, nonResourceRules }: FlowRule, field: string): readonly FieldError[] {
  const errors: FieldError[] = subjects?.length
    ? subjects.flatMap((subject, index) => subjectErrors(subject, `${field}.subjects[${index}]`))
    : [fieldRequired(`${field}.subjects`, 'subjects must contain at least one value')];
  if (!resourceRules?.length && !nonResourceRules?.length)
    errors.push(fieldRequired(field, 'at least one of resourceRules and nonResourceRules has to be non-empty'));
  return [
    ...errors,
    ...(resourceRules ?? []).flatMap((rule, index) => resourceErrors(rule, `${field}.resourceRules[${index}]`)),
    ...(nonResourceRules ?? []).flatMap((rule, index) => pathsErrors(rule, `${field}.nonResourceRules[${index}]`)),
  ];
}

// ---- who -------------------------------------------------------------------------------------------------------------

const kinds = { ServiceAccount: 'serviceAccount', User: 'user', Group: 'group' } as const;

/** What is said of another sort of subject is forbidden, what is not said of this one is missing. */
function subjectErrors(subject: FlowSubject, field: string): readonly FieldError[] {
  const { kind } = subject;
  const wanted = Object.hasOwn(kinds, kind) ? kinds[kind as keyof typeof kinds] : undefined;
  if (!wanted) return [fieldNotSupported(`${field}.kind`, kind, Object.keys(kinds).sort())];
  const errors: FieldError[] = [];
  if (!subject[wanted])
    errors.push(fieldRequired(`${field}.${wanted}`, `${wanted} is required when subject kind is '${kind}'`));
  else if (wanted === 'serviceAccount') errors.push(...accountErrors(subject, field));
  else if (!subject[wanted].name) errors.push(fieldRequired(`${field}.${wanted}.name`));
  for (const [other, name] of Object.entries(kinds))
    if (name !== wanted && subject[name])
      errors.push(fieldForbidden(`${field}.${name}`, `${name} is forbidden when subject kind is not '${other}'`));
  return errors;
}

function accountErrors({ serviceAccount }: FlowSubject, subject: string): readonly FieldError[] {
  const { name, namespace } = serviceAccount!;
  const field = `${subject}.serviceAccount`;
  const errors: FieldError[] = [];
  if (!name) errors.push(fieldRequired(`${field}.name`));
  else if (name !== '*') errors.push(...fieldInvalids(`${field}.name`, name, validateDns1123Subdomain(name)));
  const missing = fieldRequired(`${field}.namespace`, 'must specify namespace for service account');
  return namespace
    ? [...errors, ...fieldInvalids(`${field}.namespace`, namespace, validateLabelName(namespace))]
    : [...errors, missing];
}

// ---- what ------------------------------------------------------------------------------------------------------------

const verbs = ['create', 'delete', 'deletecollection', 'get', 'list', 'patch', 'proxy', 'update', 'watch'];

/** All of them, or some: not both. */
function listErrors(list: readonly string[], field: string, missing: string, what: string): readonly FieldError[] {
  if (list.length === 0) return [fieldRequired(field, missing)];
  const why = `if '*' is present, must not specify other ${what}`;
  return list.length > 1 && list.includes('*') ? [fieldInvalid(field, list, why)] : [];
}

function verbErrors(given: readonly string[], field: string): readonly FieldError[] {
  const errors = listErrors(given, field, 'verbs must contain at least one value', 'verbs');
  if (errors.length > 0 || given.includes('*') || given.every((verb) => verbs.includes(verb))) return errors;
  return [fieldNotSupported(field, given, verbs)];
}

function resourceErrors(rule: ResourceRule, field: string): readonly FieldError[] {
  const { apiGroups, resources, clusterScope } = rule;
  const namespaces = rule.namespaces ?? [];
  const none = (what: string): string => `resource rules must supply at least one ${what}`;
  const errors = [
    ...verbErrors(rule.verbs, `${field}.verbs`),
    ...listErrors(apiGroups, `${field}.apiGroups`, none('api group'), 'api groups'),
    ...listErrors(resources, `${field}.resources`, none('resource'), 'resources'),
  ];
  const unscoped = 'resource rules that are not cluster scoped must supply at least one namespace';
  if (namespaces.length === 0)
    return clusterScope ? errors : [...errors, fieldRequired(`${field}.namespaces`, unscoped)];
  if (namespaces.includes('*')) return [...errors, ...listErrors(namespaces, `${field}.namespaces`, '', 'namespaces')];
  return [...errors, ...namespaces.flatMap((name, index) => namespaceErrors(name, `${field}.namespaces[${index}]`))];
}

const namespaceErrors = (name: string, field: string): readonly FieldError[] =>
  fieldInvalids(
    field,
    name,
    validateLabelName(name).map((problem) => `each member of this list must be '*' or a DNS-1123 label; ${problem}`),
  );

function pathsErrors({ verbs: given, nonResourceURLs: paths }: NonResourceRule, field: string): readonly FieldError[] {
  const at = `${field}.nonResourceURLs`;
  const missing = 'nonResourceURLs must contain at least one value';
  const errors = [...verbErrors(given, `${field}.verbs`), ...listErrors(paths, at, missing, 'non-resource URLs')];
  if (paths.includes('*')) return errors;
  return [
    ...errors,
    ...paths.flatMap((path, index) => {
      const why = pathProblem(path);
      return why === undefined ? [] : [fieldInvalid(`${at}[${index}]`, path, why)];
    }),
  ];
}

function pathProblem(path: string): string | undefined {
  if (path === '') return 'must not be empty';
  if (path === '/') return undefined;
  if (!path.startsWith('/')) return 'must start with slash';
  if (path.includes(' ')) return 'must not contain white-space';
  if (path.includes('//')) return 'must not contain double slash';
  const star = path.indexOf('*');
  return star < 0 || (star === path.length - 1 && path.endsWith('/*'))
    ? undefined
    : 'wildcard can only do suffix matching';
}
