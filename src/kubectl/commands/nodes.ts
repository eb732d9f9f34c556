import { validateQualifiedName } from '../../apimachinery';
import type { KubeObject } from '../../apimachinery';
import type { Process } from '../../simulation';
import { dryRunOf, dryRunQuery, dryRunSuffix } from '../dry-run';
import { CommandError, PlainError, UsageError } from '../failure';
import type { Invocation } from '../invocation';
import { kindCalled } from '../resource-argument';
import { fetchTarget } from '../resource-builder';
import type { FoundObject } from '../resource-builder';

interface Taint {
  readonly key: string;
  readonly value?: string;
  readonly effect?: string;
}

interface NodeObject extends KubeObject {
  readonly spec?: { readonly unschedulable?: boolean; readonly taints?: readonly Taint[] };
}

/** Nodes by name, by selector, or all. */
export function* findNodes(invocation: Invocation, names: readonly string[]): Process<FoundObject[]> {
  const { flags, path } = invocation;
  const kind = kindCalled('nodes');
  const isSelected = flags.has('selector') || flags.isOn('all');
  if (names.length > 0 && isSelected)
    throw new UsageError('cannot specify both a node name and a --selector option', path);
  if (names.length === 0 && !isSelected) throw new UsageError(`USAGE: ${path.join(' ')} NODE [flags]`, path);
  const targets = isSelected
    ? [{ kind, namespace: undefined }]
    : names.map((name) => ({ kind, namespace: undefined, name: name.replace(/^nodes?\//, '') }));
  const found: FoundObject[] = [];
  for (const target of targets) {
    try {
      found.push(...(yield* fetchTarget(invocation, target)));
    } catch (error) {
      invocation.fail(error);
    }
  }
  return found;
}

/** Marks a node (un)schedulable and says so. */
export function* setSchedulable(invocation: Invocation, found: FoundObject, schedulable: boolean): Process<void> {
  const word = schedulable ? 'uncordoned' : 'cordoned';
  const { spec } = found.object as NodeObject;
  const dryRun = dryRunOf(invocation);
  if (Boolean(spec?.unschedulable) === !schedulable) {
    invocation.print(`${found.printed} already ${word}${dryRunSuffix(dryRun)}`);
    return;
  }
  const patch = { spec: { unschedulable: schedulable ? null : true } };
  if (dryRun !== 'client') yield* invocation.requests.patch(found.address, patch, 'strategic', dryRunQuery(dryRun));
  invocation.print(`${found.printed} ${word}${dryRunSuffix(dryRun)}`);
}

function cordoning(schedulable: boolean): (invocation: Invocation) => Process<void> {
  return function* cordon(invocation) {
    for (const found of yield* findNodes(invocation, invocation.words)) {
      try {
        yield* setSchedulable(invocation, found, schedulable);
      } catch (error) {
        invocation.fail(error);
      }
    }
  };
}

/** `kubectl cordon NODE`: nothing new is placed there. */
export const cordon = cordoning(false);
/** `kubectl uncordon NODE`. */
export const uncordon = cordoning(true);

const effects = new Set(['NoSchedule', 'PreferNoSchedule', 'NoExecute']);

interface TaintChange {
  readonly add: readonly Taint[];
  readonly remove: readonly Taint[];
}

function taintOf(invocation: Invocation, word: string): Taint {
  const [, key = '', value, effect] = /^([^=:]+)(?:=([^:]*))?(?::(.*))?$/.exec(word) ?? [];
  if (effect && !effects.has(effect))
    throw new UsageError(`invalid taint effect: ${effect}, unsupported taint effect`, invocation.path);
  return { key, ...(value && { value }), ...(effect && { effect }) };
}

function isTaint(word: string): boolean {
  return /[=:]/.test(word) || word.endsWith('-');
}

function changeOf(invocation: Invocation, words: readonly string[]): TaintChange {
  const removed = words.filter((word) => word.endsWith('-'));
  return {
    add: words.filter((word) => !word.endsWith('-')).map((word) => taintOf(invocation, word)),
    remove: removed.map((word) => taintOf(invocation, word.slice(0, -1))),
  };
}

function sameEffect(a: Taint, b: Taint): boolean {
  return a.key === b.key && a.effect === b.effect;
}

function taintText({ key, value, effect }: Taint): string {
  return `${key}${value ? `=${value}` : ''}${effect ? `:${effect}` : ''}`;
}

interface Tainted {
  readonly taints: readonly Taint[];
  readonly did: string;
}

/** Throws for a taint that is there already, or is to be taken away and is not. */
function tainted(name: string, before: readonly Taint[], { add, remove }: TaintChange, overwrite: boolean): Tainted {
  const taken = add.filter((taint) => before.some((one) => sameEffect(one, taint)));
  if (taken.length > 0 && !overwrite)
    throw new CommandError(
      `node ${name} already has ${taken.map(({ key }) => key).join(', ')} taint(s) with same effect(s) and --overwrite is false`,
    );
  for (const taint of remove) {
    const isThere = before.some(({ key, effect }) => key === taint.key && (!taint.effect || effect === taint.effect));
    if (!isThere) throw new CommandError(`taint ${JSON.stringify(taintText(taint))} not found`);
  }
  const kept = before.filter((one) => {
    const isReplaced = add.some((taint) => sameEffect(taint, one));
    return !isReplaced && !remove.some(({ key, effect }) => key === one.key && (!effect || effect === one.effect));
  });
  const did =
    taken.length > 0 || (add.length > 0 && remove.length > 0) ? 'modified' : add.length > 0 ? 'tainted' : 'untainted';
  return { taints: [...kept, ...add], did };
}

/** What is wrong with taints among themselves. */
function checkChange({ add, remove }: TaintChange, { path }: Invocation): void {
  for (const { key, value, effect } of add) {
    const whole = effect ? key : `${key}${value === undefined ? '' : `=${value}`}`;
    const [problem] = validateQualifiedName(whole);
    if (problem !== undefined)
      throw new UsageError(`invalid taint spec: ${taintText({ key, value, effect } as Taint)}, ${problem}`, path);
  }
  const twice = add.find((taint, index) => add.findIndex((one) => sameEffect(one, taint)) < index);
  if (twice)
    throw new UsageError(
      `duplicated taints with the same key and effect: {${twice.key} ${twice.value ?? ''} ${twice.effect ?? ''} <nil>}`,
      path,
    );
  const both = remove.filter((one) =>
    add.some(({ key, effect }) => key === one.key && (!one.effect || effect === one.effect)),
  );
  if (both.length > 0)
    throw new CommandError(
      `can not both modify and remove the following taint(s) in the same command: ${both.map(({ key, effect = '' }) => `${key}=${effect}`).join(', ')}`,
    );
}

/** `kubectl taint node worker-1 dedicated=db:NoSchedule other-`. */
export function* taint(invocation: Invocation): Process<void> {
  const { words, flags } = invocation;
  const [type = '', ...rest] = words;
  if (type.includes('/')) throw new PlainError(`the server doesn't have a resource type ${JSON.stringify(type)}`);
  if (words.length === 0) throw new CommandError('one or more resources must be specified as <resource> <name>');
  const isNode = /^(no|nodes?)$/.test(type);
  if (!isNode) throw new CommandError(`invalid resource type ${type}, only node types are supported`);
  const names = rest.filter((word) => !isTaint(word));
  const change = changeOf(invocation, rest.filter(isTaint));
  checkChange(change, invocation);
  if (change.add.length + change.remove.length === 0) throw new CommandError('at least one taint update is required');
  for (const { object, address, printed } of yield* findNodes(
    invocation,
    invocation.flags.has('selector') ? [] : names,
  )) {
    try {
      const before = (object as NodeObject).spec?.taints ?? [];
      const { taints, did } = tainted(address.name, before, change, flags.isOn('overwrite'));
      const { metadata } = object;
      const patch = {
        metadata: { resourceVersion: metadata.resourceVersion },
        spec: { taints: taints.length > 0 ? taints : null },
      };
      const dryRun = dryRunOf(invocation);
      const query = { fieldManager: 'kubectl-taint', ...dryRunQuery(dryRun) };
      if (dryRun !== 'client') yield* invocation.requests.patch(address, patch, 'merge', query);
      // A dry run isn't told apart here, as kubectl doesn't.
      invocation.print(`${printed} ${did}`);
    } catch (error) {
      invocation.fail(error);
    }
  }
}
