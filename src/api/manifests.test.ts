/** Manifests that people wrote for real clusters: what a real server serves has to be read, completed and found valid here. */
import { existsSync, readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { aggregateMessage, Refusal, type KubeObject } from '../apimachinery';
import { decode, findKind, type KindDefinition } from './index';

interface Manifest {
  readonly repo: string;
  readonly path: string;
  readonly doc: KubeObject & { readonly items?: readonly KubeObject[] };
}

const shared = new URL('../../../shared/yardsticks/', import.meta.url);
const isThere = existsSync(shared);
const unzipped = (path: string): string => gunzipSync(readFileSync(new URL(path, shared))).toString();

/** `apps/v1 Deployment`, of all that a real 1.36 server serves. */
function servedKinds(): Set<string> {
  const discovery = JSON.parse(unzipped('openapi/discovery.json.gz'));
  const served = new Set<string>();
  for (const group of [...discovery['/api'].items, ...discovery['/apis'].items])
    for (const { version, resources } of group.versions)
      for (const { responseKind } of resources)
        served.add(`${group.metadata.name ? `${group.metadata.name}/` : ''}${version} ${responseKind.kind}`);
  return served;
}

/** Questions, which are never stored. */
const elsewhere = new Set(['SubjectAccessReview']);

/**
 * What a real server refuses as well, in these words: patches for kustomize that are no objects by themselves, templates with
 * placeholders, mistakes.
 */
const { always: wrong } = JSON.parse(
  readFileSync(new URL('./testdata/refused-manifests.json', import.meta.url), 'utf8'),
) as { readonly always: Readonly<Record<string, string>> };

function problemOf(kind: KindDefinition, manifest: KubeObject): string | undefined {
  try {
    const read = decode(kind, manifest).object;
    const { name, generateName, namespace = 'ns' } = read.metadata;
    const metadata = { ...read.metadata, name: name ?? `${generateName}12345`, uid: 'b6f1' };
    const named = {
      ...read,
      metadata: kind.namespaced ? { ...metadata, namespace } : { ...metadata, namespace: undefined },
    };
    const errors = kind.validate(kind.prepareForCreate(kind.defaults(named)));
    return errors.length > 0 ? aggregateMessage(errors) : undefined;
  } catch (error) {
    if (error instanceof Refusal) return error.message;
    throw error;
  }
}

describe.skipIf(!isThere)('manifests of public repositories', () => {
  it('are accepted, all that are of a served version', () => {
    const served = servedKinds();
    const documents = unzipped('manifests/manifests.jsonl.gz')
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as Manifest)
      .flatMap((manifest) =>
        manifest.doc.items ? manifest.doc.items.map((doc) => ({ ...manifest, doc })) : [manifest],
      );
    const refused: string[] = [];
    let accepted = 0;
    let others = 0;
    let rightly = 0;
    for (const { repo, path, doc } of documents) {
      const { apiVersion, kind } = doc;
      if (!served.has(`${apiVersion} ${kind}`) || elsewhere.has(kind)) {
        others++;
        continue;
      }
      const found = findKind(apiVersion, kind);
      const problem = found ? problemOf(found, doc) : 'not served';
      if (problem === undefined) accepted++;
      else if (wrong[path] && problem.includes(wrong[path])) rightly++;
      else refused.push(`${repo} ${path}: ${kind} ${doc.metadata?.name}: ${problem}`);
    }
    console.log(
      `${accepted} documents accepted, ${rightly} rightly refused, ${refused.length} wrongly, ${others} of kinds or versions not served`,
    );
    if (process.env.VERBOSE) console.log(refused.join('\n'));
    expect(refused).toEqual([]);
  });
});
