import { copyOf } from '../../apimachinery';
import type { KubeObject } from '../../apimachinery';
import type { Simulation } from '../../simulation';
import { carry } from '../ownership/ledger';
import type { Ledger } from '../ownership/ledger';
import type { KeyValue } from './etcd-door';

/**
 * In etcd an object lies without its resourceVersion, which is the revision of the write that put it there: nobody can know
 * it before. What is read gets it on the way out, sharing all else with what lies in etcd.
 */
export function withVersion(stored: KubeObject, revision: number): KubeObject {
  const metadata = copyOf(stored.metadata);
  metadata.resourceVersion = String(revision);
  return { ...stored, metadata };
}

/**
 * The way in: without the version, and without what a client may claim but no server keeps.
 * @param ledger who manages which field from now on; none where that stays as it was
 */
export function withoutVersion(object: KubeObject, ledger?: Ledger): KubeObject {
  const given: KubeObject['metadata'] & { readonly selfLink?: string } = object.metadata;
  if (given.resourceVersion === undefined && given.selfLink === undefined && !given.managedFields && !ledger)
    return object;
  const { resourceVersion: _version, selfLink: _link, managedFields: _fields, ...metadata } = given;
  if (ledger) carry(metadata, ledger);
  return { ...object, metadata };
}

/** One object at one revision. */
export interface StoredObject {
  readonly key: string;
  readonly revision: number;
  /** With its resourceVersion. */
  readonly object: KubeObject;
}

const remembered = 4096;

const dressers = new WeakMap<Simulation, Dresser>();

/** What one server has read from etcd, another one reads to the same letter: so they may share it. */
export function dresserOf(simulation: Simulation): Dresser {
  let dresser = dressers.get(simulation);
  if (!dresser) dressers.set(simulation, (dresser = new Dresser()));
  return dresser;
}

/**
 * Dresses each revision once: the answer to a write and the watch event it comes back as are the same object, in all
 * servers' answers, caches and watches alike.
 */
export class Dresser {
  private readonly revisions: number[] = [];
  private readonly raw: KubeObject[] = [];
  private readonly dressed: KubeObject[] = [];

  /** What etcd answered, as it is handed out. */
  stored({ key, value, modRevision }: KeyValue): StoredObject {
    return { key, revision: modRevision, object: this.dress(value, modRevision) };
  }

  dress(raw: KubeObject, revision: number): KubeObject {
    const slot = revision % remembered;
    if (this.revisions[slot] === revision && this.raw[slot] === raw) return this.dressed[slot]!;
    const object = withVersion(raw, revision);
    this.revisions[slot] = revision;
    this.raw[slot] = raw;
    this.dressed[slot] = object;
    return object;
  }
}
