import { createHash } from 'node:crypto';
import { expect, it } from 'vitest';
import { sha256 } from './sha256';

it.each(['', 'abc', '/v1/Pod', 'ä€😀', 'x'.repeat(55), 'x'.repeat(56), 'x'.repeat(1000)])(
  'hashes as others do: %s',
  (text) => expect(Buffer.from(sha256(text)).toString('hex')).toBe(createHash('sha256').update(text).digest('hex')),
);
