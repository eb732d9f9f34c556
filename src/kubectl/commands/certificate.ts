import { wallClock } from '../../apimachinery';
import type { Process } from '../../simulation';
import { CommandError } from '../failure';
import type { Invocation } from '../invocation';
import type { Loose } from '../printers/description';
import { kindCalled } from '../resource-argument';

function deciding(type: 'Approved' | 'Denied'): (invocation: Invocation) => Process<void> {
  const word = type.toLowerCase();
  return function* decide(invocation) {
    const { words, requests, component } = invocation;
    if (words.length === 0) throw new CommandError('one or more CSRs must be specified as <name> or -f <filename>');
    const kind = kindCalled('certificatesigningrequests.certificates.k8s.io');
    for (const name of words) {
      try {
        const address = { kind, namespace: undefined, name };
        const found: Loose = yield* requests.get(address);
        const condition = {
          type,
          status: 'True',
          reason: type === 'Approved' ? 'KubectlApprove' : 'KubectlDeny',
          message: `This CSR was ${word} by kubectl certificate ${type === 'Approved' ? 'approve' : 'deny'}.`,
          lastUpdateTime: wallClock(component.now),
        };
        const conditions = [...(found.status?.conditions ?? []), condition];
        const next = { ...found, status: { ...found.status, conditions } };
        yield* requests.raw('PUT', `/apis/certificates.k8s.io/v1/certificatesigningrequests/${name}/approval`, next);
        invocation.print(`certificatesigningrequest.certificates.k8s.io/${name} ${word}`);
      } catch (error) {
        invocation.fail(error);
      }
    }
  };
}

/** `kubectl certificate approve NAME`. */
export const approve = deciding('Approved');
/** `kubectl certificate deny NAME`. */
export const deny = deciding('Denied');
