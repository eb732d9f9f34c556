import type { FlagDefinition } from './flags';

/** Flags that may be given several times. */
const lists = new Set(
  `filename env label-columns types prune-allowlist from-literal from-file from-env-file verb resource resource-name
  non-resource-url group serviceaccount rule annotation annotations tcp audience keys namespaces categories verbs set-image
  helm-api-versions mount auth-provider-arg exec-arg exec-env option prependarg appendarg as-group as-user-extra`.split(
    /\s+/,
  ),
);

const values: Readonly<Record<string, string>> = {
  'allow-missing-template-keys': 'true',
  'chunk-size': '500',
  concurrency: '1',
  'current-replicas': '-1',
  duration: '0s',
  'grace-period': '-1',
  'keep-init-containers': 'true',
  keepalive: '0s',
  'limit-bytes': '0',
  'log-flush-frequency': '5s',
  max: '-1',
  'max-log-requests': '5',
  min: '-1',
  namespaced: 'true',
  'node-port': '0',
  'openapi-patch': 'true',
  'pod-running-timeout': '1m0s',
  replicas: '0',
  retries: '0',
  revision: '0',
  'server-print': 'true',
  'share-processes': 'true',
  'show-events': 'true',
  since: '0s',
  'skip-wait-for-delete-timeout': '0',
  tail: '-1',
  timeout: '0s',
  'to-revision': '0',
  'use-protocol-buffers': 'true',
  v: '0',
  value: '0',
};

const words: Readonly<Record<string, string>> = {
  'api-prefix': '/',
  cascade: 'background',
  containers: '*',
  'docker-server': 'https://index.docker.io/v1/',
  'dry-run': 'none',
  'helm-command': 'helm',
  'load-restrictor': 'LoadRestrictionsRootOnly',
  'network-name': 'bridge',
  'override-type': 'merge',
  'preemption-policy': 'PreemptLowerPriority',
  profile: 'none',
  'profile-output': 'profile.pprof',
  'request-timeout': '0',
  validate: 'strict',
  'www-prefix': '/static/',
};

/** Where a command has another one than the rest. */
const exceptions: Readonly<Record<string, string>> = {
  'apply overwrite': 'true',
  'set env overwrite': 'true',
  'config view merge': 'true',
  'config view output': "'yaml'",
  'apply view-last-applied output': "'yaml'",
  'cluster-info dump output': "'json'",
  'cluster-info dump pod-running-timeout': '20s',
  'logs pod-running-timeout': '20s',
  'create deployment image': '[]',
  'create deployment port': '-1',
  'create deployment replicas': '1',
  'debug profile': "'legacy'",
  'delete wait': 'true',
  'explain output': "'plaintext'",
  'patch type': "'strategic'",
  'port-forward address': '[localhost]',
  'proxy address': "'127.0.0.1'",
  'proxy port': '8001',
  'rollout status watch': 'true',
  'run restart': "'Always'",
  'set selector recursive': 'true',
  'wait recursive': 'true',
  'wait timeout': '30s',
  ...Object.fromEntries(
    ['diff', 'apply', 'apply edit-last-applied'].map((path) => [
      `${path} field-manager`,
      "'kubectl-client-side-apply'",
    ]),
  ),
  ...Object.fromEntries(['clusterrolebinding', 'rolebinding'].map((name) => [`create ${name} user`, '[]'])),
  'set subject user': '[]',
};

/** What a flag means where it is not given, as the help shows it. @param path of the command: `rollout status` */
export function defaultOf({ name, isSwitch }: FlagDefinition, path: string): string {
  const own = exceptions[`${path} ${name}`];
  if (own !== undefined) return own;
  if (name === 'field-manager') return `'kubectl-${path.replace(/ .*/, '')}'`;
  if (values[name] !== undefined) return values[name];
  if (isSwitch) return 'false';
  if (lists.has(name)) return '[]';
  return `'${words[name] ?? ''}'`;
}
