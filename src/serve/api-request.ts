import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { methodNotAllowed } from '../apimachinery';
import type { ApiRequest } from '../apimachinery';
import { bodyFromText } from '../apiserver';

const methods: ReadonlySet<string> = new Set(['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS']);
/** What of a foreign client's headers an API server looks at. What stands for a TLS client certificate in here is not among it. */
const passedOn = ['accept', 'authorization', 'user-agent', 'impersonate-user', 'impersonate-group', 'impersonate-uid'];
const PROTOBUF = 'application/vnd.kubernetes.protobuf';

/** Reads protobuf in the place of the API server, which speaks of objects alone. */
export type Decoder = (bytes: Uint8Array) => unknown;

/** A request from outside as it goes through the simulated network. Throws a Refusal for what can't. */
export function apiRequest(incoming: IncomingMessage, bytes: Buffer, decode: Decoder): ApiRequest {
  const { method = 'GET', url = '/' } = incoming;
  if (!methods.has(method)) throw methodNotAllowed();
  const type = incoming.headers['content-type'];
  const protobuf = type !== undefined && type.startsWith(PROTOBUF);
  const headers = { ...headersOf(incoming.headers), ...contentType(protobuf ? 'application/json' : type) };
  const request = { method: method as ApiRequest['method'], path: url, headers };
  if (bytes.length === 0) return request;
  return { ...request, body: protobuf ? decode(bytes) : bodyFromText(bytes.toString('utf8'), type) };
}

function contentType(type: string | undefined): Record<string, string> {
  return type === undefined ? {} : { 'content-type': type };
}

function headersOf(headers: IncomingHttpHeaders): Record<string, string> {
  const kept: Record<string, string> = {};
  for (const name of passedOn) {
    const value = headers[name];
    if (value !== undefined) kept[name] = String(value);
  }
  for (const [name, value] of Object.entries(headers))
    if (name.startsWith('impersonate-extra-') && value !== undefined) kept[name] = String(value);
  return kept;
}
