import { isObject, readYamlDocuments } from '../../apimachinery';
import { CommandError } from '../failure';

export type Fields = Record<string, any>;

/** Where the laptop's folder lies, for messages that name whole paths. */
const HOME = '/home/you';
const FILES = ['kustomization.yaml', 'kustomization.yml', 'Kustomization'];

const known = new Set(
  `apiVersion kind metadata resources bases components namespace namePrefix nameSuffix labels commonLabels commonAnnotations images
  replicas configMapGenerator secretGenerator generatorOptions patches patchesStrategicMerge patchesJson6902 sortOptions buildMetadata
  crds configurations generators transformers validators vars replacements openapi helmCharts helmGlobals`.split(/\s+/),
);

const texts = new Set(['resources', 'bases', 'components', 'patchesStrategicMerge']);
const objects = new Set('labels images replicas configMapGenerator secretGenerator patches patchesJson6902'.split(' '));
const maps = new Set(['commonLabels', 'commonAnnotations', 'generatorOptions']);
const plain = new Set(['namespace', 'namePrefix', 'nameSuffix']);

const shapeOf = (value: unknown): string =>
  Array.isArray(value) ? 'array' : isObject(value) ? 'object' : typeof value;

/** A field that has another shape than its kind wants it to have; null is as if it were not there. */
function checkShape(field: string, value: unknown): void {
  const wrong = (found: unknown, type: string): never => {
    throw new CommandError(
      `invalid Kustomization: json: cannot unmarshal ${shapeOf(found)} into Go struct field Kustomization.${field} of type ${type}`,
    );
  };
  if (plain.has(field) && typeof value !== 'string') wrong(value, 'string');
  if (maps.has(field) && !isObject(value)) wrong(value, 'map[string]string');
  if (!texts.has(field) && !objects.has(field)) return;
  if (!Array.isArray(value)) return wrong(value, texts.has(field) ? '[]string' : '[]types.Args');
  for (const one of value) {
    if (texts.has(field) && typeof one !== 'string') wrong(one, 'string');
    if (objects.has(field) && !isObject(one)) wrong(one, 'types.Args');
  }
  if (field === 'labels') for (const one of value) if (!isObject(one.pairs)) wrong(one.pairs, 'map[string]string');
}

/** A path without `.` and `..`; '' is the folder itself. */
export function joined(folder: string, path: string): string {
  const parts: string[] = [];
  for (const part of `${folder}/${path}`.split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '' && part !== '.') parts.push(part);
  }
  return parts.join('/');
}

export const absolute = (path: string): string => (path === '' ? HOME : `${HOME}/${path}`);

/** The laptop's files as kustomize walks them. */
export class Folder {
  private readonly files: Readonly<Record<string, string>>;

  constructor(files: Readonly<Record<string, string>>) {
    this.files = files;
  }

  isFolder(path: string): boolean {
    return path === '' || Object.keys(this.files).some((name) => name.startsWith(`${path}/`));
  }

  text(path: string): string | undefined {
    return Object.hasOwn(this.files, path) ? this.files[path] : undefined;
  }

  demand(path: string): string {
    const text = this.text(path);
    if (text !== undefined) return text;
    throw new CommandError(`open ${absolute(path)}: no such file or directory`);
  }

  documents(path: string): Fields[] {
    return documentsOf(this.demand(path), path);
  }

  /** What the kustomization of a folder says. @param asked the folder as it was named */
  kustomization(path: string, asked: string): Fields {
    if (!this.isFolder(path)) throw new CommandError(`must build at directory: ${notAFolder(asked, path)}`);
    const names = FILES.map((name) => joined(path, name)).filter((name) => this.text(name) !== undefined);
    if (names.length === 0)
      throw new CommandError(
        `unable to find one of 'kustomization.yaml', 'kustomization.yml' or 'Kustomization' in directory '${absolute(path)}'`,
      );
    if (names.length > 1) throw new CommandError(`Found multiple kustomization files: ${absolute(path)}\n`);
    const [document = {}] = this.documents(names[0]!);
    const first = { ...document };
    for (const field of Object.keys(first)) {
      if (first[field] === null) delete first[field];
      else checkShape(field, first[field]);
    }
    const unknown = Object.keys(first).find((field) => !known.has(field));
    if (unknown !== undefined)
      throw new CommandError(`invalid Kustomization: json: unknown field ${JSON.stringify(unknown)}`);
    return first;
  }
}

export const notAFolder = (asked: string, path: string): string =>
  `not a valid directory: evalsymlink failure on '${asked}' : lstat ${absolute(path)}: no such file or directory`;

export function documentsOf(text: string, path: string): Fields[] {
  const documents: Fields[] = [];
  for (const { document, error } of readYamlDocuments(text)) {
    if (error) throw new CommandError(`MalformedYAMLError: ${error.message} in File: ${path}`);
    const value = document?.value;
    if (value === null || value === undefined) continue;
    if (!isObject(value))
      throw new CommandError(`missing metadata.name in object {{ } {{ } map[] map[]}} in File: ${path}`);
    if (Array.isArray(value['items']) && String(value['kind']).endsWith('List')) documents.push(...value['items']);
    else documents.push(value);
  }
  return documents;
}
