/** A kind that its user makes up: what is said of it, completed, and judged. The API server serves its objects (`apiserver/custom`). */
import type { KubeObject } from '../../apimachinery';
import { createdColumn } from '../column';
import { isConditionTrue, type Condition } from '../condition';
import type { JsonSchema } from './custom-resource-schema';
import { laterParts, laterRules } from '../later';
import { defineKind, nameColumn, statusSubresource } from '../kind';
import { keepStatus, newWithStatus, nextGeneration, withDefaults, withField } from '../strategy';

/** Holds a definition that is to go until its objects are gone. */
export const cleanupFinalizer = 'customresourcecleanup.apiextensions.k8s.io';

export interface CustomResourceDefinition extends KubeObject {
  readonly spec: CustomResourceDefinitionSpec;
  readonly status?: CustomResourceDefinitionStatus;
}

export interface CustomResourceDefinitionSpec {
  readonly conversion?: CustomResourceConversion;
  readonly group: string;
  readonly names: CustomResourceNames;
  readonly preserveUnknownFields?: boolean;
  readonly scope: string;
  readonly versions: readonly CustomResourceVersion[];
}

export interface CustomResourceConversion {
  readonly strategy: string;
  readonly webhook?: {
    readonly clientConfig?: WebhookClient;
    readonly conversionReviewVersions?: readonly string[];
  };
}

export interface WebhookClient {
  readonly caBundle?: string;
  readonly service?: {
    readonly name: string;
    readonly namespace: string;
    readonly path?: string;
    readonly port?: number;
  };
  readonly url?: string;
}

export interface CustomResourceNames {
  readonly categories?: readonly string[];
  readonly kind: string;
  readonly listKind?: string;
  readonly plural: string;
  readonly shortNames?: readonly string[];
  readonly singular?: string;
}

export interface CustomResourceVersion {
  readonly name: string;
  readonly served: boolean;
  readonly storage: boolean;
  readonly deprecated?: boolean;
  readonly deprecationWarning?: string;
  readonly schema?: { readonly openAPIV3Schema?: JsonSchema };
  readonly subresources?: { readonly status?: object; readonly scale?: CustomResourceScale };
  readonly additionalPrinterColumns?: readonly CustomResourceColumn[];
  readonly selectableFields?: readonly { readonly jsonPath: string }[];
}

export interface CustomResourceScale {
  readonly labelSelectorPath?: string;
  readonly specReplicasPath: string;
  readonly statusReplicasPath: string;
}

export interface CustomResourceColumn {
  readonly name: string;
  readonly type: string;
  readonly format?: string;
  readonly description?: string;
  readonly priority?: number;
  readonly jsonPath: string;
}

export interface CustomResourceDefinitionStatus {
  readonly acceptedNames: CustomResourceNames;
  readonly conditions: readonly Condition[] | null;
  readonly storedVersions: readonly string[] | null;
}

const identity = { group: 'apiextensions.k8s.io', version: 'v1', kind: 'CustomResourceDefinition' } as const;

export const customResourceDefinitionKind = defineKind<CustomResourceDefinition>({
  ...identity,
  plural: 'customresourcedefinitions',
  shortNames: ['crd', 'crds'],
  categories: ['api-extensions'],
  namespaced: false,
  storagePrefix: '/registry/apiextensions.k8s.io/customresourcedefinitions',
  generations: true,
  subresources: [statusSubresource(identity)],
  defaults: (definition) => withField(definition, 'spec', completed(definition.spec)),
  prepareForCreate: (definition) => newWithStatus(definition, statusOfNew(definition.spec)),
  prepareForUpdate: (next, previous) => withStored(nextGeneration(keepStatus(next, previous), previous)),
  ...laterRules<CustomResourceDefinition>('CustomResourceDefinition'),
  warnings: ({ spec }) => [
    ...new Set(spec.versions.flatMap(({ schema }) => laterParts().formats(schema?.openAPIV3Schema ?? {}))),
  ],
  columns: [nameColumn, createdColumn],
});

export const isEstablished = ({ status }: CustomResourceDefinition): boolean =>
  isConditionTrue(status?.conditions ?? [], 'Established');

/** The version whose form lies in etcd. */
export const storageVersion = ({ versions }: CustomResourceDefinitionSpec): string | undefined =>
  versions.find(({ storage }) => storage)?.name;

function statusOfNew(spec: CustomResourceDefinitionSpec): CustomResourceDefinitionStatus {
  const stored = storageVersion(spec);
  return {
    acceptedNames: { kind: '', plural: '' },
    conditions: null,
    storedVersions: stored === undefined ? null : [stored],
  };
}

/** A version that objects were once stored in stays one until somebody has moved them. */
function withStored(definition: CustomResourceDefinition): CustomResourceDefinition {
  const stored = storageVersion(definition.spec);
  const known = definition.status?.storedVersions ?? [];
  if (stored === undefined || known.includes(stored)) return definition;
  return { ...definition, status: { ...definition.status!, storedVersions: [...known, stored] } };
}

function completed(spec: CustomResourceDefinitionSpec): CustomResourceDefinitionSpec {
  const { names } = spec;
  const full = withDefaults<CustomResourceDefinitionSpec>(spec, {
    conversion: { strategy: 'None' },
  } as CustomResourceDefinitionSpec);
  const named = withDefaults(names ?? ({} as CustomResourceNames), {
    singular: (names?.kind ?? '').toLowerCase(),
    ...(names?.kind ? { listKind: `${names.kind}List` } : {}),
  } as CustomResourceNames);
  return withField(full, 'names', named);
}
