import { httpAnswer, readHttpRequest } from './http-bytes';

/** What the cluster says of one connection. */
export interface PortAnswer {
  readonly connection: number;
  readonly reply?: { readonly status?: number; readonly headers?: Record<string, string>; readonly body?: string };
  readonly problem?: string;
}

/** A connection to a port of a pod: what is said on it is read as one HTTP request, for these are what travels in the simulated network. */
export class ForwardedConnection {
  readonly port: number;
  #bytes = Buffer.alloc(0);
  #sent = false;

  constructor(port: number) {
    this.port = port;
  }

  /** What is to be sent to the port, once these bytes make it whole: once. */
  hear(bytes: Buffer): object | undefined {
    if (this.#sent) return undefined;
    this.#bytes = Buffer.concat([this.#bytes, bytes]);
    const request = readHttpRequest(this.#bytes);
    if (request === undefined) return undefined;
    this.#sent = true;
    const where = { host: 'localhost', port: this.port, source: '127.0.0.1' };
    return request ? { kind: 'http', ...where, ...request } : { kind: 'tcp', ...where };
  }
}

/** What comes back on the connection before it ends. */
export function answerBytes({ reply }: PortAnswer): Buffer {
  const { status, headers = {}, body = '' } = reply ?? {};
  return status === undefined ? Buffer.alloc(0) : httpAnswer(status, headers, body);
}
