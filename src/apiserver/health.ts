import type { ApiAnswer } from '../apimachinery';
import { attempt, withTimeout } from '../simulation';
import type { Process } from '../simulation';
import { answer, textAnswer } from './request/answers';
import type { RequestInfo } from './request/request-info';
import type { EtcdDoor } from './storage/etcd-door';

const version = {
  major: '1',
  minor: '36',
  emulationMajor: '1',
  emulationMinor: '36',
  minCompatibilityMajor: '1',
  minCompatibilityMinor: '35',
  gitVersion: 'v1.36.0+wheelhouse',
  gitCommit: 'wheelhouse',
  gitTreeState: 'clean',
  buildDate: '2026-01-01T00:00:00Z',
  goVersion: 'none',
  compiler: 'tsc',
  platform: 'simulated/any',
};

export const versionAnswer = answer(200, version);

const patience = 2000;

type Check = 'ping' | 'etcd' | 'informer-sync';

/** `/livez`: the process runs. `/readyz` and `/healthz`: it also reaches etcd and knows what is there. */
const endpoints: Readonly<Record<string, readonly Check[]>> = {
  livez: ['ping'],
  healthz: ['ping', 'etcd', 'informer-sync'],
  readyz: ['ping', 'etcd', 'informer-sync'],
};

/** Where a server says how it is: as a whole, and check by check. */
export const healthPaths: readonly string[] = [
  ...Object.entries(endpoints).flatMap(([name, checks]) => [`/${name}`, ...checks.map((check) => `/${name}/${check}`)]),
  '/version',
];

const segments = (path: string): readonly string[] => path.split('/').filter((part) => part !== '');

/** `/livez`, `/readyz/etcd` … */
export function isHealthPath(path: string): boolean {
  const [endpoint, ...rest] = segments(path);
  return endpoint !== undefined && Object.hasOwn(endpoints, endpoint) && rest.length < 2 && !path.endsWith('/');
}

/** `ok`, or line by line what failed; `?verbose` says what went well too, `?exclude=etcd` leaves a check out. */
export function* healthAnswer({ path, query }: RequestInfo, etcd: EtcdDoor, synced: () => boolean): Process<ApiAnswer> {
  const [endpoint, single] = segments(path);
  const checks = endpoints[endpoint!]!.filter((check) => single === undefined || check === single);
  if (checks.length === 0) return textAnswer(404, '404 page not found\n');
  const excluded = new Set(query.all('exclude'));
  const lines: string[] = [];
  let healthy = true;
  for (const check of checks) {
    const passed = excluded.has(check) || (yield* passes(check, etcd, synced));
    healthy &&= passed;
    lines.push(excluded.has(check) ? `[+]${check} excluded: ok` : lineOf(check, passed));
  }
  if (healthy && query.get('verbose') === undefined) return textAnswer(200, 'ok');
  const text = `${lines.join('\n')}\n${endpoint} check ${healthy ? 'passed' : 'failed'}\n`;
  return textAnswer(healthy ? 200 : 500, text);
}

const lineOf = (check: Check, passed: boolean): string =>
  passed ? `[+]${check} ok` : `[-]${check} failed: reason withheld`;

function* passes(check: Check, etcd: EtcdDoor, synced: () => boolean): Process<boolean> {
  if (check === 'ping') return true;
  if (check === 'informer-sync') return synced();
  return yield* reaches(etcd);
}

/** Whether etcd answers while somebody is patient. */
export function* reaches(etcd: EtcdDoor): Process<boolean> {
  const asked = yield* attempt(withTimeout(patience, etcd.revision()));
  return asked.ok && asked.value !== undefined;
}
