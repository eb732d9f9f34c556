import { equal, selectorOf, selectorString, setAt, wallClock, withoutAt } from '../../apimachinery';
import type { KubeObject } from '../../apimachinery';
import { apiVersionOf, controllerOf, resourceName } from '../../api';
import type { KindDefinition } from '../../api';
import type { Process } from '../../simulation';
import { dryRunOf, dryRunQuery, dryRunSuffix } from '../dry-run';
import { CommandError } from '../failure';
import type { Invocation } from '../invocation';
import { alignTabs, describeWriter } from '../tab-writer';
import type { Loose } from '../printers/description';
import { objectPrinter, withoutManagers } from '../printers/object-printer';
import { templateText } from '../printers/pod-template';
import { findObjects, forEachObject } from '../resource-builder';
import type { FoundObject } from '../resource-builder';
import { kindCalled, printedName } from '../resource-argument';
import { planRollback } from '../rollback';
import { rolloutState } from '../rollout-state';
import { timeoutOf, waitFor, weekMilliseconds } from '../waiting';
import type { Test } from '../waiting';

const revisionAnnotation = 'deployment.kubernetes.io/revision';
const causeAnnotation = 'kubernetes.io/change-cause';

function required({ words, flags }: Invocation): readonly string[] {
  if (words.length === 0 && !flags.namesFiles && !flags.has('selector'))
    throw new CommandError('required resource not specified');
  return words;
}

/** A kind alone means all of it. */
const isOpen = ({ words, flags }: Invocation): boolean =>
  flags.has('selector') || (words.length === 1 && !words[0]!.includes('/'));

/** `Job.batch`, `ConfigMap`. */
const groupKind = ({ kind, group }: KindDefinition): string => (group === '' ? kind : `${kind}.${group}`);

/** The same to each; where a selector finds none, that is said. */
function* forEachFound(invocation: Invocation, work: (found: FoundObject) => Process<void>): Process<void> {
  let found = 0;
  const counted = function* (object: FoundObject): Process<void> {
    found++;
    yield* work(object);
  };
  yield* forEachObject(invocation, required(invocation), counted, isOpen(invocation));
  if (found === 0 && !invocation.failed) invocation.say(`No resources found in ${invocation.namespace} namespace.`);
}

/** `kubectl rollout status deployment/web`: says how far it is until it is done. */
export function* status(invocation: Invocation): Process<void> {
  const asked = timeoutOf(invocation.flags, 0);
  const wanted = invocation.flags.integer('revision') ?? 0;
  const work = function* ({ address }: FoundObject): Process<void> {
    let said = '';
    const isDone: Test = (object) => {
      if (!object) throw new CommandError('object has been deleted');
      const { line, done } = rolloutState(object as Loose);
      const running = object.metadata.annotations?.[revisionAnnotation] ?? '0';
      if (wanted > 0 && address.kind.kind === 'Deployment' && Number(running) !== wanted)
        throw new CommandError(`desired revision (${wanted}) is different from the running revision (${running})`);
      if (line !== said) invocation.print(line);
      said = line;
      return done || !invocation.flags.isOn('watch', true);
    };
    const done = yield* waitFor(invocation.requests, address, asked === 0 ? weekMilliseconds : asked, isDone);
    if (!done) throw new CommandError('timed out waiting for the condition');
  };
  yield* forEachFound(invocation, work);
}

/** Kinds with pods, of which not every command knows something. */
const podKinds = new Set(['Job', 'CronJob', 'Pod', 'ReplicaSet', 'ReplicationController']);

const restartable = new Set(['Deployment', 'DaemonSet', 'StatefulSet']);

/** `kubectl rollout restart deployment/web`. */
export function* restart(invocation: Invocation): Process<void> {
  yield* forEachFound(invocation, function* ({ address, object, printed }) {
    if (!restartable.has(address.kind.kind))
      throw new CommandError(`error: ${resourceName(address.kind)} "${address.name}" restarting is not supported`);
    if ((object as Loose).spec.paused)
      throw new CommandError(
        `error: ${resourceName(address.kind)} "${address.name}" can't restart paused deployment (run rollout resume first)`,
      );
    const annotations = { 'kubectl.kubernetes.io/restartedAt': wallClock(invocation.component.now) };
    const patch = { spec: { template: { metadata: { annotations } } } };
    yield* invocation.requests.patch(address, patch, 'strategic', { fieldManager: 'kubectl-rollout' });
    invocation.print(`${printed} restarted`);
  });
}

function pausing(paused: boolean): (invocation: Invocation) => Process<void> {
  const word = paused ? 'paused' : 'resumed';
  return function* pause(invocation) {
    yield* forEachFound(invocation, function* ({ address, object, printed }) {
      if (address.kind.kind !== 'Deployment')
        throw new CommandError(
          `error: ${resourceName(address.kind)} "${address.name}" ${paused ? 'pausing' : 'resuming'} is not supported`,
        );
      if (Boolean((object as Loose).spec.paused) === paused)
        throw new CommandError(
          `error: ${resourceName(address.kind)} "${address.name}" is ${paused ? 'already paused' : 'not paused'}`,
        );
      const patch = { spec: { paused: paused ? true : null } };
      yield* invocation.requests.patch(address, patch, 'strategic', { fieldManager: 'kubectl-rollout' });
      invocation.print(`${printed} ${word}`);
    });
  };
}

/** `kubectl rollout pause deployment/web`. */
export const pause = pausing(true);
/** `kubectl rollout resume deployment/web`. */
export const resume = pausing(false);

/** A template that once was rolled out. */
interface Revision {
  readonly number: number;
  readonly cause: string | undefined;
  readonly template: Loose;
  /** The object that remembers it: a replica set, or a controller revision. */
  readonly keeper: KubeObject & { readonly spec?: unknown };
}

function* keepersOf(invocation: Invocation, { object, address }: FoundObject): Process<Loose[]> {
  const kind = kindCalled(address.kind.kind === 'Deployment' ? 'replicasets.apps' : 'controllerrevisions.apps');
  const labelSelector = selectorString(selectorOf((object as Loose).spec.selector));
  const list = yield* invocation.requests.list(kind, object.metadata.namespace, { labelSelector });
  return list.items.filter((one) => controllerOf(one)?.uid === object.metadata.uid);
}

function revisionOf(keeper: Loose): Revision {
  const cause = keeper.metadata.annotations?.[causeAnnotation];
  const number = Number(keeper.revision ?? keeper.metadata.annotations?.[revisionAnnotation] ?? 0);
  const template = keeper.spec?.template ?? keeper.data?.spec?.template;
  const annotations = { ...template?.metadata?.annotations, ...(cause !== undefined && { [causeAnnotation]: cause }) };
  const shown = keeper.spec ? { ...template, metadata: { ...template.metadata, annotations } } : template;
  return { number, cause, template: shown, keeper };
}

function* revisionsOf(invocation: Invocation, found: FoundObject): Process<Revision[]> {
  const { kind, group } = found.address.kind;
  if (!restartable.has(kind))
    throw new CommandError(
      podKinds.has(kind)
        ? `no history viewer has been implemented for "${groupKind(found.address.kind)}"`
        : `error retrieving history for "${kind}", no visitor method exists for {${group} ${kind}}`,
    );
  const revisions = (yield* keepersOf(invocation, found)).map(revisionOf);
  return revisions.sort((a, b) => a.number - b.number);
}

/** `kubectl rollout history deployment/web [--revision=2]`. */
export function* history(invocation: Invocation): Process<void> {
  const asked = invocation.flags.integer('revision') ?? 0;
  const output = invocation.flags.text('output');
  const work = function* (found: FoundObject): Process<void> {
    const revisions = yield* revisionsOf(invocation, found);
    const one = revisions.find(({ number }) => number === asked);
    if (asked > 0 && !one) throw new CommandError('unable to find the specified revision');
    if (output !== undefined) return printKeepers(invocation, one ? [one] : revisions, output);
    if (one) {
      invocation.print(`${found.printed} with revision #${asked}\n${templateText(one.template)}`);
      return;
    }
    const lines = revisions.map(({ number, cause }) => `${number}\t${cause ?? '<none>'}`);
    const table = alignTabs(['REVISION\tCHANGE-CAUSE', ...lines], describeWriter).join('\n');
    invocation.print(`${found.printed} \n${table}\n`);
  };
  yield* forEachObject(invocation, required(invocation), work, isOpen(invocation));
}

/** With `-o`: the objects that remember. */
function printKeepers(invocation: Invocation, revisions: readonly Revision[], output: string): void {
  const { flags, files } = invocation;
  const kind = kindCalled(revisions[0]?.keeper.spec ? 'replicasets.apps' : 'controllerrevisions.apps');
  const printer = output === 'name' ? undefined : objectPrinter(output, flags, files, []);
  revisions.forEach(({ keeper }, index) => {
    if (!printer) return invocation.print(printedName(kind, keeper.metadata.name));
    if (index > 0 && output === 'yaml') invocation.print('---');
    const typed = { ...keeper, apiVersion: apiVersionOf(kind), kind: kind.kind };
    invocation.write('stdout', printer(withoutManagers(typed)));
  });
}

function* undoDeployment(invocation: Invocation, found: FoundObject, toRevision: number): Process<void> {
  const { printed, address } = found;
  const deployment: Loose = yield* invocation.requests.get(address);
  const sets = yield* keepersOf(invocation, found);
  const { patch, revision } = planRollback(deployment, sets, toRevision);
  if (dryRunOf(invocation) === 'client') {
    const [template] = patch.flatMap((one) => ('value' in one && one.path === '/spec/template' ? [one.value] : []));
    const set = sets.find((one) =>
      equal(withoutAt(one.spec.template, ['metadata', 'labels', 'pod-template-hash']), template),
    );
    invocation.print(`${printed} ${templateText(set?.spec.template ?? template)} (dry run)`);
    return;
  }
  if (patch.length === 0) {
    invocation.print(`${printed} skipped rollback (current template already matches revision ${revision})`);
    return;
  }
  const dryRun = dryRunOf(invocation);
  yield* invocation.requests.patch(address, patch, 'json', dryRunQuery(dryRun));
  invocation.print(`${printed} rolled back${dryRunSuffix(dryRun)}`);
}

/** Sets of pods with a history of controller revisions: the patch is what a revision holds. */
function* undoSet(invocation: Invocation, found: FoundObject, toRevision: number): Process<void> {
  const revisions = yield* revisionsOf(invocation, found);
  const wanted = toRevision > 0 ? revisions.find(({ number }) => number === toRevision) : revisions.at(-2);
  if (!wanted && toRevision > 0) throw new CommandError(`unable to find specified revision ${toRevision} in history`);
  if (!wanted) throw new CommandError('no last revision to roll back to');
  const { data } = wanted.keeper as Loose;
  if (equal(setAt(found.object as Loose, ['spec', 'template'], data.spec.template), found.object)) {
    invocation.print(`${found.printed} skipped rollback (current template already matches revision ${wanted.number})`);
    return;
  }
  const dryRun = dryRunOf(invocation);
  if (dryRun !== 'client') yield* invocation.requests.patch(found.address, data, 'strategic', dryRunQuery(dryRun));
  invocation.print(`${found.printed} rolled back${dryRunSuffix(dryRun)}`);
}

/** `kubectl rollout undo deployment/web`: back to the revision before, or to one of them. */
export function* undo(invocation: Invocation): Process<void> {
  const toRevision = invocation.flags.integer('to-revision') ?? 0;
  for (const found of yield* findObjects(invocation, required(invocation), isOpen(invocation))) {
    const { kind, group } = found.address.kind;
    if (!restartable.has(kind))
      throw new CommandError(
        podKinds.has(kind)
          ? `no rollbacker has been implemented for "${groupKind(found.address.kind)}"`
          : `error retrieving rollbacker for "${kind}", no visitor method exists for {${group} ${kind}}`,
      );
    try {
      yield* kind === 'Deployment'
        ? undoDeployment(invocation, found, toRevision)
        : undoSet(invocation, found, toRevision);
    } catch (error) {
      invocation.fail(error);
    }
  }
}
