/** References from one object to another, and the words conditions use. */

export interface ObjectReference {
  readonly apiVersion?: string;
  readonly fieldPath?: string;
  readonly kind?: string;
  readonly name?: string;
  readonly namespace?: string;
  readonly resourceVersion?: string;
  readonly uid?: string;
}

export interface LocalObjectReference {
  readonly name?: string;
}

export interface TypedLocalObjectReference {
  readonly apiGroup?: string;
  readonly kind: string;
  readonly name: string;
}

export interface TypedObjectReference {
  readonly apiGroup?: string;
  readonly kind: string;
  readonly name: string;
  readonly namespace?: string;
}

export type ConditionStatus = 'True' | 'False' | 'Unknown';

/** Amounts by resource name: `{cpu: '500m', memory: '1Gi'}`; the texts are canonical quantities once an API server has read them. */
export type ResourceList = Readonly<Record<string, string>>;
