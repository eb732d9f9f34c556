import type { Pod } from '../../api';
import type { DnsConfig } from '../runtime/cri';
import { hostname } from './environment';

/** What the kubelet was told (`--cluster-dns`, `--cluster-domain`), and what its machine asks itself. */
export interface ClusterDns {
  readonly server: string;
  readonly domain: string;
  readonly machine: DnsConfig;
}

export const CLUSTER_DNS: ClusterDns = {
  server: '10.96.0.10',
  domain: 'cluster.local',
  machine: { servers: ['10.0.0.2'], searches: [], options: [] },
};

const DOTS = 'ndots:5';
const MOST_SEARCHES = 32;
const MOST_SERVERS = 3;

/** What a pod's /etc/resolv.conf says: by its policy, with its own additions behind. */
export function podDns({ metadata, spec }: Pod, dns: ClusterDns): DnsConfig {
  const { servers, searches, options } = byPolicy(spec, metadata.namespace ?? '', dns);
  const own = spec.dnsConfig ?? {};
  const told = (own.options ?? []).map(({ name, value }) => (value === undefined ? name! : `${name}:${value}`));
  const overridden = new Set(told.map((option) => option.replace(/:.*$/, '')));
  return {
    servers: [...new Set([...servers, ...(own.nameservers ?? [])])].slice(0, MOST_SERVERS),
    searches: [...new Set([...searches, ...(own.searches ?? [])])].slice(0, MOST_SEARCHES),
    options: [...options.filter((option) => !overridden.has(option.replace(/:.*$/, ''))), ...told],
  };
}

/** Pods on the machine's network ask as the machine does, unless they say that they mean the cluster's names. */
function byPolicy(
  { dnsPolicy, hostNetwork }: Pod['spec'],
  namespace: string,
  { server, domain, machine }: ClusterDns,
): DnsConfig {
  if (dnsPolicy === 'None') return { servers: [], searches: [], options: [] };
  if (dnsPolicy === 'Default' || (hostNetwork && dnsPolicy !== 'ClusterFirstWithHostNet')) return machine;
  const searches = [`${namespace}.svc.${domain}`, `svc.${domain}`, domain, ...machine.searches];
  return { servers: [server], searches, options: [DOTS] };
}

/** What a kubelet adds to a pod's /etc/hosts: its full name where it has one, and its aliases. */
export function podHosts(pod: Pod, { domain }: ClusterDns): readonly string[] {
  const { metadata, spec } = pod;
  const full = spec.subdomain ? `${hostname(pod)}.${spec.subdomain}.${metadata.namespace}.svc.${domain}` : undefined;
  const aliases = (spec.hostAliases ?? []).map(({ ip, hostnames }) => `${ip}\t${(hostnames ?? []).join('\t')}`);
  return [...(full ? [`{address}\t${full}\t${hostname(pod)}`] : []), ...aliases];
}
