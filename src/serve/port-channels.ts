import type { AnswerWriter } from './answer-writer';
import { frameOf, readFrame } from './channels';
import type { Dialect } from './channels';
import { answerBytes, ForwardedConnection } from './forwarded-connection';
import type { PortAnswer } from './forwarded-connection';
import { UpgradedAnswer } from './upgraded-answer';
import type { Upgrade } from './upgraded-answer';

/**
 * `pods/NAME/portforward` as client libraries ask for it: a WebSocket with two channels for each of `?ports=`, one for what is said and one for what
 * goes wrong; on both the port comes first. A connection a port; when all have ended, so does the WebSocket.
 */
export class PortChannels extends UpgradedAnswer {
  readonly #dialect: Dialect;
  readonly #connections: readonly ForwardedConnection[];
  #open: number;

  constructor(refusals: AnswerWriter, upgrade: Upgrade, dialect: Dialect, ports: readonly number[]) {
    super(refusals, upgrade);
    this.#dialect = dialect;
    this.#connections = ports.map((port) => new ForwardedConnection(port));
    this.#open = ports.length;
  }

  protected override opened(): void {
    for (const [connection, { port }] of this.#connections.entries()) {
      const bytes = Buffer.alloc(2);
      bytes.writeUInt16LE(port);
      this.#say(2 * connection, bytes);
      this.#say(2 * connection + 1, bytes);
    }
  }

  item(item: unknown): void {
    const answer = item as PortAnswer;
    if (answer.problem !== undefined) this.#say(2 * answer.connection + 1, Buffer.from(answer.problem, 'utf8'));
    else this.#say(2 * answer.connection, answerBytes(answer));
    this.#open--;
    if (this.#open === 0) this.end();
  }

  protected hear(frame: Buffer): void {
    const { channel, content } = readFrame(this.#dialect, frame);
    const number = channel / 2;
    const connection = this.#connections[number];
    const traffic = connection?.hear(content);
    if (traffic) this.conversation?.say({ connection: number, port: connection!.port, traffic });
  }

  #say(channel: number, content: Buffer): void {
    this.socket?.send(frameOf(this.#dialect, channel, content));
  }
}
