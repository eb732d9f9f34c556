import type { ApiAnswer, ApiRequest } from '../../../apimachinery';
import type { CheckerOf } from './checker';

const WINDOW_MILLISECONDS = 10_000;
/** The same request so often in a window is a loop; failing ones come again later each time, so far fewer are. */
const MOST = 40;
/** Creates share a path; those that were refused are told apart from those that made something. */
const MOST_REFUSED_CREATES = 60;

/** What differs from one list or watch to the next. */
const CHANGING = /(resourceVersion|timeoutSeconds|continue)=[^&]*/g;

/** Nobody asks for the same thing again and again; what succeeds in changing something is work. */
export const noHotLoop: CheckerOf = (witness, complain) => {
  const counts = new Map<string, number>();
  const asked = new Map<number, string>();
  let windowEnd = 0;
  const count = (key: string, most: number): void => {
    const times = (counts.get(key) ?? 0) + 1;
    counts.set(key, times);
    if (times === most) complain(`${key}: ${times} times within ${WINDOW_MILLISECONDS / 1000} s`);
  };
  return {
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
        else count(key, MOST);
      }
    },
  };
};
