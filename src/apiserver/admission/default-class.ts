import type { Ingress, PersistentVolumeClaim } from '../../api';
import { instantOf } from '../../apimachinery';
import type { KubeObject } from '../../apimachinery';
import type { Store } from '../storage/store';
import type { AdmissionPlugin, AdmissionView } from './plugin';

/** The class that says it is meant where none is named: of several the newest. */
function defaultOf({ cache, prefix }: Store, annotations: readonly string[]): string | undefined {
  const found: KubeObject[] = [];
  for (const { object } of cache.range(`${prefix}/`))
    if (annotations.some((key) => object.metadata.annotations?.[key] === 'true')) found.push(object);
  const age = ({ metadata }: KubeObject) => -(instantOf(metadata.creationTimestamp ?? '') ?? 0);
  const [first] = found.sort((a, b) => age(a) - age(b) || (a.metadata.name < b.metadata.name ? -1 : 1));
  return first?.metadata.name;
}

/**
 * @param plural whose objects have a class
 * @param field where their spec names it; @param before the annotation that did so once
 */
function defaultClass<T extends KubeObject & { readonly spec?: object }>(
  name: string,
  plural: string,
  field: keyof NonNullable<T['spec']>,
  before: string,
  classes: (view: AdmissionView) => string | undefined,
): AdmissionPlugin {
  return {
    name,
    handles: ({ kind, subresource, operation }) =>
      kind.plural === plural && subresource === '' && operation === 'CREATE',
    *mutate({ object }, view) {
      const { metadata, spec } = object as T;
      if ((spec as NonNullable<T['spec']>)?.[field] !== undefined) return object;
      if (metadata.annotations?.[before] !== undefined) return object;
      const found = classes(view);
      return found === undefined ? object : ({ ...object, spec: { ...spec, [field]: found } } as unknown as T);
    },
  };
}

export const defaultStorageClass = defaultClass<PersistentVolumeClaim>(
  'DefaultStorageClass',
  'persistentvolumeclaims',
  'storageClassName',
  'volume.beta.kubernetes.io/storage-class',
  ({ storageClasses }) =>
    defaultOf(storageClasses, [
      'storageclass.kubernetes.io/is-default-class',
      'storageclass.beta.kubernetes.io/is-default-class',
    ]),
);

export const defaultIngressClass = defaultClass<Ingress>(
  'DefaultIngressClass',
  'ingresses',
  'ingressClassName',
  'kubernetes.io/ingress.class',
  ({ ingressClasses }) => defaultOf(ingressClasses, ['ingressclass.kubernetes.io/is-default-class']),
);
