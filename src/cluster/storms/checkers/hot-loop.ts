import type { ApiAnswer, ApiRequest } from '../../../apimachinery';
import { placeOf } from '../witness';
import type { CheckerOf } from './checker';

const WINDOW_MILLISECONDS = 10_000;
/** The same request so often while nothing else happens in its namespace is a loop; failing ones come again later each time, so far fewer are. */
const MOST_IN_QUIET = 30;
/** And so often whatever happens: two that undo each other's work change something each time. */
const MOST = 64;
/** Creates share a path; those that were refused are told apart from those that made something. */
const MOST_REFUSED_CREATES = 60;

/** What differs from one list or watch to the next. */
const CHANGING = /(resourceVersion|timeoutSeconds|continue)=[^&]*/g;

interface Count {
  times: number;
  /** Since something changed in the namespace, and how many changes that was after. */
  quiet: number;
  changes: number;
}

/** Nobody asks for the same thing again and again. */
export const noHotLoop: CheckerOf = (witness, complain) => {
  const counts = new Map<string, Count>();
  const asked = new Map<number, string>();
  const changes = new Map<string, number>();
  let windowEnd = 0;
  const count = (key: string, most: number): void => {
    const now = changes.get(/\/namespaces\/([^/? ]+)/.exec(key)?.[1] ?? '') ?? 0;
    let known = counts.get(key);
    if (!known) counts.set(key, (known = { times: 0, quiet: 0, changes: now }));
    known.times++;
    known.quiet = known.changes === now ? known.quiet + 1 : 1;
    known.changes = now;
    if (known.times === MOST || known.quiet === most)
      complain(
        `${key}: ${known.times} times within ${WINDOW_MILLISECONDS / 1000} s, ${known.quiet} while nothing changed`,
      );
  };
  return {
    changed({ key, object, previous }) {
      const place = placeOf(key);
      if (place === 'events' || place === 'leases') return;
      const namespace = (object ?? previous)?.metadata?.namespace ?? '';
      changes.set(namespace, (changes.get(namespace) ?? 0) + 1);
    },
    sent({ kind, protocol, from, to, payload, exchange }) {
      if (protocol !== 'https' || (kind !== 'request' && kind !== 'response')) return;
      if (witness.now > windowEnd) {
        counts.clear();
        windowEnd = witness.now + WINDOW_MILLISECONDS;
      }
      if (kind === 'response') {
        const key = asked.get(exchange);
        asked.delete(exchange);
        if (key !== undefined && (payload as ApiAnswer).status >= 400) count(`${key} (refused)`, MOST_REFUSED_CREATES);
      } else if (!from.startsWith('balancer/') && !to.includes('/kubelet')) {
        const { method, path } = payload as ApiRequest;
        const key = `${from}: ${method} ${path.includes('?') ? path.replace(CHANGING, '') : path}`;
        if (method === 'POST') asked.set(exchange, key);
        else count(key, MOST_IN_QUIET);
      }
    },
  };
};
