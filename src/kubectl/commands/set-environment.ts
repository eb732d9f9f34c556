import { setAt, valueAt } from '../../apimachinery';
import type { KubeObject } from '../../apimachinery';
import { decodeBase64 } from '../../api';
import type { Process } from '../../simulation';
import { CommandError, PlainError } from '../failure';
import type { Invocation } from '../invocation';
import { isTellable } from '../invocation';
import { matchingContainers, podSpecPath } from '../pod-templates';
import type { Loose } from '../printers/description';
import { forEachObject } from '../resource-builder';
import type { FoundObject } from '../resource-builder';
import { kindCalled, resourceArguments } from '../resource-argument';
import { checkVariableName } from './create/configuration';
import { submit } from './set';

interface Variable {
  readonly name: string;
  readonly value?: string;
  readonly valueFrom?: Loose;
}

interface Change {
  readonly set: readonly Variable[];
  readonly removed: readonly string[];
}

/** Resources come first, then `A=1` and `B-`. */
function split(words: readonly string[]): { readonly resources: readonly string[]; readonly pairs: readonly string[] } {
  const isPair = (word: string) => word.indexOf('=') > 0 || word.endsWith('-');
  const first = words.findIndex(isPair);
  if (first < 0) return { resources: words, pairs: [] };
  const pairs = words.slice(first);
  if (!pairs.every(isPair))
    throw new CommandError(`all resources must be specified before environment changes: ${words.join(' ')}`);
  return { resources: words.slice(0, first), pairs };
}

function changeOf(pairs: readonly string[]): Change {
  const set: Variable[] = [];
  const removed: string[] = [];
  for (const pair of pairs) {
    const at = pair.indexOf('=');
    const name = pair.slice(0, at);
    if (at >= 0) checkVariableName(name);
    // Of two values for one name the first holds.
    if (at >= 0 && set.some((one) => one.name === name)) continue;
    if (at >= 0) set.push({ name, value: pair.slice(at + 1) });
    else if (pair.endsWith('-')) removed.push(pair.slice(0, -1));
    else throw new CommandError(`unknown environment variable: ${pair}`);
  }
  if (removed.some((name) => set.some((one) => one.name === name)))
    throw new CommandError('can not both modify and remove the same environment variable in the same command');
  return { set, removed };
}

/** Lines `A=1` of what is piped in, where a word is `-`. */
function piped({ files }: Invocation, pairs: readonly string[]): string[] {
  return pairs.flatMap((pair) => {
    if (pair !== '-') return [pair];
    const lines = (files['-'] ?? '').split('\n').map((line) => line.trim());
    return lines.filter((line) => line !== '' && !line.startsWith('#'));
  });
}

/** What `--from=configmap/settings` offers: a variable for each of its keys. */
function* variablesFrom(invocation: Invocation): Process<Variable[]> {
  const { flags, namespace, requests } = invocation;
  const from = flags.text('from');
  if (from === undefined) return [];
  const keys = new Set(flags.list('keys'));
  const variables: Variable[] = [];
  for (const { kind, name } of resourceArguments([from])) {
    const field = { ConfigMap: 'configMapKeyRef', Secret: 'secretKeyRef' }[kind.kind];
    if (name === undefined) throw new CommandError('resource(s) were provided, but no name was specified');
    const object: Loose = yield* requests.get({ kind, namespace, name });
    if (!field) throw new CommandError('unsupported resource specified in --from');
    for (const key of Object.keys(object.data ?? {}).sort()) {
      if (keys.size > 0 && !keys.has(key)) continue;
      const variable = key.replace(/\W/g, '_').toUpperCase();
      if (variable !== key) invocation.warn(`key ${key} transferred to ${variable}`);
      const called = `${flags.text('prefix') ?? ''}${variable}`;
      variables.push({ name: called, valueFrom: { [field]: { name, key } } });
    }
  }
  return variables;
}

function withVariables(env: readonly Variable[], { set, removed }: Change): readonly Variable[] {
  const kept = env.filter(({ name }) => !removed.includes(name));
  return set.reduce<readonly Variable[]>((all, variable) => {
    const known = all.some(({ name }) => name === variable.name);
    return known ? all.map((one) => (one.name === variable.name ? variable : one)) : [...all, variable];
  }, kept);
}

function sourceText({ configMapKeyRef, secretKeyRef, fieldRef, resourceFieldRef }: Loose): string {
  if (configMapKeyRef) return `configmap ${configMapKeyRef.name}, key ${configMapKeyRef.key}`;
  if (secretKeyRef) return `secret ${secretKeyRef.name}, key ${secretKeyRef.key}`;
  if (fieldRef) return `field path ${fieldRef.fieldPath}`;
  if (!resourceFieldRef) return 'invalid valueFrom';
  const { containerName, resource } = resourceFieldRef;
  return `resource field ${containerName ? `${containerName}/` : ''}${resource}`;
}

/** The value behind a reference to a config map's or a secret's key, or a field; undefined where only the node knows it. */
function* valueOf(invocation: Invocation, object: Loose, source: Loose): Process<string | undefined> {
  const { configMapKeyRef, secretKeyRef, fieldRef } = source;
  if (fieldRef) {
    const value = valueAt(object, fieldRef.fieldPath.split('.'));
    return value === undefined || typeof value === 'object' ? undefined : String(value as string);
  }
  const reference = configMapKeyRef ?? secretKeyRef;
  if (!reference) return undefined;
  const kind = kindCalled(configMapKeyRef ? 'configmaps' : 'secrets');
  const { data = {} }: Loose = yield* invocation.requests.get({
    kind,
    namespace: object.metadata.namespace,
    name: reference.name,
  });
  const value: string | undefined = data[reference.key];
  if (value === undefined)
    throw new CommandError(`key ${reference.key} not found in ${kind.singular} ${reference.name}`);
  return configMapKeyRef ? value : decodeBase64(value);
}

function* listVariable(invocation: Invocation, object: Loose, variable: Variable): Process<boolean> {
  const { name, value = '', valueFrom } = variable;
  if (!valueFrom) {
    invocation.print(`${name}=${value}`);
    return true;
  }
  const resolved = { value: undefined as string | undefined, why: '' };
  if (invocation.flags.isOn('resolve')) {
    try {
      resolved.value = yield* valueOf(invocation, object, valueFrom);
    } catch (error) {
      if (!isTellable(error)) throw error;
      resolved.why = error.message;
    }
  }
  if (resolved.value !== undefined) {
    invocation.print(`${name}=${resolved.value}`);
    return true;
  }
  invocation.print(`# ${name} from ${sourceText(valueFrom)}`);
  if (resolved.why !== '') invocation.say(`error retrieving reference for ${name}: ${resolved.why}`);
  return resolved.why === '';
}

/** The containers that are meant; a warning where there are none. */
function chosenContainers(invocation: Invocation, { address, object }: FoundObject): readonly Loose[] {
  const pattern = invocation.flags.text('containers') ?? '*';
  const { containers = [] } = valueAt(object, podSpecPath(address)) as Loose;
  const chosen = matchingContainers(containers, pattern);
  if (chosen.length === 0)
    invocation.say(
      `Warning: ${address.kind.kind}/${object.metadata.name} does not have any containers matching ${JSON.stringify(pattern)}`,
    );
  return chosen;
}

function* list(invocation: Invocation, found: FoundObject, change: Change): Process<void> {
  const { address, object } = found;
  let resolved = true;
  for (const { name, env = [] } of chosenContainers(invocation, found)) {
    invocation.print(`# ${address.kind.kind} ${object.metadata.name}, container ${name}`);
    for (const variable of withVariables(env, change))
      resolved = (yield* listVariable(invocation, object, variable)) && resolved;
  }
  if (!resolved) throw new CommandError('failed to retrieve valueFrom references');
}

function withEnvironment(container: Loose, env: readonly Variable[]): Loose {
  return container.env === undefined && env.length === 0 ? container : { ...container, env };
}

function* update(invocation: Invocation, found: FoundObject, change: Change): Process<void> {
  const chosen = new Set(chosenContainers(invocation, found));
  const path = podSpecPath(found.address);
  const spec = valueAt(found.object, path) as Loose;
  if (!invocation.flags.isOn('overwrite', true)) refuseOverwriting(found, [...chosen], change);
  const containers = spec.containers.map((container: Loose) =>
    chosen.has(container) ? withEnvironment(container, withVariables(container.env ?? [], change)) : container,
  );
  const next = setAt(found.object, [...path], { ...spec, containers }) as KubeObject;
  yield* submit(invocation, found, next, 'env updated', 'failed to patch env update to pod template:');
}

function refuseOverwriting({ address, object }: FoundObject, containers: readonly Loose[], { set }: Change): void {
  for (const { env = [] } of containers)
    for (const { name, value = '' } of env as readonly Variable[])
      if (set.some((one) => one.name === name && one.value !== value))
        throw new PlainError(
          `error: ${address.kind.plural}/${object.metadata.name} '${name}' already has a value (${value}), and --overwrite is false`,
        );
}

/** `kubectl set env deployment/web A=1 B-`, `--from=secret/keys`, `--list`. */
export function* setEnvironment(invocation: Invocation): Process<void> {
  const { flags, words } = invocation;
  const { pairs, resources } = split(words);
  if (resources.length === 0 && !flags.namesFiles)
    throw new CommandError('one or more resources must be specified as <resource> <name> or <resource>/<name>');
  if (flags.isOn('list') && flags.has('output'))
    throw new CommandError('--list and --output may not be specified together');
  if (flags.has('keys') && !flags.has('from'))
    throw new CommandError('when specifying --keys, a configmap or secret must be provided with --from');
  const typed = changeOf(piped(invocation, [...flags.all('env'), ...pairs]));
  const change = { ...typed, set: [...typed.set, ...(yield* variablesFrom(invocation))] };
  yield* forEachObject(invocation, resources, (found) =>
    (flags.isOn('list') ? list : update)(invocation, found, change),
  );
}
