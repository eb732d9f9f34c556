// Derives src/apiserver/authorization/bootstrap-data.ts from the objects of a fresh Kubernetes cluster:
//   node tools/derive-roles.mjs <bootstrap.json.gz>
// The document is a list of objects as an API server answers them. What comes out are facts: who may do what from the start. How a line
// reads: src/apiserver/authorization/bootstrap-roles.ts.
import { readFileSync, writeFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';

const bytes = readFileSync(process.argv[2]);
const objects = JSON.parse(process.argv[2].endsWith('.gz') ? gunzipSync(bytes) : bytes);

const read = ['get', 'list', 'watch'];
const write = ['create', 'delete', 'deletecollection', 'patch', 'update'];
const same = (a, b) => [...a].sort().join() === [...b].sort().join();
const verbs = (list) =>
  same(list, read) ? 'R' : same(list, write) ? 'W' : same(list, [...read, ...write]) ? 'RW' : list.join();

function rule({ verbs: list, apiGroups = [], resources = [], resourceNames = [], nonResourceURLs = [] }) {
  if (nonResourceURLs.length > 0) return `${verbs(list)};;;;${nonResourceURLs.join()}`;
  return `${verbs(list)};${apiGroups.map((group) => group || '-').join()};${resources.join()};${resourceNames.join()}`.replace(
    /;$/,
    '',
  );
}

const aggregate = 'rbac.authorization.k8s.io/aggregate-to-';

function roleLine({ metadata, rules, aggregationRule }) {
  const into = Object.keys(metadata.labels).filter((label) => label.startsWith(aggregate));
  const from = (aggregationRule?.clusterRoleSelectors ?? []).flatMap(({ matchLabels }) => Object.keys(matchLabels));
  const marks = [
    ...into.map((label) => `>${label.slice(aggregate.length)}`),
    ...from.map((label) => `<${label.slice(aggregate.length)}`),
  ];
  return [...marks, ...(rules ?? []).map(rule)].join(' ');
}

const subject = ({ kind, name, namespace }) => `${kind}=${namespace ? `${namespace}/` : ''}${name}`;
const bindingLine = ({ roleRef, subjects = [] }) =>
  [`${roleRef.kind}=${roleRef.name}`, ...subjects.map(subject)].join(' ');

const place = ({ metadata }) => (metadata.namespace ? `${metadata.namespace}/` : '') + metadata.name;
const table = (kind, line) =>
  objects
    .filter((object) => object.kind === kind && object.apiVersion.startsWith('rbac.'))
    .map((object) => `  '${place(object)}': '${line(object)}',`)
    .join('\n');

const tables = [
  ['clusterRoles', 'ClusterRole', roleLine],
  ['roles', 'Role', roleLine],
  ['clusterRoleBindings', 'ClusterRoleBinding', bindingLine],
  ['roleBindings', 'RoleBinding', bindingLine],
];
const body = tables
  .map(([name, kind, line]) => `export const ${name}: Readonly<Record<string, string>> = {\n${table(kind, line)}\n};`)
  .join('\n\n// biome-ignore format: a table\n');
writeFileSync(
  new URL('../src/apiserver/authorization/bootstrap-data.ts', import.meta.url),
  `// Made by tools/derive-roles.mjs from a fresh Kubernetes 1.36 cluster; do not edit. Read by bootstrap-roles.ts.\n// biome-ignore format: a table\n${body}\n`,
);
