import type { Description, Loose } from './description';

type Printer = (source: Loose) => string[];

const printers: Readonly<Record<string, Printer>> = {
  configMap: ({ name, optional = false }) => [
    'Type:\tConfigMap (a volume populated by a ConfigMap)',
    `Name:\t${name}`,
    `Optional:\t${optional}`,
  ],
  secret: ({ secretName, optional = false }) => [
    'Type:\tSecret (a volume populated by a Secret)',
    `SecretName:\t${secretName}`,
    `Optional:\t${optional}`,
  ],
  emptyDir: ({ medium = '', sizeLimit = '<unset>' }) => [
    "Type:\tEmptyDir (a temporary directory that shares a pod's lifetime)",
    `Medium:\t${medium}`,
    `SizeLimit:\t${sizeLimit}`,
  ],
  hostPath: ({ path, type = '' }) => [
    'Type:\tHostPath (bare host directory volume)',
    `Path:\t${path}`,
    `HostPathType:\t${type}`,
  ],
  persistentVolumeClaim: ({ claimName, readOnly = false }) => [
    'Type:\tPersistentVolumeClaim (a reference to a PersistentVolumeClaim in the same namespace)',
    `ClaimName:\t${claimName}`,
    `ReadOnly:\t${readOnly}`,
  ],
  downwardAPI: ({ items = [] }) => [
    'Type:\tDownwardAPI (a volume populated by information about the pod)',
    'Items:',
    ...items.flatMap(({ path, fieldRef }: Loose) => (fieldRef ? [`  ${fieldRef.fieldPath} -> ${path}`] : [])),
  ],
  projected: ({ sources = [] }) => [
    'Type:\tProjected (a volume that contains injected data from multiple sources)',
    ...sources.flatMap(projectedSource),
  ],
};

function projectedSource({ secret, downwardAPI, configMap, serviceAccountToken }: Loose): string[] {
  if (secret) return [`SecretName:\t${secret.name}`, `Optional:\t${secret.optional ?? false}`];
  if (downwardAPI) return ['DownwardAPI:\ttrue'];
  if (configMap) return [`ConfigMapName:\t${configMap.name}`, `Optional:\t${configMap.optional ?? false}`];
  return serviceAccountToken ? [`TokenExpirationSeconds:\t${serviceAccountToken.expirationSeconds}`] : [];
}

/** Volumes of a pod, or (indented) of a template. */
export function describeVolumes(description: Description, volumes: readonly Loose[] = [], indent: string): void {
  if (volumes.length === 0) {
    description.line(`${indent}Volumes:\t<none>`);
    return;
  }
  description.line(`${indent}Volumes:`);
  for (const { name, ...source } of volumes) {
    description.line(`  ${indent === '' ? '' : ' '}${name}:`);
    const type = Object.keys(printers).find((key) => source[key] !== undefined);
    const lines = type ? printers[type]!(source[type]) : ['<unknown>'];
    description.lines(lines.map((line) => `    ${line}`));
  }
}
