import { equal, isRefusal, withoutAt } from '../../apimachinery';
import type { KubeObject } from '../../apimachinery';
import type { Process } from '../../simulation';
import { attempt } from '../../simulation';
import { dryRunOf, printOutcome } from '../dry-run';
import { CommandError } from '../failure';
import { goStruct } from '../go-value';
import type { Invocation } from '../invocation';
import type { ManifestObject } from '../manifest';
import type { Loose } from '../printers/description';
import { kindCalled, printedName } from '../resource-argument';
import { addressOf, openManifests, requireFiles, withEach } from './manifests';

/** What of a role or a binding is reconciled, and how its parts are told. */
interface Part {
  readonly field: 'rules' | 'subjects';
  readonly word: string;
  /** The flag by which what a file doesn't have is taken away. */
  readonly remove: string;
  /** The smallest things that can be missing. */
  atoms(item: Loose): readonly Loose[];
  covers(has: Loose, atom: Loose): boolean;
  shown(item: Loose): string;
}

const lists = ['Verbs', 'APIGroups', 'Resources', 'ResourceNames', 'NonResourceURLs'];

/** `APIGroups` as `apiGroups`. */
const fieldOf = (name: string): string => name.replace(/^(API|.)/, (first) => first.toLowerCase());

const within = (has: readonly string[] = [], wanted: readonly string[] = []): boolean =>
  wanted.every((one) => has.includes(one) || has.includes('*'));

/** One for each verb, group, resource, name and path. */
function ruleAtoms({ verbs = [], apiGroups = [], resources = [], resourceNames = [], nonResourceURLs = [] }: Loose) {
  const named = (rule: Loose) =>
    resourceNames.length === 0 ? [rule] : resourceNames.map((name: string) => ({ ...rule, resourceNames: [name] }));
  const of = (verb: string): Loose[] => [
    ...apiGroups.flatMap((group: string) =>
      resources.flatMap((resource: string) => named({ verbs: [verb], apiGroups: [group], resources: [resource] })),
    ),
    ...nonResourceURLs.map((url: string) => ({ verbs: [verb], nonResourceURLs: [url] })),
  ];
  return verbs.flatMap(of);
}

const rules: Part = {
  field: 'rules',
  word: 'rules',
  remove: 'remove-extra-permissions',
  atoms: ruleAtoms,
  covers: (has, atom) =>
    within(has.verbs, atom.verbs) &&
    within(has.apiGroups, atom.apiGroups) &&
    within(has.resources, atom.resources) &&
    within(has.nonResourceURLs, atom.nonResourceURLs) &&
    (!has.resourceNames?.length ||
      (atom.resourceNames?.length > 0 && atom.resourceNames.every((one: string) => has.resourceNames.includes(one)))),
  shown: (rule) => goStruct(lists.map((name) => [name, rule[fieldOf(name)] ?? []])),
};

const subjects: Part = {
  field: 'subjects',
  word: 'subjects',
  remove: 'remove-extra-subjects',
  atoms: (subject) => [subject],
  covers: equal,
  shown: ({ kind, apiGroup = '', name, namespace = '' }) =>
    goStruct([
      ['Kind', kind],
      ['APIGroup', apiGroup],
      ['Name', name],
      ['Namespace', namespace],
    ]),
};

/** What the one has that the other doesn't; atoms that differ in one word only are told as one. */
function missingOf(part: Part, from: readonly Loose[], to: readonly Loose[]): readonly Loose[] {
  const atoms = to.flatMap(part.atoms).filter((atom: Loose) => !from.some((has) => part.covers(has, atom)));
  return part.field === 'rules' ? joinedVerbs(atoms) : atoms;
}

function joinedVerbs(atoms: readonly Loose[]): readonly Loose[] {
  const joined: Loose[] = [];
  for (const { verbs, ...rest } of atoms) {
    const at = joined.findIndex((other) => equal(rest, withoutAt(other, ['verbs'])));
    if (at < 0) joined.push({ verbs, ...rest });
    else joined[at] = { verbs: [...joined[at].verbs, ...verbs], ...rest };
  }
  return joined;
}

interface Plan {
  readonly did: 'create' | 'update' | 'recreate' | undefined;
  readonly object: KubeObject;
  readonly missing: readonly Loose[];
  readonly extra: readonly Loose[];
}

function planOf(part: Part, wanted: Loose, live: Loose | undefined, removes: boolean): Plan {
  if (!live) return { did: 'create', object: wanted, missing: wanted[part.field] ?? [], extra: [] };
  // What a binding binds to can't be changed.
  if (part.field === 'subjects' && !equal(wanted.roleRef, live.roleRef))
    return { did: 'recreate', object: wanted, missing: [], extra: [] };
  const [given, has] = [wanted[part.field] ?? [], live[part.field] ?? []];
  const missing = missingOf(part, has, given);
  const extra = missingOf(part, given, has);
  const items = removes && extra.length > 0 ? given : [...has, ...missing];
  const { labels, annotations } = wanted.metadata;
  const metadata = {
    ...live.metadata,
    ...(labels && { labels: { ...live.metadata.labels, ...labels } }),
    ...(annotations && { annotations: { ...live.metadata.annotations, ...annotations } }),
  };
  const object = { ...live, metadata, [part.field]: items };
  return { did: equal(object, live) ? undefined : 'update', object, missing, extra: removes ? extra : [] };
}

function* write(invocation: Invocation, entry: ManifestObject, plan: Plan): Process<KubeObject> {
  const { requests } = invocation;
  const query = { fieldManager: 'kubectl-auth' };
  if (plan.did === undefined) return plan.object;
  if (plan.did === 'update') return yield* requests.replace(addressOf(entry), plan.object, query);
  if (plan.did === 'recreate') yield* requests.delete(addressOf(entry), { kind: 'DeleteOptions', apiVersion: 'v1' });
  const { namespace } = entry;
  if (namespace !== undefined) {
    const made = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } };
    const making = requests.create({ kind: kindCalled('namespaces'), namespace: undefined }, made, query);
    const answer = yield* attempt(making);
    if (!answer.ok && !isRefusal(answer.error, 'AlreadyExists')) throw answer.error;
  }
  return yield* requests.create(entry, entry.object, query);
}

function tell(invocation: Invocation, part: Part, { did, missing, extra }: Plan): void {
  if (did === undefined) return;
  invocation.say(`\treconciliation required ${did}`);
  const list = (title: string, items: readonly Loose[]) => {
    if (items.length > 0) invocation.say(`\t${title}:\n${items.map((one) => `\t\t${part.shown(one)}`).join('\n')}`);
  };
  list(`missing ${part.word} added`, missing);
  list(`extra ${part.word} removed`, extra);
}

function* reconcileOne(invocation: Invocation, entry: ManifestObject): Process<void> {
  const { kind, object, written } = entry;
  const part = kind.kind.endsWith('Binding') ? subjects : rules;
  // Only what the file itself says is its namespace: nobody else's is taken for a role.
  if (kind.namespaced && !written.metadata.namespace) throw new CommandError('resource name may not be empty');
  const found = yield* attempt(invocation.requests.get(addressOf(entry)));
  if (!found.ok && !isRefusal(found.error, 'NotFound')) throw found.error;
  const plan = planOf(part, object, found.ok ? found.value : undefined, invocation.flags.isOn(part.remove));
  const result = dryRunOf(invocation) === 'none' ? yield* write(invocation, entry, plan) : plan.object;
  if (!invocation.flags.text('output')) tell(invocation, part, plan);
  printOutcome(invocation, printedName(kind, object.metadata.name), 'reconciled', result, true);
}

/** `kubectl auth reconcile -f FILE`: roles and bindings get what they lack of what a file says; other kinds are passed over. */
export function* reconcile(invocation: Invocation): Process<void> {
  requireFiles(invocation);
  if (dryRunOf(invocation) === 'server')
    throw new CommandError('--dry-run=server for command reconcile is not supported yet');
  const objects = yield* openManifests(invocation);
  const meant = objects.filter(({ kind }) => kind.group === 'rbac.authorization.k8s.io');
  yield* withEach(invocation, meant, (entry) => reconcileOne(invocation, entry));
}
