import type { ApiAnswer } from '../apimachinery';
import { attempt, withTimeout } from '../simulation';
import type { Process } from '../simulation';
import { answer, textAnswer } from './request/answers';
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
const ok = textAnswer(200, 'ok');

/** `/livez`: the process runs. `/readyz` and `/healthz`: it also reaches etcd and knows what is there. */
export function* healthAnswer(path: string, etcd: EtcdDoor, synced: () => boolean): Process<ApiAnswer> {
  if (path === '/livez') return ok;
  const asked = yield* attempt(withTimeout(patience, etcd.revision()));
  const reached = asked.ok && asked.value !== undefined;
  if (reached && synced()) return ok;
  const lines = [
    '[+]ping ok',
    reached ? '[+]etcd ok' : '[-]etcd failed: reason withheld',
    synced() ? '[+]informer-sync ok' : '[-]informer-sync failed: reason withheld',
  ];
  return textAnswer(500, `${lines.join('\n')}\n${path.slice(1)} check failed\n`);
}
