import type { Process } from '../../simulation';
import { NetworkError, Signal } from '../../simulation';
import type { HttpReply, HttpTraffic, PodTraffic } from '../network/traffic';
import type { Command, Invocation } from './shell-commands';

/** How an attempt to reach another program ended. */
type Reached<T> =
  | { readonly answer: T }
  | { readonly problem: 'unknown host' | 'refused' | 'timeout' | 'unreachable' | 'reset' };

interface Url {
  readonly host: string;
  readonly port: number;
  readonly path: string;
}

function parseUrl(text: string): Url {
  const [, scheme, host = '', port, path] = /^(?:(\w+):\/\/)?([^/:?]*)(?::(\d+))?([/?].*)?$/.exec(text) ?? [];
  return { host, port: Number(port ?? (scheme === 'https' ? 443 : 80)), path: path ?? '/' };
}

/** Sends it through the network, from the pod's address. */
function* reach<T>({ world }: Invocation, traffic: PodTraffic, seconds: number): Process<Reached<T>> {
  const address = world.resolve(traffic.host);
  if (address === undefined) return { problem: 'unknown host' };
  try {
    const answer = yield* world.component.request<PodTraffic, T>(
      address,
      { ...traffic, host: address },
      { protocol: traffic.kind, timeoutMilliseconds: seconds * 1000 },
    );
    return { answer };
  } catch (error) {
    if (!(error instanceof NetworkError)) throw error;
    return { problem: error.reason };
  }
}

/** Parameters as `-T 5`, `-T5`, `--timeout=5`; those in `valued` take the next word where none is attached. */
function parseOptions(parameters: readonly string[], valued: string): { flags: Map<string, string>; rest: string[] } {
  const flags = new Map<string, string>();
  const rest: string[] = [];
  for (let at = 0; at < parameters.length; at++) {
    const word = parameters[at]!;
    const long = /^--([\w-]+)(?:=(.*))?$/.exec(word);
    if (long) flags.set(long[1]!, long[2] ?? '');
    else if (!word.startsWith('-') || word === '-') rest.push(word);
    else at = shortOptions(word, parameters, at, valued, flags);
  }
  return { flags, rest };
}

/** Where reading goes on. */
function shortOptions(
  word: string,
  parameters: readonly string[],
  at: number,
  valued: string,
  flags: Map<string, string>,
): number {
  for (let index = 1; index < word.length; index++) {
    const letter = word[index]!;
    if (!valued.includes(letter)) flags.set(letter, '');
    else {
      const attached = word.slice(index + 1);
      flags.set(letter, attached || (parameters[at + 1] ?? ''));
      return attached ? at : at + 1;
    }
  }
  return at;
}

function get(url: Url, method: string, headers: HttpTraffic['headers'], body: string | undefined): HttpTraffic {
  const { host, port, path } = url;
  return { kind: 'http', host, port, source: '', method, path, headers: { host, ...headers }, ...(body && { body }) };
}

const REASONS: Readonly<Record<number, string>> = {
  200: 'OK',
  204: 'No Content',
  301: 'Moved Permanently',
  302: 'Found',
  400: 'Bad Request',
  403: 'Forbidden',
  404: 'Not Found',
  500: 'Internal Server Error',
  502: 'Bad Gateway',
  503: 'Service Unavailable',
};

/** BusyBox's wget. */
function* wget(invocation: Invocation): Process<number> {
  const { streams, world } = invocation;
  const { flags, rest } = parseOptions(invocation.parameters, 'OTtPU');
  const quiet = flags.has('q') || flags.has('quiet');
  const url = parseUrl(rest[0] ?? '');
  const seconds = Number(flags.get('T') ?? flags.get('timeout') ?? 900);
  const method = flags.has('post-data') ? 'POST' : 'GET';
  const request = get(url, method, { 'user-agent': 'Wget' }, flags.get('post-data'));
  const reached = yield* reach<HttpReply>(
    invocation,
    { ...request, source: world.container.address, sender: world.container.pod },
    seconds,
  );
  if ('problem' in reached) return failed(invocation, `wget: ${wgetProblem(reached.problem, url)}`, 1);
  const { status, body } = reached.answer;
  if (!quiet) streams.error(`Connecting to ${url.host}:${url.port} (${world.resolve(url.host)}:${url.port})\n`);
  if (status >= 400)
    return failed(invocation, `wget: server returned error: HTTP/1.1 ${status} ${REASONS[status] ?? ''}`, 1);
  if (flags.has('spider')) return 0;
  const target = flags.get('O') ?? (url.path.replace(/^.*\//, '') || 'index.html');
  if (target === '-') streams.output(body);
  else world.writeFile(target, body);
  return 0;
}

function wgetProblem(problem: string, { host }: Url): string {
  if (problem === 'unknown host') return `bad address '${host}'`;
  if (problem === 'timeout') return 'download timed out';
  if (problem === 'reset') return 'error getting response';
  return `can't connect to remote host (${host}): ${problem === 'refused' ? 'Connection refused' : 'No route to host'}`;
}

function failed({ streams }: Invocation, message: string, status: number): number {
  streams.error(`${message}\n`);
  return status;
}

function* curl(invocation: Invocation): Process<number> {
  const { world } = invocation;
  const { flags, rest } = parseOptions(invocation.parameters, 'owmXHdAu');
  const url = parseUrl(rest[0] ?? '');
  const seconds = Number(flags.get('m') ?? flags.get('max-time') ?? flags.get('connect-timeout') ?? 130);
  const data = flags.get('d') ?? flags.get('data');
  const method = flags.get('X') ?? (flags.has('I') ? 'HEAD' : data === undefined ? 'GET' : 'POST');
  const request = get(url, method, { 'user-agent': 'curl/8.14.1', accept: '*/*' }, data);
  const startedAt = world.component.now;
  const reached = yield* reach<HttpReply>(
    invocation,
    { ...request, source: world.container.address, sender: world.container.pod },
    seconds,
  );
  if ('answer' in reached) return curlAnswer(invocation, flags, reached.answer);
  const [status, message] = curlProblem(reached.problem, url, Math.round(world.component.now - startedAt));
  const silent = (flags.has('s') || flags.has('silent')) && !flags.has('S');
  return silent ? status : failed(invocation, `curl: (${status}) ${message}`, status);
}

function curlAnswer(invocation: Invocation, flags: ReadonlyMap<string, string>, answer: HttpReply): number {
  const { streams, world } = invocation;
  const { status, headers, body } = answer;
  const head = `HTTP/1.1 ${status} ${REASONS[status] ?? ''}\r\n`;
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  if ((flags.has('f') || flags.has('fail')) && status >= 400)
    return failed(invocation, `curl: (22) The requested URL returned error: ${status}`, 22);
  const shown = flags.has('I') ? '' : body;
  const text = flags.has('I') || flags.has('i') ? `${head}${lines.join('')}\r\n${shown}` : shown;
  const target = flags.get('o') ?? flags.get('output');
  if (target === undefined) streams.output(text);
  else world.writeFile(target, text);
  const format = flags.get('w') ?? flags.get('write-out');
  if (format) streams.output(format.replaceAll('%{http_code}', String(status)).replaceAll('\\n', '\n'));
  return 0;
}

function curlProblem(problem: string, { host, port }: Url, milliseconds: number): readonly [number, string] {
  const failure = `Failed to connect to ${host} port ${port} after ${milliseconds} ms: Could not connect to server`;
  switch (problem) {
    case 'unknown host':
      return [6, `Could not resolve host: ${host}`];
    case 'timeout':
      return [28, `Connection timed out after ${milliseconds} milliseconds`];
    case 'reset':
      return [52, 'Empty reply from server'];
    default:
      return [7, failure];
  }
}

/** `nc -z host port` looks whether anybody listens there; `nc -l -p port` listens and says nothing. */
function* netcat(invocation: Invocation): Process<number> {
  const { world, streams } = invocation;
  const { flags, rest } = parseOptions(invocation.parameters, 'pwe');
  if (flags.has('l')) return yield* listening(invocation, Number(flags.get('p') || rest.at(-1)), {});
  const [host = '', port = ''] = rest;
  const seconds = Number(flags.get('w') ?? 60);
  const traffic: PodTraffic = {
    kind: 'tcp',
    host,
    port: Number(port),
    source: world.container.address,
    sender: world.container.pod,
  };
  const reached = yield* reach<unknown>(invocation, traffic, seconds);
  if ('answer' in reached) {
    if (flags.has('v')) streams.error(`${host} (${world.resolve(host)}:${port}) open\n`);
    return 0;
  }
  if (reached.problem === 'unknown host') return failed(invocation, `nc: bad address '${host}'`, 1);
  if (!flags.has('z') || flags.has('v')) {
    const said = reached.problem === 'refused' ? 'Connection refused' : 'Operation timed out';
    streams.error(`nc: ${host} (${world.resolve(host)}:${port}): ${said}\n`);
  }
  return 1;
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

function* listening(
  invocation: Invocation,
  port: number,
  listener: Parameters<Invocation['world']['listen']>[1],
): Process<number> {
  if (!invocation.world.listen(port, listener)) return failed(invocation, 'nc: bind: Address already in use', 1);
  yield* new Signal(invocation.world.component.simulation).wait();
  return 0;
}

export const NETWORK_COMMANDS: Readonly<Record<string, Command>> = { wget, curl, nc: netcat, httpd };
