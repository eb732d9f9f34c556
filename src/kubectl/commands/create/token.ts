import type { Process } from '../../../simulation';
import { CommandError, UsageError } from '../../failure';
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
  const audiences = flags.list('audience');
  const spec = {
    ...(audiences.length > 0 && { audiences }),
    ...(duration !== undefined && { expirationSeconds: secondsOf(duration) }),
  };
  const request = { apiVersion: 'authentication.k8s.io/v1', kind: 'TokenRequest', metadata: {}, spec };
  const address = { kind: kindCalled('serviceaccounts'), namespace, name };
  const answer = (yield* requests.post(address, 'token', request)) as { readonly status: { readonly token: string } };
  invocation.print(answer.status.token);
}

/** A duration as Go writes it, `1h30m`. */
function secondsOf(text: string): number {
  const parts = [...text.matchAll(/(\d+(?:\.\d+)?)([hms])/g)];
  if (parts.map(([whole]) => whole).join('') !== text)
    throw new CommandError(`invalid argument "${text}" for "--duration" flag: time: invalid duration "${text}"`);
  return Math.trunc(parts.reduce((sum, [, number, unit]) => sum + Number(number) * UNITS[unit!]!, 0));
}
