import type { Process } from '../../simulation';
import type { Reached } from './dialer';
import type { DnsQuestion, DnsRecord, DnsReply, DnsTraffic } from './traffic';

/** What /etc/resolv.conf says. */
export interface ResolverConfig {
  readonly servers: readonly string[];
  readonly searches: readonly string[];
  /** A name with fewer dots is looked for below the search domains first. */
  readonly dots: number;
  readonly seconds: number;
  readonly attempts: number;
}

/** How a question is brought to a server. */
export type Ask = (
  traffic: Pick<DnsTraffic, 'kind' | 'host' | 'port' | 'question'>,
  seconds: number,
) => Process<Reached<DnsReply>>;

/** What was found of a name: records, or why there are none. */
export interface Found {
  /** The name that was answered for, or the last that was asked for. */
  readonly name: string;
  readonly code: DnsReply['code'] | 'TIMEOUT';
  readonly records: readonly DnsRecord[];
  readonly server: string;
}

const DNS_PORT = 53;

export function parseResolverConfig(text: string): ResolverConfig {
  const lines = text.split('\n').map((line) => line.trim().split(/\s+/));
  const options = lines.filter(([word]) => word === 'options').flatMap((words) => words.slice(1));
  const option = (name: string, otherwise: number) =>
    Number(options.find((each) => each.startsWith(`${name}:`))?.slice(name.length + 1) ?? otherwise);
  return {
    servers: lines.flatMap(([word, address]) => (word === 'nameserver' && address ? [address] : [])),
    searches:
      lines
        .filter(([word]) => word === 'search')
        .at(-1)
        ?.slice(1) ?? [],
    dots: option('ndots', 1),
    seconds: option('timeout', 5),
    attempts: option('attempts', 2),
  };
}

/** The full names that a name may mean, in the order in which a resolver tries them. */
export function candidateNames(name: string, { searches, dots }: ResolverConfig): readonly string[] {
  const plain = name.toLowerCase();
  if (plain.endsWith('.')) return [plain.slice(0, -1)];
  const below = searches.map((domain) => `${plain}.${domain}`);
  return plain.split('.').length - 1 >= dots ? [plain, ...below] : [...below, plain];
}

/** Asks for one name after another until there are records of it; a server that does not answer ends it. */
export function* lookUp(config: ResolverConfig, name: string, type: DnsQuestion['type'], ask: Ask): Process<Found> {
  let found: Found = { name, code: 'NXDOMAIN', records: [], server: config.servers[0] ?? '' };
  for (const candidate of candidateNames(name, config)) {
    found = yield* askServers(config, { name: candidate, type }, ask);
    if (found.records.length > 0 || (found.code !== 'NXDOMAIN' && found.code !== 'NOERROR')) return found;
  }
  return found;
}

/** One server after another, all of them as often as the configuration says. */
export function* askServers(config: ResolverConfig, question: DnsQuestion, ask: Ask): Process<Found> {
  const { servers, attempts, seconds } = config;
  for (let attempt = 0; attempt < attempts; attempt++) {
    for (const server of servers) {
      const traffic = { kind: 'dns', host: server, port: DNS_PORT, question } as const;
      const reached = yield* ask(traffic, seconds);
      if ('answer' in reached) {
        const { code, records } = reached.answer;
        return { name: question.name, code, records, server };
      }
    }
  }
  return { name: question.name, code: 'TIMEOUT', records: [], server: servers[0] ?? '' };
}

/** Addresses among an answer's records; those behind an alias follow it. */
export function addressesIn(records: readonly DnsRecord[]): readonly string[] {
  return records.flatMap(({ type, data }) => (type === 'A' || type === 'AAAA' ? [data] : []));
}
