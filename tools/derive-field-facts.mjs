// @ts-check
// Derives src/language/field-facts.ts from the OpenAPI v3 document of a Kubernetes API server:
//   node tools/derive-field-facts.mjs <v3.json.gz>
// What the schemas in src/api leave out because no server needs it: which fields a type requires, and which values a
// field allows. Facts, no prose. Types are called as in src/api/schema/schema-data.ts, which has to be made first.
import { readFileSync, writeFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';

/** @typedef {{ enum?: string[], items?: { enum?: string[] } }} Property */
/** @typedef {{ required?: string[], properties?: Record<string, Property> }} Schema */

const bytes = readFileSync(process.argv[2] ?? '');
/** @type {Record<string, { components?: { schemas?: Record<string, Schema> } }>} */
const documents = JSON.parse(String(process.argv[2]?.endsWith('.gz') ? gunzipSync(bytes) : bytes));
const known = readFileSync(new URL('../src/api/schema/schema-data.ts', import.meta.url), 'utf8');
const types = new Set([...known.matchAll(/^ {2}'?([\w.]+)'?: '/gm)].map((match) => match[1] ?? ''));

/** @type {Record<string, string>} */
const required = {};
/** @type {Record<string, string>} */
const allowed = {};

for (const document of Object.values(documents)) {
  for (const [full, schema] of Object.entries(document.components?.schemas ?? {})) {
    const name = full.split('.').at(-1) ?? '';
    if (!types.has(name) || !/\.(v1|v2)\./.test(full)) continue;
    if (schema.required?.length && !full.includes('.events.')) required[name] = schema.required.join(' ');
    for (const [field, property] of Object.entries(schema.properties ?? {})) {
      const values = property.enum ?? property.items?.enum;
      if (values) allowed[`${name}.${field}`] = values.filter((value) => value !== '').join(' ');
    }
  }
}

/** @param {Record<string, string>} table */
const rows = (table) =>
  Object.keys(table)
    .sort()
    .map((key) => `  ${/^\w+$/.test(key) ? key : `'${key}'`}: '${table[key]}',`)
    .join('\n');

writeFileSync(
  new URL('../src/language/field-facts.ts', import.meta.url),
  `// Made by tools/derive-field-facts.mjs from a Kubernetes 1.36 API server's OpenAPI v3 document; do not edit.

/** Fields without which an object of a type is refused, by type. */
// biome-ignore format: a table
export const requiredFields: Readonly<Record<string, string>> = {
${rows(required)}
};

/** The only values that a field may have, by type and field. */
// biome-ignore format: a table
export const allowedValues: Readonly<Record<string, string>> = {
${rows(allowed)}
};
`,
);
