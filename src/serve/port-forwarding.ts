import { answerBytes, ForwardedConnection } from './forwarded-connection';
import type { PortAnswer } from './forwarded-connection';
import { SpdyConnection } from './spdy';
import { UpgradedAnswer } from './upgraded-answer';

/** The subprotocol in which SPDY travels through a WebSocket. */
export const TUNNEL_PROTOCOL = 'SPDY/3.1+portforward.k8s.io';

/** A connection that goes through: a stream for what is said, one for what goes wrong. */
interface Pair {
  error?: number;
  data?: number;
  readonly connection: ForwardedConnection;
}

/** `pods/NAME/portforward` as kubectl asks for it: SPDY in a WebSocket, with two streams a connection. */
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
    const answer = item as PortAnswer;
    const pair = this.#pairs.get(answer.connection);
    if (!pair) return;
    this.#pairs.delete(answer.connection);
    if (pair.data !== undefined) this.#spdy.send(pair.data, answerBytes(answer), true);
    if (pair.error !== undefined) this.#spdy.send(pair.error, Buffer.from(answer.problem ?? '', 'utf8'), true);
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
    const pair: Pair = this.#pairs.get(number) ?? { connection: new ForwardedConnection(Number(port)) };
    if (streamtype === 'error') pair.error = stream;
    else pair.data = stream;
    this.#pairs.set(number, pair);
    if (streamtype === 'data') this.#pairOf.set(stream, number);
  }

  #data(stream: number, bytes: Buffer): void {
    const number = this.#pairOf.get(stream);
    const connection = number === undefined ? undefined : this.#pairs.get(number)?.connection;
    const traffic = connection?.hear(bytes);
    if (traffic) this.conversation?.say({ connection: number, port: connection!.port, traffic });
  }
}
