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

type Check = 'ping' | 'log' | 'etcd' | 'etcd-readiness' | 'informer-sync' | 'shutdown';

/** `/livez`: whoever restarts servers asks it. `/readyz` and `/healthz`: it also knows what is there. */
const endpoints: Readonly<Record<string, readonly Check[]>> = {
  livez: ['ping', 'log', 'etcd'],
  healthz: ['ping', 'log', 'etcd', 'informer-sync'],
  readyz: ['ping', 'log', 'etcd', 'etcd-readiness', 'informer-sync', 'shutdown'],
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
  const excluded = new Set<string>(query.all('exclude'));
  const asked = checks.filter((check) => !excluded.has(check));
  const reached = asked.some(isOfEtcd) && (yield* reaches(etcd));
  const passes = (check: Check) => excluded.has(check) || (isOfEtcd(check) ? reached : !isOfCaches(check) || synced());
  const healthy = checks.every(passes);
  if (healthy && (single !== undefined || query.get('verbose') === undefined)) return textAnswer(200, 'ok');
  const lines = checks.map((check) => lineOf(check, passes(check), excluded));
  const unknown = [...excluded].filter((name) => !checks.some((check) => check === name)).map((name) => `"${name}"`);
  if (unknown.length > 0)
    lines.push(`warn: some health checks cannot be excluded: no matches for ${unknown.sort().join(',')}`);
  const text = `${lines.join('\n')}\n${endpoint} check ${healthy ? 'passed' : 'failed'}\n`;
  return textAnswer(healthy ? 200 : 500, text);
}

const isOfEtcd = (check: Check): boolean => check.startsWith('etcd');
const isOfCaches = (check: Check): boolean => check === 'informer-sync';

function lineOf(check: Check, passed: boolean, excluded: ReadonlySet<string>): string {
  if (excluded.has(check)) return `[+]${check} excluded: ok`;
  return passed ? `[+]${check} ok` : `[-]${check} failed: reason withheld`;
}

/** Whether etcd answers while somebody is patient. */
export function* reaches(etcd: EtcdDoor): Process<boolean> {
  const asked = yield* attempt(withTimeout(patience, etcd.revision()));
  return asked.ok && asked.value !== undefined;
}
