import { httpAnswer, readHttpRequest } from './http-bytes';
import { SpdyConnection } from './spdy';
import { UpgradedAnswer } from './upgraded-answer';

/** The subprotocol in which SPDY travels through a WebSocket. */
export const TUNNEL_PROTOCOL = 'SPDY/3.1+portforward.k8s.io';

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
export class PortForwarding extends UpgradedAnswer {
  readonly #pairs = new Map<number, Pair>();
  readonly #pairOf = new Map<number, number>();
  readonly #spdy = new SpdyConnection(
    {
      opened: (stream, headers) => this.#opened(stream, headers),
      data: (stream, bytes) => this.#data(stream, bytes),
      reset: (stream) => this.#pairOf.delete(stream),
    },
    (bytes) => this.socket?.send(bytes),
  );

  item(item: unknown): void {
    const { connection, reply, problem } = item as PortAnswer;
    const pair = this.#pairs.get(connection);
    if (!pair) return;
    this.#pairs.delete(connection);
    const { status, headers = {}, body = '' } = reply ?? {};
    const answer = status === undefined ? Buffer.alloc(0) : httpAnswer(status, headers, body);
    if (pair.data !== undefined) this.#spdy.send(pair.data, answer, true);
    if (pair.error !== undefined) this.#spdy.send(pair.error, Buffer.from(problem ?? '', 'utf8'), true);
  }

  protected hear(frame: Buffer): void {
    try {
      this.#spdy.hear(frame);
    } catch {
      this.socket?.terminate();
    }
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
