import { findKind } from '../../api';
import { isObject } from '../../apimachinery';
import type { Fields } from './folder';

/** Where a kind has pairs of labels: made where there are none, or only where there are some. */
interface LabelPlaces {
  readonly made: readonly string[];
  readonly kept: readonly string[];
}

const template = ['spec.template.metadata.labels'];
const workload: LabelPlaces = { made: ['spec.selector.matchLabels', ...template], kept: [] };

const places: Readonly<Record<string, LabelPlaces>> = {
  Deployment: workload,
  ReplicaSet: workload,
  DaemonSet: workload,
  StatefulSet: { made: [...workload.made, 'spec.volumeClaimTemplates[].metadata.labels'], kept: [] },
  Service: { made: ['spec.selector'], kept: [] },
  ReplicationController: { made: ['spec.selector', ...template], kept: [] },
  Job: { made: template, kept: ['spec.selector.matchLabels'] },
  CronJob: {
    made: ['spec.jobTemplate.metadata.labels', 'spec.jobTemplate.spec.template.metadata.labels'],
    kept: ['spec.jobTemplate.spec.selector.matchLabels'],
  },
  PodDisruptionBudget: { made: [], kept: ['spec.selector.matchLabels'] },
  NetworkPolicy: { made: [], kept: ['spec.podSelector.matchLabels'] },
};

/** Of a list that somebody wrote: what is an object in it. */
const objectsIn = (list: unknown): Fields[] => (Array.isArray(list) ? list.filter(isObject) : []) as Fields[];

/** Sets pairs at a path; where nothing is there, only if it may be made. */
function setPairs(object: Fields, path: string, pairs: Fields, makes: boolean): void {
  const [list, below] = path.split('[].');
  if (below !== undefined) {
    const found = list!.split('.').reduce<any>((at, step) => at?.[step], object);
    for (const one of objectsIn(found)) setPairs(one, below, pairs, makes);
    return;
  }
  const steps = path.split('.');
  let at: Fields = object;
  for (const [index, step] of steps.entries()) {
    if (!isObject(at[step])) {
      // A selector that chooses by expressions alone, or a service without one, is not given another.
      if (!makes) return;
      at[step] = {};
    }
    at = at[step] as Fields;
    if (index === steps.length - 1) Object.assign(at, pairs);
  }
}

export interface Labels {
  readonly pairs: Fields;
  readonly selectors: boolean;
  readonly templates: boolean;
}

export function addLabels(object: Fields, { pairs, selectors, templates }: Labels): void {
  setPairs(object, 'metadata.labels', pairs, true);
  const { made = [], kept = [] } = places[object['kind']] ?? {};
  if (selectors) {
    for (const path of made) setPairs(object, path, pairs, true);
    for (const path of kept) setPairs(object, path, pairs, false);
  } else if (templates)
    for (const path of made) if (path.endsWith('metadata.labels')) setPairs(object, path, pairs, true);
}

const annotated = [
  'spec.template.metadata.annotations',
  'spec.jobTemplate.metadata.annotations',
  'spec.jobTemplate.spec.template.metadata.annotations',
];

export function addAnnotations(object: Fields, pairs: Fields): void {
  setPairs(object, 'metadata.annotations', pairs, true);
  for (const path of annotated) {
    const above = path.split('.').slice(0, -2);
    if (above.reduce<any>((at, step) => at?.[step], object)) setPairs(object, path, pairs, true);
  }
}

/** Whatever in an object is called so, wherever it stands. */
export function visit(value: unknown, see: (fields: Fields, key: string) => void): void {
  if (Array.isArray(value)) for (const each of value) visit(each, see);
  if (!isObject(value)) return;
  for (const key of Object.keys(value)) {
    see(value as Fields, key);
    visit((value as Fields)[key], see);
  }
}

export function setNamespace(object: Fields, namespace: string): void {
  const kind = findKind(String(object['apiVersion']), String(object['kind']));
  if (kind?.namespaced !== false) object['metadata'] = { ...object['metadata'], namespace };
  if (object['kind'] === 'Namespace') object['metadata'] = { ...object['metadata'], name: namespace };
  for (const subject of object['subjects'] ?? [])
    if (subject.kind === 'ServiceAccount') subject['namespace'] = namespace;
}

/** `name[:tag][@digest]` with another name, tag or digest. */
function renamedImage(image: string, { name, newName, newTag, digest }: Fields): string {
  const [, own = '', tag = '', hash = ''] = /^(.+?)(:[^:/@]+)?(@.+)?$/.exec(image) ?? [];
  if (own !== name) return image;
  const called = newName ?? own;
  if (digest) return `${called}@${digest}`;
  if (newTag) return `${called}:${newTag}`;
  return called + tag + hash;
}

const containerLists = new Set(['containers', 'initContainers', 'ephemeralContainers']);

export function setImages(object: Fields, images: readonly Fields[]): void {
  visit(object, (fields, key) => {
    if (!containerLists.has(key) || !Array.isArray(fields[key])) return;
    for (const container of objectsIn(fields[key]))
      for (const image of images)
        if (typeof container['image'] === 'string') container['image'] = renamedImage(container['image'], image);
  });
}

const scaled = new Set(['Deployment', 'ReplicaSet', 'StatefulSet', 'ReplicationController']);

/** @param name what the object was called at first */
export function setReplicas(object: Fields, name: string, replicas: readonly Fields[]): void {
  const found = replicas.find((one) => one['name'] === name);
  if (found && scaled.has(object['kind'])) object['spec'] = { ...object['spec'], replicas: found['count'] };
}

/** Fields that name another object, and of which kind; of some the kind stands beside. */
const references: Readonly<Record<string, string>> = {
  configMapRef: 'ConfigMap',
  configMapKeyRef: 'ConfigMap',
  configMap: 'ConfigMap',
  secretRef: 'Secret',
  secretKeyRef: 'Secret',
  service: 'Service',
};

const plainReferences: Readonly<Record<string, string>> = {
  secretName: 'Secret',
  claimName: 'PersistentVolumeClaim',
  serviceName: 'Service',
  serviceAccountName: 'ServiceAccount',
  serviceAccount: 'ServiceAccount',
};

/** Names that others use follow the objects that were renamed. @param renamed by `kind/name` */
export function follow(object: Fields, renamed: ReadonlyMap<string, string>): void {
  const rename = (fields: Fields, field: string, kind: string): void => {
    const next = renamed.get(`${kind}/${fields[field]}`);
    if (next !== undefined) fields[field] = next;
  };
  visit(object, (fields, key) => {
    const value = fields[key];
    const plain = plainReferences[key];
    if (plain && typeof value === 'string') rename(fields, key, plain);
    const kind = references[key];
    if (kind && isObject(value)) rename(value as Fields, 'name', kind);
    if (key === 'secret' && isObject(value)) rename(value as Fields, 'name', 'Secret');
    if (key === 'imagePullSecrets' || key === 'secrets')
      for (const one of objectsIn(value)) rename(one, 'name', 'Secret');
    const isNamed = key === 'scaleTargetRef' || key === 'roleRef';
    if (isNamed && isObject(value)) rename(value as Fields, 'name', String((value as Fields)['kind']));
    if (key === 'subjects') for (const one of objectsIn(value)) rename(one, 'name', String(one['kind']));
  });
}
