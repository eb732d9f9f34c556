import { badRequest, isObject, notFound, refuse } from '../apimachinery';
import type { ApiAnswer } from '../apimachinery';
import type { Clock } from './clock';
import type { Terminal } from './terminal';

const MOST_MILLISECONDS = 24 * 3_600_000;

/** The endpoints below `/wheelhouse/`: what a person at the machine can do and an API server can't. */
export class Control {
  readonly #clock: Clock;
  readonly #terminal: Terminal;

  constructor(clock: Clock, terminal: Terminal) {
    this.#clock = clock;
    this.#terminal = terminal;
  }

  /** Throws Refusals. */
  async answer(method: string, url: string, body: Buffer): Promise<ApiAnswer> {
    const { pathname, searchParams } = new URL(url, 'https://127.0.0.1');
    if (method !== 'POST') throw refuse(405, 'MethodNotAllowed', 'POST alone');
    switch (pathname) {
      case '/wheelhouse/clock':
        return this.#pass(searchParams.get('milliseconds'));
      case '/wheelhouse/terminal':
        return json(await this.#terminal.run(readObject(body)));
      default:
        throw notFound('', pathname);
    }
  }

  async #pass(milliseconds: string | null): Promise<ApiAnswer> {
    if (this.#clock.kind !== 'stepped')
      throw refuse(409, 'Conflict', 'time passes by itself: the clock is not stepped');
    const wanted = Number(milliseconds);
    if (!milliseconds || !(wanted >= 0 && wanted <= MOST_MILLISECONDS))
      throw badRequest(`milliseconds: a number from 0 to ${MOST_MILLISECONDS}`);
    await this.#clock.advance(wanted);
    return json({ milliseconds: wanted });
  }
}

function json(body: unknown): ApiAnswer {
  return { status: 200, headers: { 'content-type': 'application/json' }, body };
}

function readObject(body: Buffer): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(body.toString('utf8'));
    if (isObject(value)) return value;
  } catch {
    // answered below
  }
  throw badRequest('the body is no JSON object');
}
