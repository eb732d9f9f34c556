import type { IncomingMessage } from 'node:http';
import { requestTooLarge } from '../apimachinery';

/** What a real API server takes in one request. */
const LARGEST_BYTES = 3 * 1024 * 1024;

/** The whole body. Throws a Refusal with 413 for one that is too large, and an Error when the client hangs up on the way. */
export async function readBody(request: IncomingMessage): Promise<Buffer> {
  const tooLarge = requestTooLarge(`limit is ${LARGEST_BYTES}`);
  if (Number(request.headers['content-length'] ?? 0) > LARGEST_BYTES) throw tooLarge;
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > LARGEST_BYTES) throw tooLarge;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
