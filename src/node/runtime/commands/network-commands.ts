import type { Process } from '../../../simulation';
import { Signal, sleep } from '../../../simulation';
import { addressesIn } from '../../network/resolver';
import type { HttpReply, HttpTraffic } from '../../network/traffic';
import type { Options } from './command-options';
import { parseOptions } from './command-options';
import type { Listener } from '../pod-sockets';
import type { Command, Invocation } from '../invocation';
import { curl, wget } from './web-commands';

function failed({ streams }: Invocation, message: string, status: number): number {
  streams.error(`${message}\n`);
  return status;
}

/** `nc -z host port` looks whether anybody listens there; `nc -l -p port` listens, and says what it reads to whoever comes. */
function* netcat(invocation: Invocation): Process<number> {
  const { world, streams } = invocation;
  const { flags, rest } = parseOptions(invocation.parameters, 'pwesc', new Set(['max-conns']));
  if (flags.has('l') || flags.has('listen'))
    return yield* answering(invocation, flags, Number(flags.get('p') || rest.at(-1)));
  const [host = '', port = ''] = rest;
  const seconds = Number(flags.get('w') ?? 60);
  const address = yield* world.resolve(host);
  if (address === undefined) return failed(invocation, `nc: bad address '${host}'`, 1);
  const reached = yield* world.dial<unknown>({ kind: 'tcp', host: address, port: Number(port) }, seconds);
  if ('answer' in reached) {
    if (flags.has('v')) streams.error(`${host} (${address}:${port}) open\n`);
    return 0;
  }
  if (!flags.has('z') || flags.has('v')) {
    const said = reached.problem === 'refused' ? 'Connection refused' : 'Operation timed out';
    streams.error(`nc: ${host} (${address}:${port}): ${said}\n`);
  }
  return 1;
}

/** One connection, or with `-k` all: what is piped in is the answer, where it reads like one. */
function* answering(invocation: Invocation, flags: Options['flags'], port: number): Process<number> {
  const { world, streams } = invocation;
  const text = streams.live && !streams.live.isTerminal ? yield* streams.live.rest() : streams.input;
  const over = new Signal(world.component.simulation);
  const served = (): void => void (flags.has('k') || flags.has('keep-open') || over.fire());
  const reply = replyIn(text);
  const answer = (request: HttpTraffic): HttpReply => {
    streams.output(requestText(request));
    served();
    return reply!;
  };
  if (!world.listen(port, { connected: served, ...(reply && { answer }) }))
    return failed(invocation, 'nc: bind: Address already in use', 1);
  yield* over.wait();
  world.closePorts(port);
  return 0;
}

function requestText({ method, path, headers }: HttpTraffic): string {
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
  return `${[`${method} ${path} HTTP/1.1`, ...lines].join('\n')}\n\n`;
}

/** `HTTP/1.1 200 OK`, headers, an empty line and a body. */
function replyIn(text: string): HttpReply | undefined {
  const [, status, head = '', body = ''] =
    /^HTTP\/[\d.]+ (\d{3})[^\n]*\n((?:[^\n]*\S[^\n]*\n)*)\r?\n([\s\S]*)$/.exec(text) ?? [];
  if (status === undefined) return undefined;
  const headers = head.split('\n').flatMap((line) => {
    const [, name, value = ''] = /^([\w-]+):\s*(.*?)\r?$/.exec(line) ?? [];
    return name === undefined ? [] : [[name.toLowerCase(), value] as const];
  });
  return { status: Number(status), headers: Object.fromEntries(headers), body };
}

/** `ping -c 3 HOST`: knocks where nobody listens; a machine that refuses is there. */
function* ping(invocation: Invocation): Process<number> {
  const { world, streams } = invocation;
  const { flags, rest } = parseOptions(invocation.parameters, 'cwWis');
  const [name = ''] = rest;
  const address = yield* world.resolve(name);
  if (address === undefined) return failed(invocation, `ping: bad address '${name}'`, 1);
  streams.output(`PING ${name} (${address}): 56 data bytes\n`);
  const most = Number(flags.get('c') ?? Infinity);
  let heard = 0;
  for (let sent = 0; sent < most; sent++) {
    if (sent > 0) yield* sleep(Number(flags.get('i') ?? 1) * 1000);
    const from = world.component.now;
    const reached = yield* world.dial<unknown>({ kind: 'tcp', host: address, port: 7 }, Number(flags.get('W') ?? 10));
    if (!('answer' in reached) && reached.problem !== 'refused') continue;
    heard++;
    const time = (world.component.now - from).toFixed(3);
    streams.output(`64 bytes from ${address}: seq=${sent} ttl=64 time=${time} ms\n`);
  }
  const loss = Math.round(100 - (100 * heard) / most);
  streams.output(
    `\n--- ${name} ping statistics ---\n${most} packets transmitted, ${heard} packets received, ${loss}% packet loss\n`,
  );
  return heard > 0 ? 0 : 1;
}

/** BusyBox's httpd: `httpd -f -p 8080 -h /www`. */
function* httpd(invocation: Invocation): Process<number> {
  const { world } = invocation;
  const { flags } = parseOptions(invocation.parameters, 'phc');
  const root = flags.get('h') ?? '';
  const answer = ({ path }: HttpTraffic): HttpReply => {
    const name = path.replace(/\?.*$/, '').replace(/\/$/, '/index.html');
    const content = world.readFile(root + name);
    const headers = { 'content-type': 'text/html' };
    return content === undefined
      ? { status: 404, headers, body: '404 Not Found\n' }
      : { status: 200, headers, body: content };
  };
  const port = Number((flags.get('p') ?? '80').replace(/^.*:/, ''));
  if (flags.has('f')) return yield* listening(invocation, port, { answer });
  return world.listen(port, { answer }) ? 0 : failed(invocation, 'httpd: bind: Address already in use', 1);
}

function* listening(invocation: Invocation, port: number, listener: Listener): Process<number> {
  if (!invocation.world.listen(port, listener)) return failed(invocation, 'nc: bind: Address already in use', 1);
  yield* new Signal(invocation.world.component.simulation).wait();
  return 0;
}

/** BusyBox's nslookup: a name's addresses, an address's names, or records of a type. */
function* nslookup(invocation: Invocation): Process<number> {
  const { streams, world } = invocation;
  const { name = '', server, types } = nslookupWords(invocation.parameters);
  const config = world.resolverConfig(server);
  if (config.servers.length === 0) return failed(invocation, 'nslookup: no name servers', 1);
  streams.output(`Server:\t\t${config.servers[0]}\nAddress:\t${config.servers[0]}:53\n\n`);
  let answered = false;
  for (const type of types) {
    const asked = type === 'PTR' ? pointerName(name) : name;
    const found = yield* world.lookUp(type === 'PTR' ? `${asked}.` : asked, type, config);
    if (found.code === 'TIMEOUT') return failed(invocation, ';; connection timed out; no servers could be reached', 1);
    if (found.code === 'NOERROR') answered = true;
    else if (!answered) streams.output(`** server can't find ${found.name}: ${found.code}\n\n`);
    streams.output(found.records.map(recordText).join(''));
    if (found.records.length > 0) streams.output('\n');
  }
  return answered ? 0 : 1;
}

type RecordType = 'A' | 'AAAA' | 'PTR' | 'SRV' | 'CNAME';

/** `nslookup -type=srv NAME SERVER` */
function nslookupWords(parameters: readonly string[]) {
  const told = parameters.flatMap((word) => /^-(?:q|type|query|querytype)=(\w+)$/.exec(word)?.[1]?.toUpperCase() ?? []);
  const [name = '', server] = parameters.filter((word) => !word.startsWith('-'));
  const plain: readonly RecordType[] = isAddress(name) ? ['PTR'] : ['A', 'AAAA'];
  const known = told.filter((type): type is RecordType => /^(A|AAAA|PTR|SRV|CNAME)$/.test(type));
  return { name, server, types: known.length > 0 ? known : plain };
}

function isAddress(name: string): boolean {
  return /^\d+\.\d+\.\d+\.\d+$/.test(name);
}

function pointerName(address: string): string {
  return isAddress(address) ? `${address.split('.').reverse().join('.')}.in-addr.arpa` : address;
}

function recordText({
  name,
  type,
  data,
}: {
  readonly name: string;
  readonly type: string;
  readonly data: string;
}): string {
  switch (type) {
    case 'CNAME':
      return `${name}\tcanonical name = ${data}\n`;
    case 'PTR':
      return `${name}\tname = ${data}\n`;
    case 'SRV':
      return `${name}\tservice = ${data}\n`;
    default:
      return `Name:\t${name}\nAddress: ${data}\n`;
  }
}

/** `getent hosts NAME` */
function* getent({ parameters, streams, world }: Invocation): Process<number> {
  const [database, name = ''] = parameters;
  if (!/^a?hosts/.test(database ?? '')) return 1;
  const own = world.ownAddress(name);
  if (own !== undefined) {
    streams.output(`${own.padEnd(16)}  ${name}\n`);
    return 0;
  }
  const found = yield* world.lookUp(name, 'A');
  const addresses = addressesIn(found.records);
  for (const address of addresses) streams.output(`${address.padEnd(15)} ${found.name}  ${name}\n`);
  return addresses.length > 0 ? 0 : 2;
}

/** `dig +short NAME`, and what else of dig fits on a line: full names only, unless told to search. */
function* dig({ parameters, streams, world }: Invocation): Process<number> {
  const [server] = parameters.flatMap((word) => (word.startsWith('@') ? [word.slice(1)] : []));
  const words = parameters.filter((word) => !/^[-+@]/.test(word));
  const type = (words.find((word) => /^(A|AAAA|PTR|SRV|CNAME)$/.test(word.toUpperCase()))?.toUpperCase() ??
    'A') as RecordType;
  const name = words.find((word) => word.toUpperCase() !== type) ?? '';
  const searches = parameters.includes('+search') ? name : `${name.replace(/\.$/, '')}.`;
  const found = yield* world.lookUp(searches, type, world.resolverConfig(server));
  if (found.code === 'TIMEOUT') {
    streams.output(';; communications error: timed out\n;; no servers could be reached\n');
    return 9;
  }
  const short = parameters.includes('+short');
  if (!short)
    streams.output(
      `;; ->>HEADER<<- opcode: QUERY, status: ${found.code}\n\n;; QUESTION SECTION:\n;${found.name}.\tIN\t${type}\n\n`,
    );
  if (!short && found.records.length > 0) streams.output(';; ANSWER SECTION:\n');
  for (const record of found.records)
    streams.output(
      short ? `${record.data}\n` : `${record.name}.\t${record.ttlSeconds}\tIN\t${record.type}\t${record.data}\n`,
    );
  return 0;
}

export const NETWORK_COMMANDS: Readonly<Record<string, Command>> = {
  wget,
  curl,
  nc: netcat,
  ncat: netcat,
  netcat,
  ping,
  httpd,
  nslookup,
  getent,
  dig,
};
