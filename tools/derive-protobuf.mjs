// @ts-check
// Derives src/serve/protobuf/fields.ts from the field numbers of Kubernetes' protobuf messages:
//   node tools/derive-protobuf.mjs <fields.json>
// fields.json: message -> {number: [name, type]}. What comes out are the same facts, shorter. How a line reads: src/serve/protobuf/messages.ts.
import { readFileSync, writeFileSync } from 'node:fs';

/** Go types whose fields JSON shows among those of the message around them. */
const inlined = new Set([
  ...['VolumeSource', 'PersistentVolumeSource', 'EphemeralContainerCommon', 'IngressRuleValue', 'DeviceConfiguration'],
  ...['RuleWithOperations', 'Rule', 'ProbeHandler'],
]);
/** Inlined in these alone; elsewhere a field of its own. */
const inlinedThere = { LocalObjectReference: /^(ConfigMap|Secret)/, TypedLocalObjectReference: /^$/ };
const scalars = { string: 's', int32: 'i', int64: 'i', bool: 'b', bytes: 'y' };

/** @param {string} type */
const simple = (type) => type.slice(type.lastIndexOf('.') + 1);
/** @param {string} type */
const home = (type) => type.slice(0, type.lastIndexOf('.'));

/**
 * @param {string} type
 * @param {string} home_ the package it is used in
 * @param {readonly string[]} packages
 * @returns {string}
 */
function shortType(type, home_, packages) {
  if (type.startsWith('[]')) return `*${shortType(type.slice(2), home_, packages)}`;
  if (type.startsWith('map<string,')) return `%${shortType(type.slice(11, -1), home_, packages)}`;
  const scalar = scalars[/** @type {keyof typeof scalars} */ (type)];
  if (scalar) return scalar;
  return home(type) === home_ ? simple(type) : `${packages.indexOf(home(type))}.${simple(type)}`;
}

/** @param {string} owner @param {string} name @param {string} type */
function isInlined(owner, name, type) {
  const target = simple(type);
  if (name.toLowerCase() !== target.toLowerCase() && !(target === 'ProbeHandler' && name === 'handler')) return false;
  return inlined.has(target) || (inlinedThere[/** @type {keyof typeof inlinedThere} */ (target)]?.test(owner) ?? false);
}

/** @type {Record<string, Record<string, [string, string]>>} */
const messages = JSON.parse(readFileSync(process.argv[2] ?? '', 'utf8'));
const packages = [...new Set(Object.keys(messages).map(home))].sort();

/**
 * Go's names, where they stand for JSON's.
 * @param {string} name
 */
function jsonName(name) {
  const known = { aPIGroup: 'apiGroup', uID: 'uid', Port: 'Port' }[name];
  return known ?? `${name.slice(0, 1).toLowerCase()}${name.slice(1)}`;
}

/** @param {string} message */
function messageText(message) {
  const fields = Object.entries(messages[message] ?? {}).map(([number, [name, type]]) => {
    const shown = isInlined(simple(message), name, type) ? '' : jsonName(name);
    return `${number}${shown ? ` ${shown}` : ''}:${shortType(type, home(message), packages)}`;
  });
  return `${simple(message)}{${fields.join(',')}}`;
}

const lines = packages.map((name) => {
  const own = Object.keys(messages).filter((message) => home(message) === name);
  return `  '${name}': '${own.map(messageText).join('')}',`;
});
writeFileSync(
  new URL('../src/serve/protobuf/fields.ts', import.meta.url),
  `// Made by tools/derive-protobuf.mjs; do not edit. Read by messages.ts.
// biome-ignore format: a table
export const messageFields: Readonly<Record<string, string>> = {
${lines.join('\n')}
};
`,
);
