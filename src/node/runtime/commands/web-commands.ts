import type { Process } from '../../../simulation';
import type { HttpReply, HttpTraffic } from '../../network/traffic';
import { apiServerAt, askApiServer } from '../api-requests';
import { parseOptions } from './command-options';
import type { Invocation } from '../invocation';

interface Url {
  readonly host: string;
  readonly port: number;
  readonly path: string;
  readonly scheme: string;
}

type Flags = ReadonlyMap<string, string>;

function parseUrl(text: string): Url {
  const [, scheme = 'http', host = '', port, path] =
    /^(?:(\w+):\/\/)?([^/:?#]*)(?::(\d+))?([/?].*)?$/.exec(text.replace(/#.*$/, '')) ?? [];
  const target = path?.startsWith('?') ? `/${path}` : (path ?? '/');
  return { host, port: Number(port ?? (scheme === 'https' ? 443 : 80)), path: target, scheme };
}

/** How asking a web server ended. `address` is there once the name was found. */
type Fetched = { readonly address: string } & ({ readonly answer: HttpReply } | { readonly problem: string });

function* fetch(
  { world }: Invocation,
  url: Url,
  request: Pick<HttpTraffic, 'method' | 'headers' | 'body'>,
  seconds: number,
): Process<Fetched | { readonly problem: 'unknown host' }> {
  const { host, port, path } = url;
  const address = yield* world.resolve(host);
  if (address === undefined) return { problem: 'unknown host' };
  const server = url.scheme === 'https' ? apiServerAt(world, address, port) : undefined;
  if (server !== undefined) return { address, ...(yield* askApiServer(world, server, { ...request, path }, seconds)) };
  const named = port === 80 ? host : `${host}:${port}`;
  const headers = { host: named, ...request.headers };
  const reached = yield* world.dial<HttpReply>(
    { kind: 'http', host: address, port, path, ...request, headers },
    seconds,
  );
  return { address, ...reached };
}

const REASONS: Readonly<Record<number, string>> = {
  200: 'OK',
  201: 'Created',
  202: 'Accepted',
  204: 'No Content',
  301: 'Moved Permanently',
  302: 'Found',
  304: 'Not Modified',
  307: 'Temporary Redirect',
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  405: 'Method Not Allowed',
  429: 'Too Many Requests',
  500: 'Internal Server Error',
  502: 'Bad Gateway',
  503: 'Service Unavailable',
  504: 'Gateway Timeout',
};

function isRedirect({ status, headers }: HttpReply): boolean {
  return status >= 301 && status <= 308 && status !== 304 && headers['location'] !== undefined;
}

function redirected(url: Url, location: string): Url {
  return location.startsWith('/') ? { ...url, path: location } : parseUrl(location);
}

const MOST_REDIRECTS = 10;
const WGET_NAMES: ReadonlySet<string> = new Set([
  ...['timeout', 'tries', 'output-document', 'header', 'post-data', 'user-agent'],
]);

/** BusyBox's wget. */
export function* wget(invocation: Invocation): Process<number> {
  const { flags, rest } = parseOptions(invocation.parameters, 'OTtPUYo', WGET_NAMES);
  const [address] = rest;
  if (address === undefined) return failed(invocation, 'wget: missing URL', 1);
  let url = parseUrl(address);
  if (url.scheme === 'ftp') return failed(invocation, "wget: not an http or https url: '" + address + "'", 1);
  const seconds = Number(flags.get('T') ?? flags.get('timeout') ?? 900);
  const body = flags.get('post-data');
  const headers = {
    'user-agent': flags.get('U') ?? 'Wget',
    ...headerLines([flags.get('header')]),
    connection: 'close',
  };
  const request = { method: body === undefined ? 'GET' : 'POST', headers, ...(body && { body }) };
  for (let round = 0; round <= MOST_REDIRECTS; round++) {
    const fetched = yield* fetch(invocation, url, request, seconds);
    const quiet = flags.has('q') || flags.has('quiet');
    if ('address' in fetched && !quiet)
      invocation.streams.error(`Connecting to ${url.host}:${url.port} (${fetched.address}:${url.port})\n`);
    if ('problem' in fetched) return failed(invocation, `wget: ${wgetProblem(fetched, url)}`, 1);
    if (!isRedirect(fetched.answer)) return wgetAnswer(invocation, flags, url, fetched.answer);
    url = redirected(url, fetched.answer.headers['location']!);
  }
  return failed(invocation, 'wget: too many redirections', 1);
}

function wgetAnswer(invocation: Invocation, flags: Flags, url: Url, { status, body, headers }: HttpReply): number {
  const { streams, world } = invocation;
  if (flags.has('S')) for (const line of headText(status, headers)) streams.error(`  ${line}\n`);
  if (status >= 400)
    return failed(invocation, `wget: server returned error: HTTP/1.1 ${status} ${REASONS[status] ?? ''}`, 1);
  const quiet = flags.has('q') || flags.has('quiet');
  if (flags.has('spider')) {
    if (!quiet) streams.error('remote file exists\n');
    return 0;
  }
  const target = flags.get('O') ?? flags.get('output-document') ?? (url.path.replace(/^.*\//, '') || 'index.html');
  if (target === '-') streams.output(body);
  else return wgetSave(invocation, target, body, quiet);
  if (!quiet) streams.error(progress('-', body));
  return world.component.up ? 0 : 1;
}

function wgetSave(invocation: Invocation, target: string, body: string, quiet: boolean): number {
  const problem = invocation.world.writeFile(target, body);
  if (problem !== undefined) return failed(invocation, `wget: can't open '${target}': ${problem}`, 1);
  if (!quiet) invocation.streams.error(`saving to '${target}'\n${progress(target, body)}'${target}' saved\n`);
  return 0;
}

function progress(name: string, body: string): string {
  const bar = '*'.repeat(32);
  return `${name.padEnd(20)} 100% |${bar}| ${String(body.length).padStart(5)}  0:00:00 ETA\n`;
}

function wgetProblem(fetched: { readonly problem: string; readonly address?: string }, { host }: Url): string {
  switch (fetched.problem) {
    case 'unknown host':
      return `bad address '${host}'`;
    case 'timeout':
      return 'download timed out';
    case 'reset':
      return 'error getting response';
    default: {
      const why = fetched.problem === 'refused' ? 'Connection refused' : 'No route to host';
      return `can't connect to remote host (${fetched.address}): ${why}`;
    }
  }
}

function failed({ streams }: Invocation, message: string, status: number): number {
  streams.error(`${message}\n`);
  return status;
}

/** `Name: value`, as `-H` and `--header` give them. */
function headerLines(lines: readonly (string | undefined)[]): Readonly<Record<string, string>> {
  const headers: Record<string, string> = {};
  for (const line of lines) {
    const [, name, value] = /^([^:]+):\s*(.*)$/.exec(line ?? '') ?? [];
    if (name) headers[name.toLowerCase()] = value ?? '';
  }
  return headers;
}

function headText(status: number, headers: HttpReply['headers']): readonly string[] {
  const named = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
  return [`HTTP/1.1 ${status} ${REASONS[status] ?? ''}`.trim(), ...named];
}

/** Nobody here is signed by an authority that a machine knows. */
const UNTRUSTED = [60, 'SSL certificate problem: unable to get local issuer certificate'] as const;
const CURL_VALUED = 'owmXHdAuerT';
const CURL_NAMES: ReadonlySet<string> = new Set([
  ...['output', 'write-out', 'max-time', 'connect-timeout', 'request', 'header', 'data', 'user-agent', 'user'],
  ...['retry', 'retry-delay', 'resolve', 'cacert', 'data-raw'],
]);

/** All values of a flag that may come several times. */
function repeated(parameters: readonly string[], ...names: readonly string[]): readonly string[] {
  return parameters.flatMap((word, at) => (names.includes(word) ? [parameters[at + 1] ?? ''] : []));
}

export function* curl(invocation: Invocation): Process<number> {
  const { world, parameters } = invocation;
  const { flags, rest } = parseOptions(parameters, CURL_VALUED, CURL_NAMES);
  if (flags.has('V') || flags.has('version')) {
    invocation.streams.output('curl 8.14.1 (x86_64-pc-linux-gnu)\nProtocols: http https\n');
    return 0;
  }
  if (rest.length === 0) return failed(invocation, 'curl: (2) no URL specified', 2);
  let url = parseUrl(rest[0]!);
  const seconds = Number(flags.get('m') ?? flags.get('max-time') ?? flags.get('connect-timeout') ?? 130);
  const data = flags.get('d') ?? flags.get('data') ?? flags.get('data-raw');
  const head = flags.has('I') || flags.has('head');
  const method = flags.get('X') ?? flags.get('request') ?? (head ? 'HEAD' : data === undefined ? 'GET' : 'POST');
  const agent = flags.get('A') ?? flags.get('user-agent') ?? 'curl/8.14.1';
  const headers = { 'user-agent': agent, accept: '*/*', ...headerLines(repeated(parameters, '-H', '--header')) };
  const request = { method, headers, ...(data !== undefined && { body: data }) };
  const trusts = flags.has('k') || flags.has('insecure') || flags.has('cacert');
  if (url.scheme === 'https' && !trusts) return curlFailed(invocation, flags, UNTRUSTED);
  const startedAt = world.component.now;
  for (let round = 0; ; round++) {
    const fetched = yield* fetch(invocation, url, request, seconds);
    const elapsed = Math.round(world.component.now - startedAt);
    if ('problem' in fetched) return curlFailed(invocation, flags, curlProblem(fetched.problem, url, elapsed));
    const follows = flags.has('L') || flags.has('location');
    if (!follows || !isRedirect(fetched.answer)) return curlAnswer(invocation, flags, url, fetched, elapsed);
    if (round === MOST_REDIRECTS) return curlFailed(invocation, flags, [47, 'Maximum (10) redirects followed']);
    url = redirected(url, fetched.answer.headers['location']!);
  }
}

function curlFailed(invocation: Invocation, flags: Flags, [status, message]: readonly [number, string]): number {
  const silent = (flags.has('s') || flags.has('silent')) && !flags.has('S') && !flags.has('show-error');
  writeOut(invocation, flags, { http_code: '000' });
  return silent ? status : failed(invocation, `curl: (${status}) ${message}`, status);
}

function curlAnswer(
  invocation: Invocation,
  flags: Flags,
  url: Url,
  { address, answer }: { readonly address: string; readonly answer: HttpReply },
  elapsed: number,
): number {
  const { streams, world } = invocation;
  const { status, headers, body } = answer;
  if ((flags.has('f') || flags.has('fail')) && status >= 400)
    return curlFailed(invocation, flags, [22, `The requested URL returned error: ${status}`]);
  const head = flags.has('I') || flags.has('head');
  const lines = head || flags.has('i') || flags.has('include') ? [...headText(status, headers), '', ''] : [];
  const text = lines.join('\r\n') + (head ? '' : body);
  const remote = flags.has('O') ? url.path.replace(/^.*\//, '') : undefined;
  const target = flags.get('o') ?? flags.get('output') ?? remote;
  if (target === undefined || target === '-') streams.output(text);
  else world.writeFile(target, text);
  writeOut(invocation, flags, {
    http_code: String(status),
    response_code: String(status),
    remote_ip: address,
    remote_port: String(url.port),
    size_download: String(body.length),
    time_total: (elapsed / 1000).toFixed(6),
  });
  return 0;
}

/** `-w '%{http_code}\n'` */
function writeOut({ streams }: Invocation, flags: Flags, values: Readonly<Record<string, string>>): void {
  const format = flags.get('w') ?? flags.get('write-out');
  if (!format) return;
  const filled = format.replace(/%\{(\w+)\}/g, (_, name: string) => values[name] ?? '');
  streams.output(filled.replaceAll('\\n', '\n').replaceAll('\\t', '\t'));
}

function curlProblem(problem: string, { host, port }: Url, milliseconds: number): readonly [number, string] {
  switch (problem) {
    case 'unknown host':
      return [6, `Could not resolve host: ${host}`];
    case 'timeout':
      return [28, `Connection timed out after ${milliseconds} milliseconds`];
    case 'reset':
      return [52, 'Empty reply from server'];
    default:
      return [7, `Failed to connect to ${host} port ${port} after ${milliseconds} ms: Could not connect to server`];
  }
}
