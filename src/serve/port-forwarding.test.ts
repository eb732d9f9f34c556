import { describe, expect, it } from 'vitest';
import { httpAnswer, readHttpRequest } from './http-bytes';
import { SpdyConnection, spdyDictionary } from './spdy';

function adler32(bytes: Uint8Array): string {
  let [low, high] = [1, 0];
  for (const byte of bytes) {
    low = (low + byte) % 65_521;
    high = (high + low) % 65_521;
  }
  return (high * 65_536 + low).toString(16);
}

describe('forwarded ports of foreign clients', () => {
  it('are told in the words that the protocol packs its headers against', () => {
    expect(spdyDictionary).toHaveLength(1423);
    expect(adler32(spdyDictionary)).toBe('e3c6a7c2');
  });

  it('carry requests that may come in pieces', () => {
    const whole = Buffer.from('POST /a?b=c HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\n\r\npöd');
    for (let end = 1; end < whole.length; end++)
      expect(readHttpRequest(whole.subarray(0, end)), `${end}`).toBeUndefined();
    expect(readHttpRequest(whole)).toEqual({
      method: 'POST',
      path: '/a?b=c',
      headers: { host: 'x', 'content-length': '4' },
      body: 'pöd',
    });
    expect(readHttpRequest(Buffer.from([0, 0, 0, 8, 4, 210, 22, 47]))).toBeNull();
  });

  it('answer with as many bytes as they say', () => {
    expect(httpAnswer(404, { 'content-type': 'text/plain' }, 'ö').toString()).toBe(
      'HTTP/1.1 404 Not Found\r\ncontent-type: text/plain\r\ncontent-length: 2\r\nconnection: close\r\n\r\nö',
    );
  });

  it('hear frames that come in pieces, and answer a ping', () => {
    const sent: string[] = [];
    const heard: string[] = [];
    const listener = {
      opened: () => {},
      data: (stream: number, bytes: Buffer, isLast: boolean) => void heard.push(`${stream} ${bytes} ${isLast}`),
      reset: (stream: number) => void heard.push(`reset ${stream}`),
    };
    const connection = new SpdyConnection(listener, (bytes) => sent.push(bytes.toString('hex')));
    const frames = '8003000600000004000000010000000301000002686980030003000000080000000300000005';
    for (const byte of Buffer.from(frames, 'hex')) connection.hear(Buffer.from([byte]));
    expect(heard).toEqual(['3 hi true', 'reset 3']);
    expect(sent).toEqual(['800300060000000400000001']);
    connection.send(5, Buffer.from('ok'), true);
    expect(sent.at(-1)).toBe('00000005010000026f6b');
  });
});
