import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { badRequest, forbidden, unauthorized } from '../apimachinery';
import type { Refusal } from '../apimachinery';

const loopbackNames = new Set(['localhost', '127.0.0.1']);

/**
 * Who may come in: those who called loopback by its name (a page elsewhere that had its name resolved to 127.0.0.1 did not), who are no
 * page of another origin, and who show a token. Any token but the administrator's is for the API server to judge.
 */
export class Guard {
  readonly #token: string;

  constructor(token: string) {
    this.#token = token;
  }

  /** Undefined for who may come in. */
  refusal(request: IncomingMessage): Refusal | undefined {
    const { host = '', origin } = request.headers;
    if ((request.headersDistinct.host?.length ?? 0) > 1) return badRequest('too many Host headers');
    if (!loopbackNames.has(host.replace(/:\d+$/, '').toLowerCase()))
      return forbidden('', '', `the host "${host}" is not served here`);
    if (origin !== undefined && !isOwnOrigin(origin, host))
      return forbidden('', '', `pages of "${origin}" are not served here`);
    return bearer(request) === undefined ? unauthorized() : undefined;
  }

  /** The control endpoints are the administrator's alone. */
  isAdministrator(request: IncomingMessage): boolean {
    const shown = bearer(request);
    return shown !== undefined && timingSafeEqual(digest(shown), digest(this.#token));
  }
}

/** Python's WebSocket client names `http://` as where it comes from, whatever it speaks. No page can: nothing but this door is at that port. */
function isOwnOrigin(origin: string, host: string): boolean {
  return origin === `https://${host}` || origin === `http://${host}`;
}

function bearer({ headers }: IncomingMessage): string | undefined {
  return /^bearer +(\S+) *$/i.exec(headers.authorization ?? '')?.[1];
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
