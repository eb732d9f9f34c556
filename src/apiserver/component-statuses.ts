import { componentStatusKind } from '../api';
import type { ComponentStatus, KindDefinition, Lease } from '../api';
import { instantOf, matchesSelector, methodNotAllowed, notFound, parseSelector } from '../apimachinery';
import type { ApiAnswer } from '../apimachinery';
import type { Process } from '../simulation';
import { reaches } from './health';
import { answer } from './request/answers';
import type { RequestInfo } from './request/request-info';
import type { EtcdDoor } from './storage/etcd-door';
import type { Store } from './storage/store';

/** Whoever leads says so at least as often. */
const LEASE_PATIENCE_MILLISECONDS = 40_000;

/** The managers' ports on their own machines, where a real server asks. */
const managers: Readonly<Record<string, { readonly lease: string; readonly port: number }>> = {
  'controller-manager': { lease: 'kube-controller-manager', port: 10257 },
  scheduler: { lease: 'kube-scheduler', port: 10259 },
};

export const isComponentStatus = ({ group, version, resource }: RequestInfo): boolean =>
  resource === componentStatusKind.plural && group === '' && version === 'v1';

const statusOf = (name: string, health: { readonly message?: string; readonly error?: string }): ComponentStatus => ({
  kind: 'ComponentStatus',
  apiVersion: 'v1',
  metadata: { name },
  conditions: [{ type: 'Healthy', status: health.error === undefined ? 'True' : 'False', ...health }],
});

/** GET of `componentstatuses`: etcd is asked, and of the managers the leases are looked at by which they lead. */
export function* componentStatuses(
  info: RequestInfo,
  etcd: EtcdDoor,
  leases: Store,
  now: number,
): Process<{ readonly answer: ApiAnswer; readonly kind: KindDefinition }> {
  if (info.verb !== 'get' && info.verb !== 'list') throw methodNotAllowed();
  const all = Object.entries(managers).map(([name, manager]) => statusOf(name, healthOf(manager, leases, now)));
  const isThere = yield* reaches(etcd);
  all.push(statusOf('etcd-0', isThere ? { message: 'ok' } : { error: 'context deadline exceeded' }));
  all.sort((a, b) => (a.metadata.name < b.metadata.name ? -1 : 1));
  const warnings = [componentStatusKind.deprecated!];
  const kind = componentStatusKind as unknown as KindDefinition;
  if (info.verb === 'get') {
    const found = all.find(({ metadata }) => metadata.name === info.name);
    if (!found) throw notFound(componentStatusKind.plural, info.name);
    return { kind, answer: answer(200, found, warnings) };
  }
  const selector = parseSelector(info.query.get('labelSelector') ?? '');
  const items = all.filter(({ metadata }) => matchesSelector(selector, metadata.labels));
  const list = { kind: componentStatusKind.listKind, apiVersion: 'v1', metadata: {}, items };
  return { kind, answer: answer(200, list, warnings) };
}

function healthOf({ lease, port }: { readonly lease: string; readonly port: number }, leases: Store, now: number) {
  const held = leases.cache.get(leases.key('kube-system', lease))?.object as Lease | undefined;
  const renewed = instantOf(held?.spec?.renewTime ?? '');
  if (renewed !== undefined && now - renewed < LEASE_PATIENCE_MILLISECONDS) return { message: 'ok' };
  const where = `127.0.0.1:${port}`;
  return { error: `Get "https://${where}/healthz": dial tcp ${where}: connect: connection refused` };
}
