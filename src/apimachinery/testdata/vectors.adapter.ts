/** Shows our functions to `../shared/yardsticks/vectors/run-vectors.mjs`. Names, shapes and former words are mapped here. */
import * as machinery from '..';
import { patchSchemaOf } from './merge-items';

export function quantity(text: string) {
  const parsed = machinery.parseQuantity(text);
  return {
    canonical: machinery.quantityString(parsed),
    value: machinery.quantityValue(parsed),
    milli: machinery.quantityMilliValue(parsed),
    format: parsed.format,
  };
}

export function quantityMath(first: string, second: string) {
  const a = machinery.parseQuantity(first);
  const b = machinery.parseQuantity(second);
  return {
    cmp: machinery.compareQuantities(a, b),
    sum: machinery.quantityString(machinery.addQuantities(a, b)),
    diff: machinery.quantityString(machinery.subtractQuantities(a, b)),
  };
}

export function labelSelector(text: string) {
  const selector = machinery.parseSelector(text);
  return {
    canonical: machinery.selectorString(selector),
    matches: (labels: machinery.Labels) => machinery.matchesSelector(selector, labels),
  };
}

export function fieldSelector(text: string) {
  const selector = machinery.parseFieldSelector(text);
  return {
    canonical: machinery.fieldSelectorString(selector),
    matches: (fields: Record<string, string>) => machinery.matchesFieldSelector(selector, (field) => fields[field] ?? ''),
  };
}

export function humanDuration(seconds: number) {
  return machinery.humanDuration(seconds * 1000);
}

/** The vectors were recorded from functions that the server has given up: it counts bytes now, and calls all of them label keys. */
const formerly =
  (check: (value: string) => string[]) =>
  (value: string): string[] =>
    check(value).map((problem) => problem.replace(' bytes', ' characters').replace('a valid label key', 'a qualified name'));

const validators: Readonly<Record<string, (value: string) => string[]>> = {
  IsCIdentifier: machinery.validateCIdentifier,
  IsConfigMapKey: machinery.validateConfigMapKey,
  IsDNS1035Label: machinery.validateDns1035Label,
  IsDNS1123Label: machinery.validateDns1123Label,
  IsDNS1123Subdomain: machinery.validateDns1123Subdomain,
  IsEnvVarName: machinery.validateEnvironmentName,
  IsHTTPHeaderName: machinery.validateHttpHeaderName,
  IsQualifiedName: formerly(machinery.validateQualifiedName),
  IsValidIP: machinery.validateIpAddress,
  IsValidLabelValue: formerly(machinery.validateLabelValue),
  IsValidPercent: machinery.validatePercent,
  IsValidPortName: machinery.validatePortName,
  IsWildcardDNS1123Subdomain: machinery.validateWildcardSubdomain,
};

export function validate(name: string, value: string) {
  return validators[name]!(value);
}

export function intOrPercent(text: string, total: number, roundUp: boolean) {
  return machinery.scaledValue(/^-?\d+$/.test(text) ? Number(text) : text, total, roundUp);
}

export function jsonPatch(document: unknown, operations: readonly machinery.JsonPatchOperation[]) {
  return machinery.applyJsonPatch(document, operations);
}

type Fields = Readonly<Record<string, unknown>>;

export function threeWayStrategic(kind: string, original: Fields, modified: Fields, current: Fields) {
  return machinery.threeWayStrategicMergePatch(original, modified, current, patchSchemaOf(kind));
}

export function applyStrategic(kind: string, current: Fields, patch: Fields) {
  return machinery.applyStrategicMergePatch(current, patch, patchSchemaOf(kind));
}

export function threeWayJsonMerge(original: Fields, modified: Fields, current: Fields) {
  return machinery.threeWayMergePatch(original, modified, current);
}

export function yamlToJson(text: string) {
  return machinery.parseYaml(text, { duplicateKeys: 'last' });
}
