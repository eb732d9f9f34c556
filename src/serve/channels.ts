/** A subprotocol in which one WebSocket carries several streams: every frame begins with its channel's number. */
export interface Dialect {
  readonly name: string;
  /** Frames are text: a digit for the channel, base64 for what it carries. */
  readonly isBase64: boolean;
  /** How a command ended is said as a Status; older ones say nothing of what went well, and of the rest its message. */
  readonly saysStatus: boolean;
}

/** Best first. The fifth says when a stream of the client's has ended, which no forwarded port does. */
const dialects: readonly Dialect[] = [
  { name: 'v5.channel.k8s.io', isBase64: false, saysStatus: true },
  { name: 'v4.channel.k8s.io', isBase64: false, saysStatus: true },
  { name: 'v4.base64.channel.k8s.io', isBase64: true, saysStatus: true },
  { name: 'channel.k8s.io', isBase64: false, saysStatus: false },
  { name: 'base64.channel.k8s.io', isBase64: true, saysStatus: false },
];
const ofPorts = dialects.slice(1);
/** Of those who offer none. */
export const unnamedDialect: Dialect = { name: '', isBase64: false, saysStatus: false };

/** The best of the offered ones. Undefined when none of them is spoken here. */
export function dialectOf(offered: readonly string[], forPorts: boolean): Dialect | undefined {
  if (offered.length === 0) return unnamedDialect;
  return (forPorts ? ofPorts : dialects).find(({ name }) => offered.includes(name));
}

export function frameOf({ isBase64 }: Dialect, channel: number, content: Buffer): Buffer | string {
  if (isBase64) return `${channel}${content.toString('base64')}`;
  return Buffer.concat([Buffer.from([channel]), content]);
}

export function readFrame(
  { isBase64 }: Dialect,
  frame: Buffer,
): { readonly channel: number; readonly content: Buffer } {
  if (!isBase64) return { channel: frame[0] ?? -1, content: frame.subarray(1) };
  return {
    channel: Number(frame.toString('latin1', 0, 1)),
    content: Buffer.from(frame.toString('latin1', 1), 'base64'),
  };
}
