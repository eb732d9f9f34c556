import { memberOf } from '../../../etcd';
import type { MemberView, SeenChange, Witness } from '../witness';
import type { CheckerOf, Complain } from './checker';

/** All members of etcd apply the same changes; revisions go up one by one; who restarts or takes a snapshot has the same. */
export const agreement: CheckerOf = (witness, complain) => {
  let last = 1;
  const changed = ({ revision }: SeenChange): void => {
    if (revision !== last && revision !== last + 1) complain(`revision ${revision} follows ${last}`);
    last = revision;
  };
  const follow = (): void => {
    for (const view of witness.members) followMember(witness, view, complain);
  };
  const atRest = (): void => {
    follow();
    for (const view of witness.members) compareWhole(witness, view, complain);
  };
  return { changed, look: follow, atRest };
};

function followMember(witness: Witness, view: MemberView, complain: Complain): void {
  const { component } = view;
  const member = component.up ? memberOf(component) : undefined;
  if (!member) return void (view.store = undefined);
  const { store } = member;
  if (view.store !== store) {
    for (const kv of store.select({ key: '', rangeEnd: '\0' }))
      compare(witness, component.id, { revision: kv.modRevision, key: kv.key, value: kv.value }, complain);
    Object.assign(view, { member, store, revision: store.revision });
    return;
  }
  if (view.revision === store.revision) return;
  for (const change of member.changesSince(view.revision)) compare(witness, component.id, change, complain);
  view.revision = store.revision;
}

function compare(
  witness: Witness,
  member: string,
  { revision, key, value }: { readonly revision: number; readonly key: string; readonly value: unknown },
  complain: Complain,
): void {
  const seen = witness.changesAt(revision).find((change) => change.key === key);
  if (!seen) complain(`${member} has ${key} at revision ${revision}, where others have something else`);
  else if (seen.object !== (value as unknown))
    complain(`${member} has another value of ${key} at revision ${revision}`);
}

/** At rest every member is where the furthest is. */
function compareWhole(witness: Witness, { component }: MemberView, complain: Complain): void {
  const store = memberOf(component)?.store;
  if (!component.up || !store) return complain(`${component.id} is down`);
  if (store.revision !== witness.revision)
    complain(`${component.id} is at revision ${store.revision} of ${witness.revision}`);
  const held = store.select({ key: '', rangeEnd: '\0' });
  if (held.length !== witness.objects.size)
    complain(`${component.id} has ${held.length} keys of ${witness.objects.size}`);
  for (const { key, value } of held)
    if (witness.objects.get(key) !== value) complain(`${component.id} has another value of ${key}`);
}
