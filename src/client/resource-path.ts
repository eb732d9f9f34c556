import { splitGroup } from '../apimachinery';

/** `plural.group` as kubectl and the audit log write it: `pods`, `deployments.apps`; of a custom kind with its version, `widgets~v1.example.com`. */
export type ResourceName = string;

/** Groups that serve a kind under something else than `v1`. */
const VERSIONS: Readonly<Record<string, string>> = { autoscaling: 'v2' };

const roots = new Map<ResourceName, { readonly root: string; readonly plural: string }>();

function rootOf(resource: ResourceName): { readonly root: string; readonly plural: string } {
  const known = roots.get(resource);
  if (known) return known;
  const { name, group } = splitGroup(resource);
  const [plural, version = VERSIONS[group] ?? 'v1'] = name.split('~');
  const root = group === '' ? '/api/v1' : `/apis/${group}/${version}`;
  const made = { root, plural: plural! };
  roots.set(resource, made);
  return made;
}

/** Where an API server keeps a resource: a collection without a name, else one object or its subresource. */
export function resourcePath(resource: ResourceName, namespace?: string, name?: string, subresource?: string): string {
  const { root, plural } = rootOf(resource);
  const collection = namespace ? `${root}/namespaces/${namespace}/${plural}` : `${root}/${plural}`;
  if (name === undefined) return collection;
  return subresource === undefined ? `${collection}/${name}` : `${collection}/${name}/${subresource}`;
}

export type QueryValue = string | number | boolean | undefined;

/** The query of a path, with its question mark; empty where nothing is asked. */
export function queryText(options: Readonly<Record<string, QueryValue>> | undefined): string {
  if (!options) return '';
  let text = '';
  for (const name in options) {
    const value = options[name];
    if (value !== undefined) text += `${text === '' ? '?' : '&'}${name}=${encodeURIComponent(String(value))}`;
  }
  return text;
}
