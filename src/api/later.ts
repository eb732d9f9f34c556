/** Rules that come in a chunk of their own (`further.ts`): of kinds that nobody writes before a user has, and words for rare refusals. */
import type { FieldError, KubeObject } from '../apimachinery';
import type { FileKeySelector, ResourceClaim, WindowsSecurityContextOptions } from './pod/container';
import type { JsonSchema } from './custom/custom-resource-schema';
import type { Condition } from './condition';
import type { CustomResourceDefinition } from './custom/custom-resource-definition';
import type { PodScope } from './pod/container-validation';
import type { KindDefinition } from './kind';
import type { PersistentVolumeClaimSpec } from './storage/persistent-volume-claim';
import type { PodResourceClaim, PodSpec } from './pod/pod-spec';

type RuleName = 'validate' | 'validateStatusUpdate' | 'validateUpdate';

/** What a kind is judged by. */
export type Rules<T extends KubeObject, Name extends RuleName = RuleName> = Pick<KindDefinition<T>, Name>;

/** What documents of types say of a field, `PodSpec.restartPolicy`, beyond its shape. */
export interface SchemaFacts {
  readonly values: (field: string) => readonly string[] | undefined;
  /** @param usually what the field's shape lets one expect */
  readonly isRequired: (field: string, usually: boolean) => boolean;
}

/** Rules for rare parts of pods, and how the specs of a refused update differ, as the refusal tells it. */
export interface LaterParts {
  /** What rules in CEL find wrong with an object of a custom kind. */
  readonly rules: (object: KubeObject, schema: JsonSchema, before: KubeObject | undefined) => readonly FieldError[];
  /** Kinds that an answer of discovery names and no table has. */
  readonly customKinds: (body: unknown) => readonly KindDefinition[];
  /** Whether a definition may be of its group, as it is told. */
  readonly approval: (definition: CustomResourceDefinition) => Condition | undefined;
  /** Whether a user's regular expression fits somewhere in a text. */
  readonly matchesPattern: (pattern: string, text: string) => boolean;
  /** A schema as it can be read. */
  readonly readable: (value: unknown) => JsonSchema;
  /** Told where an object is so wrong that its schema's rules can't be asked; nothing where there are none. */
  readonly unaskedRules: (schema: JsonSchema) => readonly FieldError[];
  /** A definition as it is when it was told to go. */
  readonly terminating: (definition: KubeObject, deletionTimestamp: string) => KubeObject;
  /** What is told of formats in a schema that nobody checks. */
  readonly formats: (schema: JsonSchema) => readonly string[];
  /** What is wrong with a claim that a pod's volume makes. */
  readonly claim: (spec: PersistentVolumeClaimSpec, field: string) => readonly FieldError[];
  /** What is wrong with containers that are put into a running pod. */
  readonly ephemeral: (spec: PodSpec, field: string, scope: PodScope) => readonly FieldError[];
  /** What is wrong with what a pod says of devices that it claims. */
  readonly devices: (claims: readonly PodResourceClaim[], field: string) => readonly FieldError[];
  /** What is wrong with what a container takes of its pod's claims. */
  readonly claims: (claims: readonly ResourceClaim[], field: string, known: readonly string[]) => readonly FieldError[];
  /** What is wrong with a variable that is read from a file. */
  readonly file: (source: FileKeySelector, field: string) => readonly FieldError[];
  /** What is wrong with the name that a pod wants to be called by whatever it is called. */
  readonly hostname: (spec: PodSpec, field: string) => readonly FieldError[];
  /** What is wrong with what a pod asks for as a whole. */
  readonly wholePod: (spec: PodSpec, field: string) => readonly FieldError[];
  /** What is wrong with options for Windows. */
  readonly windows: (options: WindowsSecurityContextOptions, field: string) => readonly FieldError[];
  /** What is wrong with containers that are processes of the machine. */
  readonly hostProcesses: (spec: PodSpec, field: string) => readonly FieldError[];
  /** What a pod of some operating system can't say. */
  readonly system: (spec: PodSpec, field: string) => readonly FieldError[];
  /** Of volume sources whose drivers are not here: what is wrong with one of them. */
  readonly volumes: Readonly<Record<string, (source: any, field: string) => readonly FieldError[]>>;
  /** Whether those that were there still are. */
  readonly kept: (next: PodSpec, previous: PodSpec) => readonly FieldError[];
  readonly schemas: SchemaFacts;
  readonly pod: (previous: PodSpec, next: PodSpec) => string;
  /** A value as Go's struct by that name prints it. */
  readonly struct: (value: object, struct: string) => object;
}

const offered = new Map<string, Partial<Rules<any>>>();
let offeredParts: LaterParts | undefined;

export function offerRules<T extends KubeObject>(kind: string, rules: Partial<Rules<T>>): void {
  offered.set(kind, rules);
}

export function offerParts(parts: LaterParts): void {
  offeredParts = parts;
}

/** Whoever lets users write sees to it that the chunk is there: `loadRules()`. */
function rule(kind: string, name: RuleName): (...objects: readonly KubeObject[]) => readonly FieldError[] {
  const found = offered.get(kind)?.[name];
  if (!found) throw new Error(`the rules of ${kind} have not been loaded`);
  return found as (...objects: readonly KubeObject[]) => readonly FieldError[];
}

/** The rules that `further.ts` offers for this kind. */
export const laterRules = <T extends KubeObject>(kind: string): Rules<T, 'validate' | 'validateUpdate'> => ({
  validate: (object) => rule(kind, 'validate')(object),
  validateUpdate: (next, previous) => rule(kind, 'validateUpdate')(next, previous),
});

/** The same with what the kind's status can't say. */
export const laterRulesOfAll = <T extends KubeObject>(kind: string): Rules<T> => ({
  ...laterRules(kind),
  validateStatusUpdate: (next, previous) => rule(kind, 'validateStatusUpdate')(next, previous),
});

export function laterParts(): LaterParts {
  if (!offeredParts) throw new Error('the rules for parts of pods have not been loaded');
  return offeredParts;
}
