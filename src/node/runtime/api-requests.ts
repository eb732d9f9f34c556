import type { ApiAnswer, ApiRequest } from '../../apimachinery';
import type { Process } from '../../simulation';
import { NetworkError } from '../../simulation';
import type { Reached } from '../network/dialer';
import type { HttpReply, HttpTraffic } from '../network/traffic';
import type { ProgramWorld } from './program-world';

/** Where API servers listen on their machines. */
const API_SERVER = /:6443$/;

/** Where an address leads, if that is an API server. */
export function apiServerAt(world: ProgramWorld, address: string, port: number): string | undefined {
  const destination = world.destination(address, port);
  return API_SERVER.test(destination) ? destination : undefined;
}

/** What a program in a pod asks an API server, as any client does: with the token it sends along, or as nobody. */
export function* askApiServer(
  { component }: ProgramWorld,
  server: string,
  request: Pick<HttpTraffic, 'method' | 'path' | 'headers' | 'body'>,
  seconds: number,
): Process<Reached<HttpReply>> {
  const { method, path, headers, body } = request;
  const asked = { method, path, headers, body: body === undefined ? undefined : parsed(body) } as ApiRequest;
  try {
    const options = { timeoutMilliseconds: seconds * 1000 };
    const answer = yield* component.request<ApiRequest, ApiAnswer>(server, asked, options);
    return {
      answer: { status: answer.status, headers: { 'content-type': 'application/json' }, body: textOf(answer.body) },
    };
  } catch (error) {
    if (!(error instanceof NetworkError)) throw error;
    return { problem: error.reason };
  }
}

/** What cannot be read is sent as it is: the server says what it thinks of it. */
function parsed(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return body;
  }
}

function textOf(body: unknown): string {
  return typeof body === 'string' ? body : `${JSON.stringify(body ?? '', null, 2)}\n`;
}
