import { constants, inflateSync } from 'node:zlib';

/** Names and values that header blocks of SPDY/3 are packed against: the protocol's own list. */
const WORDS = `options,head,post,put,delete,trace,accept,accept-charset,accept-encoding,accept-language,accept-ranges,age,allow,authorization,
cache-control,connection,content-base,content-encoding,content-language,content-length,content-location,content-md5,content-range,
content-type,date,etag,expect,expires,from,host,if-match,if-modified-since,if-none-match,if-range,if-unmodified-since,last-modified,
location,max-forwards,pragma,proxy-authenticate,proxy-authorization,range,referer,retry-after,server,te,trailer,transfer-encoding,
upgrade,user-agent,vary,via,warning,www-authenticate,method,get,status,200 OK,version,HTTP/1.1,url,public,set-cookie,keep-alive,origin`;
const TAIL = [
  '100101201202205206300302303304305306307402405406407408409410411412413414415416417502504505',
  '203 Non-Authoritative Information204 No Content301 Moved Permanently400 Bad Request401 Unauthorized403 Forbidden',
  '404 Not Found500 Internal Server Error501 Not Implemented503 Service Unavailable',
  'Jan Feb Mar Apr May Jun Jul Aug Sept Oct Nov Dec 00:00:00 Mon, Tue, Wed, Thu, Fri, Sat, Sun, GMT',
  'chunked,text/html,image/png,image/jpg,image/gif,application/xml,application/xhtml+xml,text/plain,text/javascript,',
  'publicprivatemax-age=gzip,deflate,sdchcharset=utf-8charset=iso-8859-1,utf-,*,enq=0.',
];

function counted(text: string): Buffer {
  const bytes = Buffer.alloc(4 + text.length);
  bytes.writeUInt32BE(text.length);
  bytes.write(text, 4, 'latin1');
  return bytes;
}

/** 1423 bytes; its checksum is e3c6a7c2. */
export const spdyDictionary = Buffer.concat([
  ...WORDS.split(/,\n?/).map(counted),
  Buffer.from(TAIL.join(''), 'latin1'),
]);

const TYPE = { synStream: 1, synReply: 2, rstStream: 3, ping: 6 } as const;
const HEADER_BYTES = 8;
const FIN = 1;
/** No header at all, packed: a stored block, which needs no compressor, and an empty one that flushes it; before the first stands what names the dictionary. */
const NO_HEADERS = Buffer.from('000400fbff00000000000000ffff', 'hex');
const PACKED = Buffer.from('78bbe3c6a7c2', 'hex');
/** More than this of headers in one connection is no client of ours. */
const MOST_HEADER_BYTES = 1 << 20;

export interface SpdyListener {
  /** The other side opened a stream. */
  opened(stream: number, headers: Readonly<Record<string, string>>): void;
  data(stream: number, bytes: Buffer, isLast: boolean): void;
  reset(stream: number): void;
}

/** One side of a SPDY/3.1 connection, as far as forwarded ports need it: the other side opens streams, both send on them. */
export class SpdyConnection {
  readonly #listener: SpdyListener;
  readonly #send: (bytes: Buffer) => void;
  #pending = Buffer.alloc(0);
  #packed = Buffer.alloc(0);
  #unpackedBytes = 0;
  #hasReplied = false;

  constructor(listener: SpdyListener, send: (bytes: Buffer) => void) {
    this.#listener = listener;
    this.#send = send;
  }

  /** Bytes as they come; throws for what is no SPDY. */
  hear(bytes: Buffer): void {
    this.#pending = Buffer.concat([this.#pending, bytes]);
    while (this.#pending.length >= HEADER_BYTES) {
      const length = this.#pending.readUIntBE(5, 3);
      if (this.#pending.length < HEADER_BYTES + length) return;
      const frame = this.#pending.subarray(0, HEADER_BYTES + length);
      this.#pending = this.#pending.subarray(HEADER_BYTES + length);
      this.#frame(frame);
    }
  }

  send(stream: number, bytes: Buffer, isLast: boolean): void {
    const head = Buffer.alloc(HEADER_BYTES);
    head.writeUInt32BE(stream);
    head[4] = isLast ? FIN : 0;
    head.writeUIntBE(bytes.length, 5, 3);
    this.#send(Buffer.concat([head, bytes]));
  }

  #frame(frame: Buffer): void {
    const flags = frame[4]!;
    const body = frame.subarray(HEADER_BYTES);
    if ((frame[0]! & 0x80) === 0)
      return this.#listener.data(frame.readUInt32BE(0) & 0x7fffffff, body, (flags & FIN) !== 0);
    const type = frame.readUInt16BE(2);
    if (type === TYPE.synStream) this.#opened(body);
    else if (type === TYPE.rstStream) this.#listener.reset(body.readUInt32BE(0) & 0x7fffffff);
    else if (type === TYPE.ping) this.#control(TYPE.ping, body);
  }

  #opened(body: Buffer): void {
    const stream = body.readUInt32BE(0) & 0x7fffffff;
    const headers = this.#headers(body.subarray(10));
    const id = Buffer.alloc(4);
    id.writeUInt32BE(stream);
    this.#control(TYPE.synReply, Buffer.concat([id, ...(this.#hasReplied ? [] : [PACKED]), NO_HEADERS]));
    this.#hasReplied = true;
    this.#listener.opened(stream, headers);
  }

  #control(type: number, body: Buffer): void {
    const head = Buffer.alloc(HEADER_BYTES);
    head.writeUInt16BE(0x8003, 0);
    head.writeUInt16BE(type, 2);
    head.writeUIntBE(body.length, 5, 3);
    this.#send(Buffer.concat([head, body]));
  }

  /** All header blocks of a connection are one packed text: what was unpacked before is passed over. */
  #headers(block: Buffer): Record<string, string> {
    this.#packed = Buffer.concat([this.#packed, block]);
    if (this.#packed.length > MOST_HEADER_BYTES) throw new Error('too many headers');
    const options = { dictionary: spdyDictionary, finishFlush: constants.Z_SYNC_FLUSH };
    const all = inflateSync(this.#packed, options);
    const own = all.subarray(this.#unpackedBytes);
    this.#unpackedBytes = all.length;
    return readHeaders(own);
  }
}

function readHeaders(bytes: Buffer): Record<string, string> {
  const headers: Record<string, string> = {};
  let at = 4;
  const text = (): string => {
    const length = bytes.readUInt32BE(at);
    at += 4 + length;
    return bytes.toString('latin1', at - length, at);
  };
  for (let left = bytes.readUInt32BE(0); left > 0; left--) headers[text()] = text();
  return headers;
}
