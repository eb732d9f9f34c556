import { MONTH_NAMES, wallClock } from '../../../apimachinery';
import type { Process } from '../../../simulation';
import type { HttpReply, HttpTraffic } from '../../network/traffic';
import type { Directive } from './nginx-configuration';
import { blocksOf, directivesFor, parseNginx, serversIn, valueOf } from './nginx-configuration';
import type { ProgramWorld } from '../program-world';
import type { Server } from './servers';

const ROOT = '/usr/share/nginx/html';
const HTML = { 'content-type': 'text/html' };
const PROXY_SECONDS = 60;
const WELCOME = [
  '<!DOCTYPE html>',
  '<html>',
  '<head>',
  '<title>Welcome to nginx!</title>',
  '</head>',
  '<body>',
  '<h1>Welcome to nginx!</h1>',
  '</body>',
  '</html>',
  '',
].join('\n');

const REASONS: Readonly<Record<number, string>> = {
  301: 'Moved Permanently',
  302: 'Found',
  403: 'Forbidden',
  404: 'Not Found',
  500: 'Internal Server Error',
  502: 'Bad Gateway',
  503: 'Service Temporarily Unavailable',
  504: 'Gateway Time-out',
};

/** nginx, as the configuration says that volumes bring along: `listen`, `server_name`, `location`, `root`, `alias`, `return`, `proxy_pass`, `upstream`. */
export function nginxServers(world: ProgramWorld): readonly Server[] {
  const folder = '/etc/nginx/conf.d';
  const names = world.container.files.list(folder).map((name) => `${folder}/${name}`);
  const texts = ['/etc/nginx/nginx.conf', ...names].map((name) => world.readFile(name) ?? '');
  const directives = texts.flatMap(parseNginx);
  const found = serversIn(directives);
  const servers = found.length > 0 ? found : [{ ports: [80], names: [], directives: [] }];
  const upstreams = blocksOf(directives, 'upstream');
  return [...new Set(servers.flatMap(({ ports }) => ports))].map((port) => ({
    port,
    listener: {
      answer: (request: HttpTraffic) => {
        const here = servers.filter(({ ports }) => ports.includes(port));
        const host = (request.headers['host'] ?? '').replace(/:\d+$/, '');
        const server = here.find((each) => each.names.includes(host)) ?? here[0]!;
        return answered(request, directivesFor(server.directives, pathOf(request)), upstreams, world);
      },
    },
  }));
}

const pathOf = ({ path }: HttpTraffic): string => path.replace(/[?#].*$/, '');

function answered(
  request: HttpTraffic,
  directives: readonly Directive[],
  upstreams: readonly Directive[],
  world: ProgramWorld,
): HttpReply | Process<HttpReply> {
  const told = directives.findLast(({ name }) => name === 'return');
  const target = valueOf(directives, 'proxy_pass');
  if (!told && target !== undefined)
    return proxied(request, directives, filled(target, request, world), upstreams, world);
  return logged(
    request,
    told ? returned(told, directives, request, world) : fileReply(request, directives, world),
    world,
  );
}

function logged(request: HttpTraffic, reply: HttpReply, world: ProgramWorld): HttpReply {
  world.write(`${accessLine(request, reply, world.component.now)}\n`);
  return reply;
}

/** `return 200 "text"`, `return 301 https://…` */
function returned(
  { arguments: [code = '', text = ''] }: Directive,
  directives: readonly Directive[],
  request: HttpTraffic,
  world: ProgramWorld,
): HttpReply {
  const isCode = /^\d+$/.test(code);
  const status = isCode ? Number(code) : 302;
  const body = filled(isCode ? text : code, request, world);
  if (status >= 300 && status < 400) return { ...page(status, world), headers: { ...HTML, location: body } };
  const type = valueOf(directives, 'default_type') ?? 'text/plain';
  if (body === '' && status >= 400) return page(status, world);
  return { status, headers: { 'content-type': type, ...added(directives, request, world) }, body };
}

/** `add_header NAME value` */
function added(
  directives: readonly Directive[],
  request: HttpTraffic,
  world: ProgramWorld,
): Readonly<Record<string, string>> {
  const lines = directives.filter(({ name }) => name === 'add_header').map((each) => each.arguments);
  return Object.fromEntries(
    lines.map(([name = '', value = '']) => [name.toLowerCase(), filled(value, request, world)]),
  );
}

function fileReply(request: HttpTraffic, directives: readonly Directive[], world: ProgramWorld): HttpReply {
  if (directives.some(({ name }) => name === 'stub_status'))
    return { status: 200, headers: { 'content-type': 'text/plain' }, body: 'Active connections: 1 \n' };
  const root = (valueOf(directives, 'root') ?? ROOT).replace(/\/$/, '');
  const alias = valueOf(directives, 'alias');
  const location = directives.findLast(({ name }) => name === 'location')?.arguments.at(-1) ?? '/';
  const path = pathOf(request);
  const name = alias === undefined ? root + path : alias + path.slice(location.length);
  const index = directives.findLast((each) => each.name === 'index')?.arguments ?? ['index.html', 'index.htm'];
  const tries = name.endsWith('/') ? index.map((each) => name + each) : [name];
  const fallback = directives.findLast((each) => each.name === 'try_files')?.arguments.at(-1);
  if (fallback?.startsWith('/')) tries.push(root + fallback);
  const content = tries.map((each) => world.readFile(each)).find((each) => each !== undefined);
  if (content !== undefined)
    return { status: 200, headers: { ...HTML, ...added(directives, request, world) }, body: content };
  const isWelcome = root === ROOT && alias === undefined && /^\/(index\.html)?$/.test(path);
  return isWelcome
    ? { status: 200, headers: HTML, body: WELCOME }
    : page(/^=404$/.test(fallback ?? '') || !path.endsWith('/') ? 404 : 403, world);
}

/** What another server says; which one of an upstream's is drawn. */
function* proxied(
  request: HttpTraffic,
  directives: readonly Directive[],
  target: string,
  upstreams: readonly Directive[],
  world: ProgramWorld,
): Process<HttpReply> {
  const [, , name = '', rest] = /^(https?):\/\/([^/]+)(\/.*)?$/.exec(target) ?? [];
  const members =
    upstreams.find((each) => each.arguments[0] === name)?.block?.filter((each) => each.name === 'server') ?? [];
  const chosen = members.length > 0 ? (world.component.random.pick(members).arguments[0] ?? '') : name;
  const [host = '', port = '80'] = chosen.split(':');
  const location = directives.findLast((each) => each.name === 'location')?.arguments.at(-1) ?? '/';
  const path = rest === undefined ? request.path : rest + request.path.slice(location.length);
  const address = yield* world.resolve(host);
  if (address === undefined) return logged(request, page(502, world), world);
  const headers = { ...request.headers, host: name, connection: 'close', ...setHeaders(directives, request, world) };
  const { method, body } = request;
  const asked = {
    kind: 'http',
    host: address,
    port: Number(port),
    method,
    path,
    headers,
    ...(body !== undefined && { body }),
  } as const;
  const reached = yield* world.dial<HttpReply>(asked, PROXY_SECONDS);
  if (!('answer' in reached)) return logged(request, page(reached.problem === 'timeout' ? 504 : 502, world), world);
  const { status, headers: said, body: text } = reached.answer;
  return logged(request, { status, headers: { ...said, ...added(directives, request, world) }, body: text }, world);
}

/** `proxy_set_header Host $host` */
function setHeaders(
  directives: readonly Directive[],
  request: HttpTraffic,
  world: ProgramWorld,
): Readonly<Record<string, string>> {
  const lines = directives.filter(({ name }) => name === 'proxy_set_header').map((each) => each.arguments);
  return Object.fromEntries(
    lines.map(([name = '', value = '']) => [name.toLowerCase(), filled(value, request, world)]),
  );
}

/** A text with the request's variables in it. */
function filled(text: string, request: HttpTraffic, { environment, container }: ProgramWorld): string {
  const values: Readonly<Record<string, string>> = {
    host: (request.headers['host'] ?? '').replace(/:\d+$/, ''),
    http_host: request.headers['host'] ?? '',
    hostname: environment.HOSTNAME ?? '',
    uri: pathOf(request),
    request_uri: request.path,
    args: request.path.split('?')[1] ?? '',
    request_method: request.method,
    remote_addr: request.source,
    proxy_add_x_forwarded_for: request.source,
    server_addr: container.address,
    scheme: 'http',
  };
  const value = (name: string) =>
    values[name] ?? request.headers[name.replace(/^http_/, '').replaceAll('_', '-')] ?? '';
  return text
    .replace(/\$\{?(\w+)\}?/g, (_, name: string) => value(name))
    .replaceAll('\\n', '\n')
    .replaceAll('\\"', '"');
}

/** A page that nginx makes itself. */
function page(status: number, { container }: ProgramWorld): HttpReply {
  const title = `${status} ${REASONS[status] ?? ''}`.trim();
  const version = /^\d+(\.\d+)+/.exec(container.tag)?.[0];
  const signature = version === undefined ? 'nginx' : `nginx/${version}`;
  const body = `<html>\r\n<head><title>${title}</title></head>\r\n<body>\r\n<center><h1>${title}</h1></center>\r\n<hr><center>${signature}</center>\r\n</body>\r\n</html>\r\n`;
  return { status, headers: HTML, body };
}

/** A line of nginx's access log, in its combined format. */
function accessLine({ source, method, path, headers }: HttpTraffic, { status, body }: HttpReply, now: number): string {
  const [, year, month, day, time] = /^(\d+)-(\d+)-(\d+)T(.*)Z$/.exec(wallClock(now))!;
  const at = `${day}/${MONTH_NAMES[Number(month) - 1]}/${year}:${time} +0000`;
  const agent = headers['user-agent'] ?? '-';
  return `${source} - - [${at}] "${method} ${path} HTTP/1.1" ${status} ${body.length} "-" "${agent}" "-"`;
}
