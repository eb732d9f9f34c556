import type { WebSocket } from 'ws';
import type { ApiAnswer } from '../apimachinery';
import type { NetworkError } from '../simulation';
import type { AnswerWriter } from './answer-writer';
import { httpAnswer, readHttpRequest } from './http-bytes';
import { SpdyConnection } from './spdy';
import type { AnswerListener, Conversation } from './world';

/** The subprotocol in which SPDY travels through a WebSocket. */
export const TUNNEL_PROTOCOL = 'SPDY/3.1+portforward.k8s.io';

const GOING_AWAY = 1001;
const NORMAL_CLOSURE = 1000;

interface PortAnswer {
  readonly connection: number;
  readonly reply?: { readonly status?: number; readonly headers?: Record<string, string>; readonly body?: string };
  readonly problem?: string;
}

/** A connection that goes through: a stream for what is said, one for what goes wrong. */
interface Pair {
  error?: number;
  data?: number;
  port: number;
  bytes: Buffer;
  sent: boolean;
}

/**
 * `pods/NAME/portforward` as kubectl asks for it: SPDY in a WebSocket, with two streams a connection. What is said on one is read as an HTTP request, for
 * these are what travels in the simulated network, and its answer is written back.
 */
export class PortForwarding implements AnswerListener {
  conversation: Conversation | undefined;
  readonly #refusals: AnswerWriter;
  readonly #upgrade: (done: (socket: WebSocket) => void) => void;
  readonly #pairs = new Map<number, Pair>();
  readonly #pairOf = new Map<number, number>();
  #socket: WebSocket | undefined;
  #spdy: SpdyConnection | undefined;

  constructor(refusals: AnswerWriter, upgrade: (done: (socket: WebSocket) => void) => void) {
    this.#refusals = refusals;
    this.#upgrade = upgrade;
  }

  head(answer: ApiAnswer, streaming: boolean): void {
    if (!streaming) return this.#refusals.head(answer, false);
    this.#upgrade((socket) => {
      this.#socket = socket;
      const listener = {
        opened: (stream: number, headers: Readonly<Record<string, string>>) => this.#opened(stream, headers),
        data: (stream: number, bytes: Buffer) => this.#data(stream, bytes),
        reset: (stream: number) => this.#pairOf.delete(stream),
      };
      const spdy = new SpdyConnection(listener, (bytes) => socket.send(bytes));
      this.#spdy = spdy;
      socket.on('error', () => socket.terminate());
      socket.on('message', (frame: Buffer) => {
        try {
          spdy.hear(frame);
        } catch {
          socket.terminate();
        }
      });
    });
  }

  item(item: unknown): void {
    const { connection, reply, problem } = item as PortAnswer;
    const pair = this.#pairs.get(connection);
    if (!pair || !this.#spdy) return;
    this.#pairs.delete(connection);
    const { status, headers = {}, body = '' } = reply ?? {};
    const answer = status === undefined ? Buffer.alloc(0) : httpAnswer(status, headers, body);
    if (pair.data !== undefined) this.#spdy.send(pair.data, answer, true);
    if (pair.error !== undefined) this.#spdy.send(pair.error, Buffer.from(problem ?? '', 'utf8'), true);
  }

  end(): void {
    this.#socket?.close(NORMAL_CLOSURE);
  }

  failed(error: NetworkError): void {
    if (this.#socket) this.#socket.close(GOING_AWAY, error.message.slice(0, 120));
    else this.#refusals.failed(error);
  }

  #opened(stream: number, { streamtype, port, requestid }: Readonly<Record<string, string>>): void {
    const number = Number(requestid);
    const pair = this.#pairs.get(number) ?? { port: Number(port), bytes: Buffer.alloc(0), sent: false };
    if (streamtype === 'error') pair.error = stream;
    else pair.data = stream;
    this.#pairs.set(number, pair);
    if (streamtype === 'data') this.#pairOf.set(stream, number);
  }

  #data(stream: number, bytes: Buffer): void {
    const connection = this.#pairOf.get(stream);
    const pair = connection === undefined ? undefined : this.#pairs.get(connection);
    if (connection === undefined || !pair || pair.sent) return;
    pair.bytes = Buffer.concat([pair.bytes, bytes]);
    const request = readHttpRequest(pair.bytes);
    if (request === undefined) return;
    pair.sent = true;
    const { port } = pair;
    const where = { host: 'localhost', port, source: '127.0.0.1' };
    const traffic = request ? { kind: 'http', ...where, ...request } : { kind: 'tcp', ...where };
    this.conversation?.say({ connection, port, traffic });
  }
}
