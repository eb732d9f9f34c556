import { mkdtempSync, readFileSync } from 'node:fs';
import type { IncomingMessage } from 'node:http';
import type { RequestOptions } from 'node:https';
import { Agent, request } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TLSSocket } from 'node:tls';
import { connect } from 'node:tls';
import type { ServeOptions } from '../options';
import type { Served } from '../serve';
import { serve } from '../serve';

export interface Answer {
  readonly status: number;
  readonly headers: IncomingMessage['headers'];
  readonly text: string;
  readonly body: any;
}

export interface Asked {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string | undefined>>;
  readonly body?: unknown;
}

/** A served cluster with a stepped clock, and a client that knows nothing but HTTPS. */
export class ForeignClient {
  readonly served: Served;
  readonly auditFile: string;
  readonly kubeconfigFile: string;
  readonly #agent = new Agent({ keepAlive: true });

  constructor(served: Served, folder: string) {
    this.served = served;
    this.auditFile = join(folder, 'audit.log');
    this.kubeconfigFile = join(folder, 'kubeconfig');
  }

  static async start(seed: string, { clock = 'stepped', dns }: Partial<ServeOptions> = {}): Promise<ForeignClient> {
    const folder = mkdtempSync(join(tmpdir(), 'serve-'));
    const files = { auditLog: join(folder, 'audit.log'), kubeconfig: join(folder, 'kubeconfig') };
    return new ForeignClient(await serve({ port: 0, token: 'secret', workers: 1, seed, clock, dns, ...files }), folder);
  }

  get port(): number {
    return Number(new URL(this.served.address).port);
  }

  async close(): Promise<void> {
    this.#agent.destroy();
    await this.served.close();
  }

  options(path: string, { method = 'GET', headers = {} }: Asked, agent: Agent | false): RequestOptions {
    const all: Record<string, string | undefined> = { authorization: 'Bearer secret', ...headers };
    const said = Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined));
    const { port } = this;
    const servername = 'localhost';
    return { host: '127.0.0.1', servername, port, path, method, headers: said, agent, ca: this.served.certificate };
  }

  /** Sends it and answers when the head has come. */
  open(path: string, asked: Asked = {}, agent: Agent | false = false): Promise<IncomingMessage> {
    const { body } = asked;
    return new Promise((done, failed) => {
      const sent = request(this.options(path, asked, agent), done);
      sent.on('error', failed);
      sent.end(body === undefined || typeof body === 'string' || Buffer.isBuffer(body) ? body : JSON.stringify(body));
    });
  }

  async ask(path: string, asked: Asked = {}): Promise<Answer> {
    const response = await this.open(path, asked, this.#agent);
    const chunks: Buffer[] = [];
    for await (const chunk of response) chunks.push(chunk as Buffer);
    const text = Buffer.concat(chunks).toString('utf8');
    return { status: response.statusCode ?? 0, headers: response.headers, text, body: parsed(text) };
  }

  post(path: string, body: unknown): Promise<Answer> {
    return this.ask(path, { method: 'POST', body, headers: { 'content-type': 'application/json' } });
  }

  /** Lets simulated time pass. */
  async pass(milliseconds: number): Promise<void> {
    await this.post(`/wheelhouse/clock?milliseconds=${milliseconds}`, undefined);
  }

  /** A connection of its own, for what no HTTP client would do. */
  socket(): Promise<TLSSocket> {
    return new Promise((done, failed) => {
      const socket = connect({ host: '127.0.0.1', port: this.port, ca: this.served.certificate }, () => done(socket));
      socket.on('error', failed);
    });
  }

  get auditLines(): readonly any[] {
    const lines = readFileSync(this.auditFile, 'utf8').split('\n').filter(Boolean);
    return lines.map((line) => JSON.parse(line));
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** A watch's events as they come. */
export class Watched {
  readonly events: any[] = [];
  readonly response: IncomingMessage;
  ended = false;
  #rest = '';

  constructor(response: IncomingMessage) {
    this.response = response;
    response.on('data', (chunk: Buffer) => this.#take(chunk.toString('utf8')));
    response.on('close', () => (this.ended = true));
    response.on('error', () => (this.ended = true));
  }

  #take(text: string): void {
    const lines = (this.#rest + text).split('\n');
    this.#rest = lines.pop()!;
    for (const line of lines) this.events.push(JSON.parse(line));
  }
}

/** Waits until something holds in the real world. */
export async function eventually(test: () => boolean, limitMilliseconds = 10_000): Promise<void> {
  const end = performance.now() + limitMilliseconds;
  while (!test()) {
    if (performance.now() > end) throw new Error('what was waited for did not come');
    await new Promise((done) => setTimeout(done, 5));
  }
}
