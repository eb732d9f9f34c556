import { valueAt } from '../../apimachinery';
import type { KubeObject } from '../../apimachinery';
import type { Process } from '../../simulation';
import { CommandError } from '../failure';
import { plainText } from '../go-value';
import type { Invocation } from '../invocation';
import type { ObjectAddress } from '../requests';
import { printedName, printedResource, resourceArguments } from '../resource-argument';
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

/** `{.status.phase}` as a path; only plain steps, indexes and quoted keys. */
function jsonPath(text: string): (string | number)[] {
  const steps =
    text
      .replace(/^\{?\.?/, '')
      .replace(/\}$/, '')
      .match(/[^.[\]]+|\[\d+\]|\['[^']*'\]/g) ?? [];
  return steps.map((step) => {
    if (/^\[\d+\]$/.test(step)) return Number(step.slice(1, -1));
    return step.startsWith("['") ? step.slice(2, -2) : step;
  });
}

/** What `--for` asks of an object; `delete` is undefined. */
function testOf(condition: string): Test | undefined {
  const lower = condition.toLowerCase();
  if (lower === 'delete') return undefined;
  if (lower === 'create') return (object) => object !== undefined;
  const asked = /^condition=([^=]+)(?:=(.*))?$/i.exec(condition);
  if (asked) return (object) => object !== undefined && hasCondition(object, asked[1]!, asked[2] ?? 'true');
  const path = /^jsonpath='?(\{?[^}=]+\}?)'?(?:=(.*))?$/i.exec(condition);
  if (!path) throw new CommandError(`unrecognized condition: ${JSON.stringify(condition)}`);
  const steps = jsonPath(path[1]!);
  return (object) => {
    const value = valueAt(object, steps);
    return value !== undefined && (path[2] === undefined || plainText(value) === path[2]);
  };
}

function* addressesOf(invocation: Invocation): Process<ObjectAddress[]> {
  const found: ObjectAddress[] = [];
  for (const { kind, name } of resourceArguments(invocation.words)) {
    const namespace = kind.namespaced ? invocation.namespace : undefined;
    if (name !== undefined) found.push({ kind, namespace, name });
    else {
      const list = yield* invocation.requests.list(kind, namespace, {
        labelSelector: invocation.flags.text('selector'),
      });
      found.push(...list.items.map((item) => ({ kind, namespace: item.metadata.namespace, name: item.metadata.name })));
    }
  }
  if (found.length === 0) throw new CommandError('no matching resources found');
  return found;
}

function* waitForOne(
  invocation: Invocation,
  address: ObjectAddress,
  test: Test | undefined,
  milliseconds: number,
): Process<boolean> {
  const { requests } = invocation;
  if (!test) return yield* waitUntilGone(requests, address, undefined, milliseconds);
  yield* requests.get(address);
  return yield* waitFor(requests, address, milliseconds, test);
}

/** `kubectl wait --for=condition=Ready pod/p`, `--for=delete`, `--for=create`, `--for=jsonpath={.status.phase}=Running`. */
export function* wait(invocation: Invocation): Process<void> {
  const test = testOf(invocation.flags.text('for') ?? '');
  const deadline = invocation.component.now + timeoutOf(invocation.flags, 30_000);
  for (const address of yield* addressesOf(invocation)) {
    const met = yield* waitForOne(invocation, address, test, Math.max(0, deadline - invocation.component.now));
    if (!met) {
      invocation.fail(
        new CommandError(`timed out waiting for the condition on ${printedResource(address.kind, address.name)}`),
      );
    } else if (test) {
      invocation.print(`${printedName(address.kind, address.name)} condition met`);
    }
  }
}
