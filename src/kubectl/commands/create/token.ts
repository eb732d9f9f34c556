import type { Process } from '../../../simulation';
import { isRefusal } from '../../../apimachinery';
import { printOutcome } from '../../dry-run';
import { CommandError, UsageError } from '../../failure';
import type { Loose } from '../../printers/description';
import type { Invocation } from '../../invocation';
import { kindCalled } from '../../resource-argument';

const UNITS: Readonly<Record<string, number>> = { h: 3600, m: 60, s: 1 };

/** `kubectl create token NAME`: asks for a token of a service account, and prints it. */
export function* createToken(invocation: Invocation): Process<void> {
  const { words, flags, namespace, requests } = invocation;
  const [name, ...more] = words;
  if (name === undefined || more.length > 0)
    throw new UsageError(`exactly one NAME is required, got ${words.length}`, ['create', 'token']);
  const duration = flags.text('duration');
  const bound = boundObject(invocation);
  const audiences = flags.list('audience');
  const spec = {
    ...(audiences.length > 0 && { audiences }),
    ...(bound && { boundObjectRef: bound }),
    ...(duration !== undefined && { expirationSeconds: secondsOf(duration) }),
  };
  const request = { apiVersion: 'authentication.k8s.io/v1', kind: 'TokenRequest', metadata: {}, spec };
  const address = { kind: kindCalled('serviceaccounts'), namespace, name };
  try {
    const answer: Loose = yield* requests.post(address, 'token', request);
    if (!flags.text('output')) return invocation.print(answer.status.token);
    printOutcome(invocation, `tokenrequest.authentication.k8s.io/${name}`, 'created', written(answer));
  } catch (error) {
    if (!isRefusal(error)) throw error;
    throw new CommandError(`failed to create token: ${error.message}`);
  }
}

/** As Go writes a request for a token: with what it is bound to, even to nothing. */
function written({ kind, apiVersion, metadata, spec, status }: Loose): Loose {
  const { name, namespace, creationTimestamp } = metadata;
  const { audiences, expirationSeconds, boundObjectRef = null } = spec;
  const { token, expirationTimestamp } = status;
  return {
    kind,
    apiVersion,
    metadata: { name, namespace, creationTimestamp },
    spec: { audiences, expirationSeconds, boundObjectRef },
    status: { token, expirationTimestamp },
  };
}

const bindable: Readonly<Record<string, string>> = { Pod: 'v1', Secret: 'v1', Node: 'v1' };

/** What a token dies with: `--bound-object-kind=Pod --bound-object-name=web`. */
function boundObject({ flags }: Invocation): object | undefined {
  const [kind, name, uid] = ['kind', 'name', 'uid'].map((part) => flags.text(`bound-object-${part}`));
  if (!kind) {
    if (name) throw new CommandError('--bound-object-name can only be set if --bound-object-kind is provided');
    if (uid) throw new CommandError('--bound-object-uid can only be set if --bound-object-kind is provided');
    return undefined;
  }
  if (!Object.hasOwn(bindable, kind))
    throw new CommandError(`supported --bound-object-kind values are ${Object.keys(bindable).sort().join(', ')}`);
  if (!name) throw new CommandError('--bound-object-name is required if --bound-object-kind is provided');
  return { kind, apiVersion: bindable[kind], name, ...(uid && { uid }) };
}

/** A duration as Go writes it, `1h30m`. */
function secondsOf(text: string): number {
  const parts = [...text.matchAll(/(\d+(?:\.\d+)?)([hms])/g)];
  if (parts.map(([whole]) => whole).join('') !== text)
    throw new CommandError(
      `invalid argument "${text}" for "--duration" flag: time: invalid duration "${text}"\nSee 'kubectl create token --help' for usage.`,
    );
  return Math.trunc(parts.reduce((sum, [, number, unit]) => sum + Number(number) * UNITS[unit!]!, 0));
}
