import type { Volume } from '../../api';
import {
  containersOf,
  containersText,
  counted,
  distinct,
  eachContainer,
  hasOwnUsers,
  isWindows,
  podOrContainersText,
  quoted,
} from './check';
import type { Candidate, Check } from './check';

/** Beyond the baseline: what a hardened pod says by itself. In the order of their ids. */
export const restrictedChecks: Readonly<Record<string, Check>> = {
  allowPrivilegeEscalation: eachContainer(
    'allowPrivilegeEscalation != false',
    ({ allowPrivilegeEscalation }, candidate, minor) =>
      !isWindows(candidate, minor) && allowPrivilegeEscalation !== false,
    'must set securityContext.allowPrivilegeEscalation=false',
  ),
  capabilities_restricted: capabilities,
  restrictedVolumes,
  runAsNonRoot,
  runAsUser,
  seccompProfile_restricted: seccompProfile,
};

/** Baseline checks that a restricted one takes the place of. */
export const overridden: Readonly<Record<string, string>> = {
  capabilities_restricted: 'capabilities_baseline',
  restrictedVolumes: 'hostPathVolumes',
  seccompProfile_restricted: 'seccompProfile_baseline',
};

function capabilities(candidate: Candidate, minor: number) {
  if (isWindows(candidate, minor)) return undefined;
  const all = containersOf(candidate);
  const keeping = all.filter(({ securityContext }) => !securityContext?.capabilities?.drop?.includes('ALL'));
  const forbidden = (names: readonly string[] = []) => names.filter((name) => name !== 'NET_BIND_SERVICE');
  const adding = all.filter(({ securityContext }) => forbidden(securityContext?.capabilities?.add).length > 0);
  const added = distinct(adding.flatMap(({ securityContext }) => forbidden(securityContext!.capabilities!.add)));
  const parts = [
    ...(keeping.length > 0 ? [`${containersText(keeping)} must set securityContext.capabilities.drop=["ALL"]`] : []),
    ...(adding.length > 0
      ? [`${containersText(adding)} must not include ${quoted(added)} in securityContext.capabilities.add`]
      : []),
  ];
  return parts.length === 0 ? undefined : { what: 'unrestricted capabilities', where: parts.join('; ') };
}

const allowedSources = new Set([
  ...[
    'configMap',
    'csi',
    'downwardAPI',
    'emptyDir',
    'ephemeral',
    'image',
    'persistentVolumeClaim',
    'projected',
    'secret',
  ],
]);

const sourceOf = (volume: Volume): string => Object.keys(volume).find((key) => key !== 'name') ?? 'emptyDir';

function restrictedVolumes({ spec }: Candidate) {
  const bad = (spec.volumes ?? []).filter((volume) => !allowedSources.has(sourceOf(volume)));
  if (bad.length === 0) return undefined;
  const types = distinct(bad.map(sourceOf));
  const names = `${counted('volume', bad)} ${quoted(bad.map(({ name }) => name))}`;
  const kinds = `${counted('restricted volume type', types)} ${quoted(types)}`;
  return { what: 'restricted volume types', where: `${names} ${counted('uses', bad, 'use')} ${kinds}` };
}

function runAsNonRoot(candidate: Candidate, minor: number) {
  if (hasOwnUsers(candidate, minor)) return undefined;
  const ofPod = candidate.spec.securityContext?.runAsNonRoot;
  const all = containersOf(candidate);
  const denying = all.filter(({ securityContext }) => securityContext?.runAsNonRoot === false);
  const silent = all.filter(({ securityContext }) => securityContext?.runAsNonRoot === undefined);
  const what = 'runAsNonRoot != true';
  const setters = [
    ...(ofPod === false && silent.length > 0 ? ['pod'] : []),
    ...(denying.length > 0 ? [containersText(denying)] : []),
  ];
  if (setters.length > 0)
    return { what, where: `${setters.join(' and ')} must not set securityContext.runAsNonRoot=false` };
  if (ofPod || silent.length === 0) return undefined;
  return { what, where: `${podOrContainersText(silent)} must set securityContext.runAsNonRoot=true` };
}

function runAsUser(candidate: Candidate, minor: number) {
  if (hasOwnUsers(candidate, minor)) return undefined;
  const bad = containersOf(candidate).filter(({ securityContext }) => securityContext?.runAsUser === 0);
  const setters = [
    ...(candidate.spec.securityContext?.runAsUser === 0 ? ['pod'] : []),
    ...(bad.length > 0 ? [containersText(bad)] : []),
  ];
  if (setters.length === 0) return undefined;
  return { what: 'runAsUser=0', where: `${setters.join(' and ')} must not set runAsUser=0` };
}

const goodProfiles = new Set(['Localhost', 'RuntimeDefault']);

function seccompProfile(candidate: Candidate, minor: number) {
  if (isWindows(candidate, minor)) return undefined;
  const typeOf = (security: { readonly seccompProfile?: { readonly type: string } } | undefined) =>
    security?.seccompProfile?.type;
  const ofPod = typeOf(candidate.spec.securityContext);
  const all = containersOf(candidate);
  const bad = all.filter(({ securityContext }) => {
    const type = typeOf(securityContext);
    return type !== undefined && !goodProfiles.has(type);
  });
  const silent = all.filter(({ securityContext }) => typeOf(securityContext) === undefined);
  const what = 'seccompProfile';
  const isBadPod = ofPod !== undefined && !goodProfiles.has(ofPod) && silent.length > 0;
  const setters = [...(isBadPod ? ['pod'] : []), ...(bad.length > 0 ? [containersText(bad)] : [])];
  if (setters.length > 0) {
    const types = distinct([
      ...(isBadPod ? [ofPod] : []),
      ...bad.map(({ securityContext }) => typeOf(securityContext)!),
    ]);
    return {
      what,
      where: `${setters.join(' and ')} must not set securityContext.seccompProfile.type to ${quoted(types)}`,
    };
  }
  if (ofPod !== undefined || silent.length === 0) return undefined;
  const demand = 'must set securityContext.seccompProfile.type to "RuntimeDefault" or "Localhost"';
  return { what, where: `${podOrContainersText(silent)} ${demand}` };
}
