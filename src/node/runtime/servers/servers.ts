import { wallClock } from '../../../apimachinery';
import type { HttpReply, HttpTraffic } from '../../network/traffic';
import { nginxServers } from './nginx-server';
import type { Listener } from '../pod-sockets';
import { KNOWN_SERVERS } from './known-servers';
import type { ProgramWorld } from '../program-world';
import { RedisStore } from './redis-server';

export interface Server {
  readonly port: number;
  readonly listener: Listener;
}

/** Ports of programs that speak a protocol of their own: connections are taken, HTTP is not understood. */
const OWN_PROTOCOL: Readonly<Record<string, number>> = {
  'redis-server': 6379,
  memcached: 11211,
  postgres: 5432,
  mysqld: 3306,
  mariadbd: 3306,
  mongod: 27017,
  'rabbitmq-server': 5672,
};

/** What listens where once a program of an image serves. */
export function serversOf(words: readonly string[], world: ProgramWorld): readonly Server[] {
  const name = words[0]!.replace(/^.*\//, '');
  const known = KNOWN_SERVERS[world.image.repository];
  if (known && world.image.servers.includes(words[0]!)) {
    const told = known.option === undefined ? undefined : option(words, known.option);
    return [at(Number(told ?? known.port), (request) => known.answer(request, world, words))];
  }
  const own = OWN_PROTOCOL[name];
  if (name === 'redis-server') return [redis(words, world)];
  if (own !== undefined) return [{ port: Number(option(words, 'port') ?? own), listener: {} }];
  if (name === 'nginx') return nginxServers(world);
  if (name === 'httpd-foreground') return [at(80, files(world, '/usr/local/apache2/htdocs', APACHE_PAGE))];
  if (name === 'agnhost') return agnhost(words, world);
  if (name.startsWith('python')) return python(words, world);
  if (!world.image.shell) return [];
  return unknown(words, world);
}

function redis(words: readonly string[], world: ProgramWorld): Server {
  const store = new RedisStore(words, world);
  const port = Number(option(words, 'port') ?? OWN_PROTOCOL['redis-server']);
  return { port, listener: { hear: (said) => store.answer(said) } };
}

function at(port: number, answer: (request: HttpTraffic) => HttpReply): Server {
  return { port, listener: { answer } };
}

/** `--http-port=8080`, `-port 8080`, `-listen=:5678` */
function option(words: readonly string[], name: string): string | undefined {
  const index = words.findIndex((word) => word.replace(/^--?/, '').split('=')[0] === name && word.startsWith('-'));
  if (index < 0) return undefined;
  const value = words[index]!.includes('=') ? words[index]!.replace(/^[^=]*=/, '') : words[index + 1];
  return value?.replace(/^.*:/, '');
}

const TEXT = { 'content-type': 'text/plain; charset=utf-8' };
const HTML = { 'content-type': 'text/html' };

function reply(status: number, body: string, headers: Readonly<Record<string, string>> = TEXT): HttpReply {
  return { status, headers, body };
}

const APACHE_PAGE = '<html><body><h1>It works!</h1></body></html>\n';
/** Files below a folder; its index, or a page that came with the image. */
function files(world: ProgramWorld, root: string, page: string) {
  return ({ path }: HttpTraffic): HttpReply => {
    const name = path.replace(/[?#].*$/, '');
    const content = world.readFile(`${root}${name.replace(/\/$/, '/index.html')}`);
    if (content !== undefined) return reply(200, content, HTML);
    return name === '/' || name === '/index.html' ? reply(200, page, HTML) : reply(404, '404 Not Found\n', HTML);
  };
}

/** Kubernetes' own test image. */
function agnhost(words: readonly string[], world: ProgramWorld): readonly Server[] {
  const host = world.environment.HOSTNAME ?? '';
  if (words[1] === 'serve-hostname') return [at(Number(option(words, 'port') ?? 9376), () => reply(200, host))];
  if (words[1] !== 'netexec') return [];
  return [
    at(Number(option(words, 'http-port') ?? 8080), ({ path, source }) => {
      const echo = /^\/echo\?msg=(.*)$/.exec(path)?.[1];
      if (echo !== undefined) return reply(200, decodeURIComponent(echo));
      if (/^\/(hostname|hostName)/.test(path)) return reply(200, host);
      if (path.startsWith('/clientip')) return reply(200, `${source}:0`);
      return reply(200, path.startsWith('/healthz') ? '' : `NOW: ${wallClock(world.component.now)}`);
    }),
  ];
}

/** `python3 -m http.server 8000` */
function python(words: readonly string[], world: ProgramWorld): readonly Server[] {
  if (words[2] !== 'http.server') return declared(world);
  const port = Number(words.slice(3).find((word) => /^\d+$/.test(word)) ?? 8000);
  return [at(port, files(world, option(words, 'directory') ?? '', '<!DOCTYPE HTML>\n'))];
}

/** A program nobody here knows listens where it is told to, or where the pod says it does, and says who it is. */
function unknown(words: readonly string[], world: ProgramWorld): readonly Server[] {
  const told = option(words, 'listen') ?? option(words, 'port') ?? world.environment.PORT;
  const text = option(words, 'text');
  if (told === undefined || !/^\d+$/.test(told)) return declared(world);
  return [at(Number(told), () => reply(200, `${text ?? world.environment.HOSTNAME ?? ''}\n`))];
}

function declared(world: ProgramWorld): readonly Server[] {
  return world.container.ports.map((port) => at(port, () => reply(200, `${world.environment.HOSTNAME ?? ''}\n`)));
}
