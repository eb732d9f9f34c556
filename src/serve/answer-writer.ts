import type { IncomingMessage, ServerResponse } from 'node:http';
import { isObject, Query, serviceUnavailable } from '../apimachinery';
import type { ApiAnswer, Refusal } from '../apimachinery';
import { onTheWire } from '../apiserver';
import type { NetworkError } from '../simulation';
import { encodeSwagger, SWAGGER_PROTOBUF, SWAGGER_PROTOBUF_ANSWER } from './protobuf/swagger';
import type { AnswerListener } from './world';

/** A reader that lets so much of a stream pile up is cut off, as a real API server does with slow watchers. */
export const MOST_PENDING_BYTES = 8 * 1024 * 1024;
/** A reader that takes nothing of a whole answer for so long is cut off. */
const STALLED_MILLISECONDS = 60_000;

/** Writes an answer of the cluster to a foreign client: whole, or a stream item by item. */
export class AnswerWriter implements AnswerListener {
  readonly #response: ServerResponse;
  readonly #accept: string;
  readonly #indent: number;
  readonly #beforeItLeaves: () => void;

  constructor(request: IncomingMessage, response: ServerResponse, beforeItLeaves: () => void) {
    this.#response = response;
    this.#accept = request.headers.accept ?? '';
    this.#indent = isForEyes(request) ? 2 : 0;
    this.#beforeItLeaves = beforeItLeaves;
  }

  head(answer: ApiAnswer, streaming: boolean): void {
    this.#beforeItLeaves();
    const bytes = asProtobuf(answer, this.#accept);
    const type = bytes && { 'content-type': SWAGGER_PROTOBUF_ANSWER };
    this.#response.writeHead(answer.status, { 'cache-control': 'no-cache, private', ...answer.headers, ...type });
    if (streaming) return this.#stream();
    this.#response.setTimeout(STALLED_MILLISECONDS, () => this.#response.destroy());
    this.#response.end(bytes ?? bodyText(answer.body, this.#accept, this.#indent));
  }

  /** What goes on for ever ends with a connection of which the client closes its half. */
  #stream(): void {
    const { socket } = this.#response;
    const hangUp = () => this.#response.destroy();
    socket?.once('end', hangUp);
    this.#response.once('close', () => socket?.off('end', hangUp));
    this.#response.flushHeaders();
  }

  item(item: unknown): void {
    this.#beforeItLeaves();
    this.#response.write(typeof item === 'string' || item instanceof Uint8Array ? item : eventLine(item, this.#accept));
    if (this.#response.writableLength > MOST_PENDING_BYTES) this.#response.destroy();
  }

  end(): void {
    this.#beforeItLeaves();
    this.#response.end();
  }

  /** Where nothing was said yet, a Status; a stream breaks off. */
  failed(error: NetworkError): void {
    if (this.#response.headersSent) this.#response.destroy();
    else this.refuse(serviceUnavailable(error.message));
  }

  refuse(refusal: Refusal): void {
    this.#beforeItLeaves();
    this.#response.writeHead(refusal.code, { 'content-type': 'application/json' });
    this.#response.end(bodyText(refusal.status, '', this.#indent));
  }
}

/** The one document that kubectl reads as protobuf only. The API server speaks of objects alone, so it is written here. */
function asProtobuf({ body }: ApiAnswer, accept: string): Uint8Array | undefined {
  const isDocument = accept.includes(SWAGGER_PROTOBUF) && isObject(body) && body.swagger !== undefined;
  return isDocument ? encodeSwagger(body) : undefined;
}

/** Whoever asks for it, and whoever calls with a browser or from a command line, is shown whole answers line by line. */
function isForEyes({ url = '', headers }: IncomingMessage): boolean {
  const asked = new Query(url.split('?')[1] ?? '').get('pretty');
  if (asked) return /^(1|t|true)$/i.test(asked);
  return /^(curl|Wget|Mozilla\/5\.0)/.test(headers['user-agent'] ?? '');
}

function bodyText(body: unknown, accept: string, indent: number): string {
  if (body === undefined) return '';
  if (typeof body === 'string') return body;
  const shown = onTheWire(body, accept);
  return indent > 0 ? JSON.stringify(shown, undefined, indent) : `${JSON.stringify(shown)}\n`;
}

/** One item goes to thousands of watches: its text is made once for each form. */
const lines = new WeakMap<object, Map<string, string>>();

function eventLine(item: unknown, accept: string): string {
  const { type, object } = item as { readonly type: string; readonly object: unknown };
  const form = accept.includes(';as=') ? accept : '';
  let known = lines.get(item as object);
  if (!known) lines.set(item as object, (known = new Map<string, string>()));
  let line = known.get(form);
  if (line === undefined) known.set(form, (line = `${JSON.stringify({ type, object: onTheWire(object, form) })}\n`));
  return line;
}
