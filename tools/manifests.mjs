// @ts-check
// Manifests of public repositories (../shared/yardsticks/manifests), each applied to a served cluster with a stepped clock by the
// kubectl of its terminal, as a dry run of the server: all of the request's path but storage. A document of a served version has to be
// accepted, unless a real server refuses it as well (src/api/testdata/refused-manifests.json says which, and in which words);
// any other has to be unknown, in kubectl's words.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { root } from './packages.mjs';
import { post, startServing } from './served.mjs';

const shared = join(root, '../shared/yardsticks');
const unzipped = (/** @type {string} */ path) => gunzipSync(readFileSync(join(shared, path))).toString();

/** @typedef {{ apiVersion?: string, kind?: string, metadata?: { name?: string, generateName?: string, namespace?: string }, items?: Doc[] }} Doc */
/** @typedef {{ stdout: string, stderr: string, code: number }} Answer */

/** `apps/v1 Deployment`, of all that a real 1.36 server serves. */
function servedKinds() {
  const discovery = JSON.parse(unzipped('openapi/discovery.json.gz'));
  const served = new Set();
  for (const { metadata, versions } of [...discovery['/api'].items, ...discovery['/apis'].items])
    for (const { version, resources } of versions)
      for (const { responseKind } of resources)
        served.add(`${metadata.name ? `${metadata.name}/` : ''}${version} ${responseKind.kind}`);
  return served;
}

/** @returns {{ path: string, doc: Doc }[]} */
function documents() {
  return unzipped('manifests/manifests.jsonl.gz')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line))
    .flatMap(({ path, doc }) =>
      doc.items ? doc.items.map((/** @type {Doc} */ one) => ({ path, doc: one })) : [{ path, doc }],
    );
}

/**
 * @param {string} address
 * @param {object} body
 * @returns {Promise<Answer>}
 */
const typed = async (address, body) => JSON.parse(await post(`${address}/wheelhouse/terminal`, body));

/** What kubectl says of a kind that no server has. @param {Doc} doc */
const noMatches = ({ apiVersion, kind }) =>
  `no matches for kind "${kind}" in version "${apiVersion}"\nensure CRDs are installed first`;

/** @returns {Promise<import('./yardsticks.mjs').Verdict>} */
export async function manifests() {
  const lists = JSON.parse(readFileSync(join(root, 'src/api/testdata/refused-manifests.json'), 'utf8'));
  const refused = { ...lists.always, ...lists.applied };
  const served = servedKinds();
  const all = documents();
  const { address, stop } = await startServing();
  const namespaces = new Set(all.flatMap(({ doc }) => doc.metadata?.namespace ?? []));
  for (const name of namespaces) await typed(address, { command: `kubectl create namespace ${name}` });
  const count = { accepted: 0, refused: 0, unknown: 0 };
  const lines = [];
  for (const { path, doc } of all) {
    const verb = doc.metadata?.generateName && !doc.metadata.name ? 'create' : 'apply';
    const namespace = doc.metadata?.namespace ?? 'default';
    const command = `kubectl ${verb} --dry-run=server -f m.json`;
    const { stderr, code } = await typed(address, { command, files: { 'm.json': JSON.stringify(doc) }, namespace });
    if (!served.has(`${doc.apiVersion} ${doc.kind}`)) {
      if (code === 1 && stderr.includes(noMatches(doc))) count.unknown++;
      else lines.push(`${path}: ${doc.apiVersion} ${doc.kind}: ${stderr.trim()}`);
    } else if (code === 0) count.accepted++;
    else if (refused[path] && stderr.includes(refused[path])) count.refused++;
    else lines.push(`${path}: ${doc.kind} ${doc.metadata?.name}: ${stderr.trim()}`);
  }
  stop();
  const told = `${count.accepted} documents accepted, ${count.refused} rightly refused, ${count.unknown} of no served version`;
  return { passed: all.length - lines.length, failed: lines.length, held: lines.length === 0, lines: [told, ...lines] };
}
