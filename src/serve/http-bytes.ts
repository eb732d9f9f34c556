/** An HTTP request as it came over a connection. */
export interface HttpRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

const END_OF_HEAD = '\r\n\r\n';

/** The request that some bytes hold; undefined while it is not whole, null where it is none. */
export function readHttpRequest(bytes: Buffer): HttpRequest | undefined | null {
  const end = bytes.indexOf(END_OF_HEAD);
  if (end < 0) return /^[A-Z]{0,10}( |$)/.test(bytes.toString('latin1', 0, 11)) ? undefined : null;
  const [first = '', ...lines] = bytes.toString('latin1', 0, end).split('\r\n');
  const [, method, path] = /^([A-Z]+) (\S+) HTTP\/1\.[01]$/.exec(first) ?? [];
  if (method === undefined || path === undefined) return null;
  const headers: Record<string, string> = {};
  for (const line of lines) {
    const at = line.indexOf(':');
    if (at > 0) headers[line.slice(0, at).toLowerCase()] = line.slice(at + 1).trim();
  }
  const body = bytes.subarray(end + END_OF_HEAD.length);
  const length = Number(headers['content-length'] ?? 0);
  if (body.length < length) return undefined;
  return { method, path, headers, body: body.toString('utf8', 0, length) };
}

/** An answer as bytes, behind which the connection ends. */
export function httpAnswer(status: number, headers: Readonly<Record<string, string>>, body: string): Buffer {
  const bytes = Buffer.from(body, 'utf8');
  const own = Object.entries(headers).filter(
    ([name]) => !/^(content-length|connection|transfer-encoding)$/i.test(name),
  );
  const lines = [
    `HTTP/1.1 ${status} ${reasons[status] ?? 'Unknown'}`,
    ...own.map(([name, value]) => `${name}: ${value}`),
    `content-length: ${bytes.length}`,
    'connection: close',
  ];
  return Buffer.concat([Buffer.from(lines.join('\r\n') + END_OF_HEAD, 'latin1'), bytes]);
}

const reasons: Readonly<Record<number, string>> = {
  200: 'OK',
  201: 'Created',
  204: 'No Content',
  301: 'Moved Permanently',
  302: 'Found',
  304: 'Not Modified',
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  405: 'Method Not Allowed',
  500: 'Internal Server Error',
  502: 'Bad Gateway',
  503: 'Service Unavailable',
};
