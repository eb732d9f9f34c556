import { describe, expect, it } from 'vitest';
import { decodeBase64, encodeBase64 } from './index';

describe('base64', () => {
  it.each(['', 'a', 'ab', 'abc', 'admin', 'grüße', '日本', '🚢', 'a\u0000b'])(
    'of %j is what every other program says',
    (text) => {
      expect(encodeBase64(text)).toBe(Buffer.from(text, 'utf8').toString('base64'));
      expect(decodeBase64(encodeBase64(text))).toBe(text);
    },
  );

  it('of bytes that are no text reads as replacement characters', () => {
    expect(decodeBase64('//79')).toContain('\ufffd');
  });
});
