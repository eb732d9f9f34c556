import { isObject } from '../../apimachinery';
import { CommandError } from '../failure';
import { contentHash } from '../commands/create/configuration';
import type { Fields } from './folder';
import { absolute, Folder, joined, notAFolder } from './folder';
import { generated } from './generate';
import type { Resource } from './patches';
import { applyPatch } from './patches';
import { addAnnotations, addLabels, follow, setImages, setNamespace, setReplicas } from './transform';

/** What is to be made before what needs it, and what judges others behind all. */
const FIRST =
  `Namespace ResourceQuota StorageClass CustomResourceDefinition ServiceAccount PodSecurityPolicy Role ClusterRole RoleBinding
  ClusterRoleBinding ConfigMap Secret Endpoints Service LimitRange PriorityClass PersistentVolume PersistentVolumeClaim Deployment
  StatefulSet CronJob PodDisruptionBudget`.split(/\s+/);
const LAST = ['MutatingWebhookConfiguration', 'ValidatingWebhookConfiguration'];

function rank(kind: string): number {
  const first = FIRST.indexOf(kind);
  if (first >= 0) return first - FIRST.length;
  return LAST.indexOf(kind) + 1;
}

function inOrder(a: Fields, b: Fields): number {
  const difference = rank(a['kind']) - rank(b['kind']);
  if (difference !== 0) return difference;
  const key = (one: Fields) =>
    `${one['apiVersion']} ${one['kind']} ${one['metadata'].namespace ?? ''} ${one['metadata'].name}`;
  return key(a) < key(b) ? -1 : 1;
}

const copyOf = <T>(value: T): T => JSON.parse(JSON.stringify(value)) as T;

/** Hears what is said beside the result. */
export type Say = (line: string) => void;

const deprecated: Readonly<Record<string, string>> = {
  commonLabels: 'labels',
  bases: 'resources',
  patchesJson6902: 'patches',
  patchesStrategicMerge: 'patches',
};

/** One folder's build: its resources and those of the folders below it, each in turn made over. */
class Build {
  private readonly folder: Folder;
  private readonly path: string;
  private readonly asked: Fields;
  private readonly say: Say;

  constructor(folder: Folder, path: string, named: string, say: Say) {
    this.folder = folder;
    this.path = path;
    this.say = say;
    this.asked = folder.kustomization(path, named);
    const old = Object.keys(deprecated).filter((field) => this.asked[field] !== undefined);
    for (const field of old)
      say(
        `# Warning: '${field}' is deprecated. Please use '${deprecated[field]}' instead. Run 'kustomize edit fix' to update your Kustomization automatically.`,
      );
  }

  resources(): Resource[] {
    const { asked } = this;
    const listed: string[] = [...(asked['resources'] ?? []), ...(asked['bases'] ?? []), ...(asked['components'] ?? [])];
    let all = [...listed.flatMap((name) => this.read(name)), ...this.made()];
    for (const patch of this.patches()) all = applyPatch(all, patch, this.path);
    for (const { object, name } of all) this.transform(object, name);
    this.rename(all);
    return all;
  }

  private read(name: string): Resource[] {
    const path = joined(this.path, name);
    if (this.folder.text(path) === undefined) {
      if (this.folder.isFolder(path)) return this.below(name, path);
      throw new CommandError(
        `accumulating resources: accumulation err='accumulating resources from '${name}': evalsymlink failure on '${absolute(path)}' : lstat ${absolute(path)}: no such file or directory': must build at directory: ${notAFolder(absolute(path), path)}`,
      );
    }
    if (this.path !== '' && !path.startsWith(`${this.path}/`))
      throw new CommandError(
        `accumulating resources: accumulation err='accumulating resources from '${name}': security; file '${absolute(path)}' is not in or below '${absolute(this.path)}'': must build at directory: '${absolute(path)}': file is not directory`,
      );
    return this.folder.documents(path).map((object) => {
      if (!isObject(object['metadata']) || !object['metadata']['name'])
        throw new CommandError(
          `accumulating resources: accumulation err='accumulating resources from '${name}': missing metadata.name in object {{${object['apiVersion']} ${object['kind']}} {{ } map[] map[]}}'`,
        );
      return { object: copyOf(object), name: object['metadata']['name'] as string };
    });
  }

  private below(name: string, path: string): Resource[] {
    let build: Build;
    try {
      build = new Build(this.folder, path, name, this.say);
    } catch (error) {
      if (!(error instanceof CommandError)) throw error;
      throw new CommandError(
        `accumulating resources: accumulation err='accumulating resources from '${name}': '${absolute(path)}' must resolve to a file': couldn't make target for path '${absolute(path)}': ${error.message}`,
      );
    }
    return build.resources();
  }

  private made(): Resource[] {
    const { asked, folder, path } = this;
    const of = (kind: 'ConfigMap' | 'Secret', list: Fields[] = []) =>
      list.map((from) => {
        const options = { ...asked['generatorOptions'], ...from['options'] };
        const object = generated(folder, path, kind, from, asked['generatorOptions']);
        return { object, name: from['name'] as string, isHashed: !options.disableNameSuffixHash };
      });
    return [...of('ConfigMap', asked['configMapGenerator']), ...of('Secret', asked['secretGenerator'])];
  }

  private *patches(): Generator<{ readonly text: string; readonly target?: Fields }> {
    const { asked, folder, path } = this;
    for (const source of asked['patchesStrategicMerge'] ?? [])
      yield { text: /\n/.test(source) ? source : folder.demand(joined(path, source)) };
    for (const { patch, path: file, target } of [...(asked['patches'] ?? []), ...(asked['patchesJson6902'] ?? [])])
      yield { text: patch ?? this.patchFile(file), ...(target && { target }) };
  }

  private patchFile(file: string): string {
    const path = joined(this.path, file);
    const failing = `trouble configuring builtin PatchTransformer with config: \`\npath: ${file}\n\`: failed to get the patch file from path(${file}): `;
    if (this.path !== '' && !path.startsWith(`${this.path}/`))
      throw new CommandError(
        `${failing}security; file '${absolute(path)}' is not in or below '${absolute(this.path)}'`,
      );
    const text = this.folder.text(path);
    if (text !== undefined) return text;
    throw new CommandError(
      `${failing}evalsymlink failure on '${absolute(path)}' : lstat ${absolute(path)}: no such file or directory`,
    );
  }

  private transform(object: Fields, name: string): void {
    const { asked } = this;
    if (asked['namespace']) setNamespace(object, asked['namespace']);
    for (const { pairs, includeSelectors = false, includeTemplates = false } of asked['labels'] ?? [])
      addLabels(object, { pairs, selectors: includeSelectors, templates: includeTemplates });
    if (asked['commonLabels']) addLabels(object, { pairs: asked['commonLabels'], selectors: true, templates: true });
    if (asked['commonAnnotations']) addAnnotations(object, asked['commonAnnotations']);
    setImages(object, asked['images'] ?? []);
    setReplicas(object, name, asked['replicas'] ?? []);
  }

  /** Prefix and suffix. */
  private rename(all: readonly Resource[]): void {
    const { namePrefix = '', nameSuffix = '' } = this.asked;
    renameAll(all, ({ object }) => {
      const { name } = object['metadata'];
      const isFree = object['kind'] !== 'Namespace' && object['kind'] !== 'CustomResourceDefinition';
      return isFree ? namePrefix + name + nameSuffix : name;
    });
  }
}

/** Gives all their names, and all who name them the same. */
function renameAll(all: readonly Resource[], nameOf: (resource: Resource) => string): void {
  const renamed = new Map<string, string>();
  for (const resource of all) {
    const { kind, metadata } = resource.object;
    const next = nameOf(resource);
    renamed.set(`${kind}/${metadata.name}`, next);
    metadata.name = next;
  }
  for (const { object } of all) follow(object, renamed);
}

function contentOf({ kind, data = {}, type }: Fields, name: string): Fields {
  return { data, kind, name, ...(kind === 'Secret' && { type }) };
}

/** All objects that a folder's kustomization makes, in the order in which they can be applied. */
export function build(files: Readonly<Record<string, string>>, asked: string, say: Say): Fields[] {
  const folder = new Folder(files);
  const path = joined('', asked);
  const all = new Build(folder, path, asked, say).resources();
  // Hashes come last: they are of what all folders made of the data.
  renameAll(all, ({ object, isHashed }) => {
    const { name } = object['metadata'];
    return isHashed ? `${name}-${contentHash(contentOf(object, name))}` : name;
  });
  return all.map(({ object }) => object).sort(inOrder);
}
