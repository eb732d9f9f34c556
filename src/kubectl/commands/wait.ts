import { isObject, isRefusal } from '../../apimachinery';
import type { KubeObject } from '../../apimachinery';
import type { KindDefinition } from '../../api';
import type { Process } from '../../simulation';
import { sleep } from '../../simulation';
import { CommandError } from '../failure';
import { plainText } from '../go-value';
import type { Invocation } from '../invocation';
import { relaxedPath } from '../json-path';
import { objectPrinter, withoutManagers } from '../printers/object-printer';
import type { Target } from '../requests';
import { printedResource } from '../resource-argument';
import { fetchTarget, targetsOf } from '../resource-builder';
import type { FoundObject } from '../resource-builder';
import { timeoutOf, waitFor, waitUntilGone } from '../waiting';
import type { Test } from '../waiting';

interface Condition {
  readonly type: string;
  readonly status: string;
}

interface Conditioned {
  readonly metadata: { readonly generation?: number };
  readonly status?: { readonly observedGeneration?: number; readonly conditions?: readonly Condition[] };
}

/** The condition holds, and was found out about the spec as it is now. */
function hasCondition(object: KubeObject, type: string, status: string): boolean {
  const { metadata, status: state } = object as unknown as Conditioned;
  if (state?.observedGeneration !== undefined && state.observedGeneration < (metadata.generation ?? 0)) return false;
  return (state?.conditions ?? []).some((one) => {
    return one.type.toLowerCase() === type.toLowerCase() && one.status.toLowerCase() === status.toLowerCase();
  });
}

/** `jsonpath={.status.phase}=Running`: one plain value, and without the last part any value at all. */
function leadsTo(path: string, wanted: string | undefined): Test {
  const reader = relaxedPath(path);
  return (object) => {
    if (object === undefined) return false;
    const found = reader.find(object);
    if (found.length > 1) throw new CommandError('given jsonpath expression matches more than one value');
    const [value] = found;
    if (value === undefined || wanted === undefined) return value !== undefined;
    if (isObject(value) || Array.isArray(value))
      throw new CommandError('jsonpath leads to a nested object or list which is not supported');
    return plainText(value) === wanted;
  };
}

/** What `--for` asks of an object; `delete` is undefined. */
function testOf(condition: string): Test | undefined {
  const lower = condition.toLowerCase();
  if (lower === 'delete') return undefined;
  if (lower === 'create') return (object) => object !== undefined;
  const asked = /^condition=([^=]+)(?:=(.*))?$/i.exec(condition);
  if (lower === 'condition=') return () => false;
  if (asked) return (object) => object !== undefined && hasCondition(object, asked[1]!, asked[2] ?? 'true');
  const written = /^jsonpath=([^=]*)/i.exec(condition)?.[1]?.replace(/^'|'$/g, '');
  if (written !== undefined && written.startsWith('{') !== written.endsWith('}'))
    throw new CommandError(
      "unexpected path string, expected a 'name1.name2' or '.name1.name2' or '{name1.name2}' or '{.name1.name2}'",
    );
  const path = /^jsonpath='?(\{?[^}=]+\}?)'?(?:=(.*))?$/i.exec(condition);
  if (path?.[2] === '')
    throw new CommandError(
      "jsonpath wait has to have a value after equal sign, like --for=jsonpath='{.status.readyReplicas}'=3",
    );
  if (!path) throw new CommandError(`unrecognized condition: ${JSON.stringify(condition)}`);
  return leadsTo(path[1]!, path[2]);
}

const lookAgainAfterMilliseconds = 500;

/** What a target means now; what is not there yet is waited for, or is what was hoped for. */
function* foundFor(
  invocation: Invocation,
  target: Target,
  condition: string,
  deadline: number,
): Process<FoundObject[]> {
  for (;;) {
    try {
      return yield* fetchTarget(invocation, target);
    } catch (error) {
      if (!isRefusal(error, 'NotFound') || (condition !== 'delete' && condition !== 'create')) throw error;
      if (condition === 'delete') return [];
      if (invocation.component.now >= deadline) throw new CommandError('timed out waiting for the condition');
      yield* sleep(lookAgainAfterMilliseconds);
    }
  }
}

const timedOut = (kind: KindDefinition, name: string): CommandError =>
  new CommandError(`timed out waiting for the condition on ${printedResource(kind, name)}`);

function* waitForOne(
  { requests, component }: Invocation,
  { address, object }: FoundObject,
  test: Test | undefined,
  deadline: number,
  isOneLook: boolean,
): Process<void> {
  const milliseconds = Math.max(0, deadline - component.now);
  // Without time to wait there is one look, at what was found.
  if (isOneLook && test?.(object)) return;
  const met = test
    ? yield* waitFor(requests, address, milliseconds, test)
    : yield* waitUntilGone(requests, address, object.metadata.uid, milliseconds);
  if (!met && isOneLook) throw new CommandError(`condition not met for ${printedResource(address.kind, address.name)}`);
  if (!met) throw timedOut(address.kind, address.name);
}

/** What goes wrong with one keeps nobody from waiting for the others. */
function* waitAndTell(
  invocation: Invocation,
  one: FoundObject,
  test: Test | undefined,
  deadline: number,
): Process<void> {
  const { flags, requests, files } = invocation;
  try {
    yield* waitForOne(invocation, one, test, deadline, flags.text('timeout') === '0' || flags.text('timeout') === '0s');
    const output = flags.text('output');
    if (output === undefined) invocation.print(`${one.printed} condition met`);
    else if (output === 'name') invocation.print(one.printed);
    else {
      const object = test ? yield* requests.get(one.address) : one.object;
      invocation.write('stdout', objectPrinter(output, flags, files, [])(withoutManagers(object)));
    }
  } catch (error) {
    invocation.fail(error);
  }
}

/** `kubectl wait --for=condition=Ready pod/p`, `--for=delete`, `--for=create`, `--for=jsonpath={.status.phase}=Running`. */
export function* wait(invocation: Invocation): Process<void> {
  const asked = invocation.flags.text('for') ?? '';
  const condition = asked.toLowerCase();
  const test = testOf(asked);
  const deadline = invocation.component.now + timeoutOf(invocation.flags, 30_000);
  let found = 0;
  for (const target of targetsOf(invocation, invocation.words)) {
    try {
      for (const one of yield* foundFor(invocation, target, condition, deadline)) {
        found++;
        yield* waitAndTell(invocation, one, test, deadline);
      }
    } catch (error) {
      invocation.fail(error);
    }
  }
  if (found === 0 && condition !== 'delete' && !invocation.failed)
    throw new CommandError('no matching resources found');
}
