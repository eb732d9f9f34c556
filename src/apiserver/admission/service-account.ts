import type { Container, Pod, PodSpec, ServiceAccount, Volume, VolumeMount } from '../../api';
import { withField } from '../../api';
import { copyOf, randomSuffix, validatePathSegmentName } from '../../apimachinery';
import type { Writable } from '../../apimachinery';
import type { Process, Random } from '../../simulation';
import { sleep } from '../../simulation';
import { isPod, notAdmitted } from './plugin';
import type { AdmissionPlugin, AdmissionView, Attributes } from './plugin';

const tokenPath = '/var/run/secrets/kubernetes.io/serviceaccount';
const volumePrefix = 'kube-api-access-';
/** An hour and seven seconds: a value nobody writes by hand, so that requests made by this plugin can be told apart. */
const tokenSeconds = 3607;
const mirrorAnnotation = 'kubernetes.io/config.mirror';

/** Every pod runs as somebody: names the account, and mounts a token for it. */
export const serviceAccount: AdmissionPlugin = {
  name: 'ServiceAccount',
  handles: (attributes) => isPod(attributes) && attributes.operation === 'CREATE' && attributes.subresource === '',
  *mutate(attributes, view) {
    const pod = attributes.object as Pod;
    if (pod.metadata.annotations?.[mirrorAnnotation] !== undefined) return pod;
    const name = pod.spec.serviceAccountName || 'default';
    const account = yield* lookUp(attributes, view, name);
    refuseSecrets(attributes, pod.spec, account);
    return { ...pod, spec: withAccount(pod.spec, account, name, view.random) };
  },
};

const enforceAnnotation = 'kubernetes.io/enforce-mountable-secrets';

/** Pods of an account that says so take no secrets but those that the account lists. */
function refuseSecrets(attributes: Attributes, spec: PodSpec, account: ServiceAccount): void {
  const { metadata, secrets = [], imagePullSecrets: pulled = [] } = account;
  if (metadata.annotations?.[enforceAnnotation] !== 'true') return;
  const because = (what: string) => `because service account ${metadata.name} does not reference that ${what}`;
  const refuse = (what: string) => notAdmitted(attributes, `${what} is not allowed ${because('secret')}`);
  const isListed = (name: string | undefined) => name === undefined || secrets.some((one) => one.name === name);
  for (const { secret } of spec.volumes ?? [])
    if (!isListed(secret?.secretName)) throw refuse(`volume with secret.secretName="${secret!.secretName}"`);
  for (const [word, containers = []] of [
    ['init container', spec.initContainers],
    ['container', spec.containers],
  ] as const)
    for (const { name, env = [] } of containers)
      for (const { name: variable, valueFrom } of env) {
        const secret = valueFrom?.secretKeyRef?.name;
        const where = `${word} ${name} with envVar ${variable} referencing`;
        if (!isListed(secret)) throw refuse(`${where} secret.secretName="${secret}"`);
      }
  for (const [index, { name }] of (spec.imagePullSecrets ?? []).entries())
    if (!pulled.some((one) => one.name === name))
      throw notAdmitted(
        attributes,
        `imagePullSecrets[${index}].name="${name}" is not allowed ${because('imagePullSecret')}`,
      );
}

/** The default account comes a moment after its namespace: worth waiting for. */
function* lookUp(attributes: Attributes, view: AdmissionView, name: string): Process<ServiceAccount> {
  const { serviceAccounts, random } = view;
  const refuse = (why: string) =>
    notAdmitted(attributes, `error looking up service account ${attributes.namespace}/${name}: ${why}`);
  const problems = validatePathSegmentName(name);
  if (problems.length > 0) throw refuse(`invalid resource name ${JSON.stringify(name)}: [${problems.join(' ')}]`);
  const key = serviceAccounts.key(attributes.namespace, name);
  const cached = serviceAccounts.cache.get(key);
  if (cached) return cached.object;
  const attempts = name === 'default' ? 10 : 1;
  const interval = random.between(100, 200);
  for (let attempt = 0; attempt < attempts; attempt++) {
    if (attempt > 0) yield* sleep(interval);
    const found = yield* serviceAccounts.fetch(key);
    if (found) return found.object;
  }
  throw refuse(`serviceaccount "${name}" not found`);
}

/** The spec as that account's: pure, for tests. */
export function withAccount(spec: PodSpec, account: ServiceAccount, name: string, random: Random): PodSpec {
  const secrets = spec.imagePullSecrets?.length ? undefined : account.imagePullSecrets;
  const named: Writable<PodSpec> = copyOf(spec);
  named.serviceAccountName = name;
  named.serviceAccount = name;
  if (secrets?.length) named.imagePullSecrets = secrets;
  const mounts = spec.automountServiceAccountToken ?? account.automountServiceAccountToken ?? true;
  return mounts ? withToken(named, random) : named;
}

const mountsToken = (container: Container): boolean =>
  container.volumeMounts?.some((mount) => mount.mountPath === tokenPath) ?? false;

function withToken(spec: PodSpec, random: Random): PodSpec {
  const missing = [...spec.containers, ...(spec.initContainers ?? [])].some((container) => !mountsToken(container));
  if (!missing) return spec;
  const existing = spec.volumes?.find(
    (volume) => volume.name.startsWith(volumePrefix) && volume.projected !== undefined,
  );
  const volume = existing ?? tokenVolume(`${volumePrefix}${randomSuffix(random)}`);
  const mount: VolumeMount = { name: volume.name, readOnly: true, mountPath: tokenPath };
  const mounted = (container: Container): Container =>
    mountsToken(container)
      ? container
      : withField(container, 'volumeMounts', [...(container.volumeMounts ?? []), mount]);
  return {
    ...spec,
    ...(spec.initContainers ? { initContainers: spec.initContainers.map(mounted) } : {}),
    containers: spec.containers.map(mounted),
    ...(existing ? {} : { volumes: [...(spec.volumes ?? []), volume] }),
  };
}

const projected: Volume['projected'] = {
  sources: [
    { serviceAccountToken: { expirationSeconds: tokenSeconds, path: 'token' } },
    { configMap: { name: 'kube-root-ca.crt', items: [{ key: 'ca.crt', path: 'ca.crt' }] } },
    {
      downwardAPI: { items: [{ path: 'namespace', fieldRef: { apiVersion: 'v1', fieldPath: 'metadata.namespace' } }] },
    },
  ],
  defaultMode: 420,
};

const tokenVolume = (name: string): Volume => ({ name, projected });
