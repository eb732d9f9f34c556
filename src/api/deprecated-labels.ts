/** Labels of nodes that were called otherwise once. */
const labels: Readonly<Record<string, string>> = {
  'beta.kubernetes.io/arch': 'deprecated since v1.14; use "kubernetes.io/arch" instead',
  'beta.kubernetes.io/os': 'deprecated since v1.14; use "kubernetes.io/os" instead',
  'failure-domain.beta.kubernetes.io/region': 'deprecated since v1.17; use "topology.kubernetes.io/region" instead',
  'failure-domain.beta.kubernetes.io/zone': 'deprecated since v1.17; use "topology.kubernetes.io/zone" instead',
  'node-role.kubernetes.io/master': 'use "node-role.kubernetes.io/control-plane" instead',
  'beta.kubernetes.io/instance-type': 'deprecated since v1.17; use "node.kubernetes.io/instance-type" instead',
};

const isOld = (key: string | undefined): key is string => key !== undefined && Object.hasOwn(labels, key);

export function deprecatedLabels(given: Readonly<Record<string, string>> | undefined, at: string): readonly string[] {
  return Object.keys(given ?? {}).flatMap((key) => (isOld(key) ? [`${at}[${key}]: ${labels[key]}`] : []));
}

/** Of a field that names a label. */
export const deprecatedLabel = (key: string | undefined, at: string): readonly string[] =>
  isOld(key) ? [`${at}: ${key} is ${labels[key]}`] : [];

interface Term {
  readonly matchExpressions?: readonly { readonly key?: string }[];
}

export function deprecatedLabelTerms(terms: readonly (Term | undefined)[], at: string, below = ''): readonly string[] {
  return terms.flatMap((term, index) =>
    (term?.matchExpressions ?? []).flatMap(({ key }, place) =>
      deprecatedLabel(key, `${at}[${index}]${below}.matchExpressions[${place}].key`),
    ),
  );
}

const oldStorage: Readonly<Record<string, string>> = {
  'volume.beta.kubernetes.io/storage-class': 'deprecated since v1.8; use "storageClassName" attribute instead',
  'volume.beta.kubernetes.io/mount-options': 'deprecated since v1.31; use "mountOptions" attribute instead',
};

/** Annotations of volumes and claims that became fields. */
export function oldAnnotations(given: Readonly<Record<string, string>> | undefined): readonly string[] {
  return Object.keys(oldStorage).flatMap((key) =>
    given?.[key] === undefined ? [] : [`metadata.annotations[${key}]: ${oldStorage[key]}`],
  );
}
