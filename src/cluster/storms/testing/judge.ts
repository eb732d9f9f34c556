import type { Hop } from '../../../simulation';
import { createCluster } from '../../cluster';
import type { CheckerName } from '../checkers';
import { CHECKERS } from '../checkers';
import type { Checker } from '../checkers/checker';
import type { Seen, SeenChange } from '../witness';
import { Witness } from '../witness';

/** Who makes a history up, and the checker that hears of it. */
export interface Told {
  readonly checker: Checker;
  readonly witness: Witness;
  /** A key of etcd holds this from now on; undefined: it was deleted. */
  change(key: string, object: object | undefined, hop?: number): void;
  send(hop: Partial<Hop>): void;
}

/** What a checker says of a made-up history. */
export function judge(name: CheckerName, tell: (told: Told) => void): readonly string[] {
  const witness = new Witness(createCluster({ seed: name }));
  const complaints: string[] = [];
  const checker = CHECKERS[name](witness, (what) => complaints.push(what));
  const change = (key: string, object: object | undefined, hop = 0): void => {
    const next = object as Seen | undefined;
    const seen: SeenChange = {
      revision: ++witness.revision,
      key,
      object: next,
      previous: witness.objects.get(key),
      hop,
      at: witness.now,
    };
    if (next) witness.objects.set(key, next);
    else witness.objects.delete(key);
    if (next?.metadata?.uid) witness.byUid.set(next.metadata.uid, next);
    witness.firstChange.set(seen.revision, witness.changes.push(seen) - 1);
    checker.changed?.(seen);
  };
  const send = (hop: Partial<Hop>): void =>
    checker.sent?.({ protocol: 'https', exchange: 1, from: 'a', to: 'b', payload: null, ...hop } as Hop);
  tell({ checker, witness, change, send });
  return complaints;
}

const UP_MILLISECONDS = 10_000;

/** The cluster comes up by itself, and the checker hears of it, until every member of etcd knows the same. */
export function comeUp({ checker, witness }: Told): void {
  const { simulation } = witness.cluster;
  const listen = (): void => {
    for (const change of witness.newChanges()) checker.changed?.(change);
  };
  simulation.runFor(UP_MILLISECONDS);
  for (listen(); witness.isSpreading; listen()) simulation.step();
}

export const pod = (name: string, uid: string, more: object = {}) => ({
  kind: 'Pod',
  metadata: { name, namespace: 'n', uid, ...more },
  spec: {},
  status: {},
});
export const owned = (kind: string, uid: string) => ({
  ownerReferences: [{ kind, name: 'owner', uid, controller: true }],
});
