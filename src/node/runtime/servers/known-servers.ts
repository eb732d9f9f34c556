import { wallClock } from '../../../apimachinery';
import type { HttpReply, HttpTraffic } from '../../network/traffic';
import { parseOptions } from '../commands/command-options';
import type { ProgramWorld } from '../program-world';

/** What a web server of an image says to a request. */
export interface KnownServer {
  readonly port: number;
  /** A word of its command line that gives another port. */
  readonly option?: string;
  answer(request: HttpTraffic, world: ProgramWorld, words: readonly string[]): HttpReply;
}

const TEXT = { 'content-type': 'text/plain; charset=utf-8' };
const JSON_TYPE = { 'content-type': 'application/json; charset=utf-8' };

function text(body: string): HttpReply {
  return { status: 200, headers: TEXT, body };
}

function hostName({ environment }: ProgramWorld): string {
  return environment.HOSTNAME ?? '';
}

/** `x-request-id: 1` as `X-Request-Id: 1`. */
function headerName(name: string): string {
  return name.replace(/(^|-)([a-z])/g, (_, dash: string, letter: string) => dash + letter.toUpperCase());
}

/** The port that a client's connection comes from; nobody keeps them, so the time decides. */
function clientPort({ component }: ProgramWorld): number {
  return 32_768 + (Math.floor(component.now) % 28_232);
}

/** traefik/whoami: who answers, and what it was asked. */
function whoami(request: HttpTraffic, world: ProgramWorld): HttpReply {
  const { host, ...headers } = request.headers;
  const lines = [
    `Hostname: ${hostName(world)}`,
    'IP: 127.0.0.1',
    `IP: ${world.container.address}`,
    `RemoteAddr: ${request.source}:${clientPort(world)}`,
    `${request.method} ${request.path} HTTP/1.1`,
    `Host: ${host}`,
    ...Object.entries(headers).map(([name, value]) => `${headerName(name)}: ${value}`),
  ];
  if (request.path.startsWith('/api'))
    return {
      status: 200,
      headers: JSON_TYPE,
      body: JSON.stringify({
        hostname: hostName(world),
        ip: [world.container.address],
        headers: request.headers,
        url: request.path,
        host,
        method: request.method,
      }),
    };
  return request.path === '/health' ? text('') : text(`${lines.join('\n')}\n\n`);
}

/** registry.k8s.io/echoserver */
function echo(request: HttpTraffic, world: ProgramWorld): HttpReply {
  const [path, query = ''] = request.path.split('?');
  const headers = Object.entries(request.headers).sort(([a], [b]) => (a < b ? -1 : 1));
  const sections = [
    `Hostname: ${hostName(world)}`,
    'Pod Information:\n\t-no pod information available-',
    'Server values:\n\tserver_version=nginx: 1.13.3 - lua: 10008',
    [
      'Request Information:',
      `client_address=${request.source}`,
      `method=${request.method}`,
      `real path=${path}`,
      `query=${query}`,
      'request_version=1.1',
      'request_scheme=http',
      `request_uri=http://${request.headers['host']}${request.path}`,
    ].join('\n\t'),
    ['Request Headers:', ...headers.map(([name, value]) => `${name}=${value}`)].join('\n\t'),
    `Request Body:\n\t${request.body ?? '-no body in request-'}`,
  ];
  return text(`\n\n${sections.join('\n\n')}\n\n`);
}

/** nginxdemos/hello in its plain text version. */
function hello(request: HttpTraffic, world: ProgramWorld): HttpReply {
  const lines = [
    `Server address: ${world.container.address}:80`,
    `Server name: ${hostName(world)}`,
    `Date: ${wallClock(world.component.now)}`,
    `URI: ${request.path}`,
  ];
  return text(`${lines.join('\n')}\n`);
}

/** hashicorp/http-echo */
function httpEcho(_request: HttpTraffic, _world: ProgramWorld, words: readonly string[]): HttpReply {
  const { flags } = parseOptions(
    words.slice(1).map((word) => word.replace(/^-(?=\w\w)/, '--')),
    '',
    new Set(['text', 'listen']),
  );
  return text(`${flags.get('text') ?? 'hello-world'}\n`);
}

/** stefanprodan/podinfo */
function podinfo(request: HttpTraffic, world: ProgramWorld): HttpReply {
  const json = (value: object): HttpReply => ({
    status: 200,
    headers: JSON_TYPE,
    body: `${JSON.stringify(value, null, 2)}\n`,
  });
  if (/^\/(healthz|readyz)/.test(request.path)) return json({ status: 'OK' });
  if (request.path.startsWith('/env'))
    return json(Object.entries(world.environment).map(([name, value]) => `${name}=${value}`));
  const status = /^\/status\/(\d{3})/.exec(request.path)?.[1];
  if (status !== undefined) return { ...json({ status: Number(status) }), status: Number(status) };
  const { PODINFO_UI_MESSAGE = 'greetings from podinfo', PODINFO_UI_COLOR = '#34577c' } = world.environment;
  return json({
    hostname: hostName(world),
    version: '6.9.2',
    color: PODINFO_UI_COLOR,
    message: PODINFO_UI_MESSAGE,
    goos: 'linux',
    goarch: 'amd64',
  });
}

/** What web servers of known images say, by repository. */
export const KNOWN_SERVERS: Readonly<Record<string, KnownServer | undefined>> = {
  'docker.io/traefik/whoami': { port: 80, option: 'port', answer: whoami },
  'docker.io/containous/whoami': { port: 80, option: 'port', answer: whoami },
  'docker.io/hashicorp/http-echo': { port: 5678, option: 'listen', answer: httpEcho },
  'docker.io/nginxdemos/hello': { port: 80, answer: hello },
  'docker.io/stefanprodan/podinfo': { port: 9898, option: 'port', answer: podinfo },
  'ghcr.io/stefanprodan/podinfo': { port: 9898, option: 'port', answer: podinfo },
  'registry.k8s.io/echoserver': { port: 8080, answer: echo },
  'k8s.gcr.io/echoserver': { port: 8080, answer: echo },
  'docker.io/kicbase/echo-server': { port: 8080, answer: whoami },
  'registry.k8s.io/hpa-example': { port: 80, answer: () => text('OK!') },
  'gcr.io/google-samples/hello-app': {
    port: 8080,
    answer: (_, world) => text(`Hello, world!\nVersion: ${helloVersion(world)}\nHostname: ${hostName(world)}\n`),
  },
  'gcr.io/google-samples/kubernetes-bootcamp': {
    port: 8080,
    answer: (_, world) =>
      text(
        `Hello Kubernetes bootcamp! | Running on: ${hostName(world)} | v=${world.container.tag.replace(/^v/, '')}\n`,
      ),
  },
  'docker.io/jocatalin/kubernetes-bootcamp': {
    port: 8080,
    answer: (_, world) =>
      text(
        `Hello Kubernetes bootcamp! | Running on: ${hostName(world)} | v=${world.container.tag.replace(/^v/, '')}\n`,
      ),
  },
};

function helloVersion({ container }: ProgramWorld): string {
  return /^\d+\.\d+$/.test(container.tag) ? `${container.tag}.0` : '1.0.0';
}
