import type { WebSocket } from 'ws';
import type { ApiAnswer } from '../apimachinery';
import type { NetworkError } from '../simulation';
import type { AnswerWriter } from './answer-writer';
import type { AnswerListener, Conversation } from './world';

const NORMAL_CLOSURE = 1000;
const GOING_AWAY = 1001;

/** Makes a WebSocket of the connection, or refuses to. */
export type Upgrade = (done: (socket: WebSocket) => void) => void;

/** An answer that goes on over a WebSocket once the cluster has agreed; until then it is refused like any other. */
export abstract class UpgradedAnswer implements AnswerListener {
  conversation: Conversation | undefined;
  protected socket: WebSocket | undefined;
  readonly #refusals: AnswerWriter;
  readonly #upgrade: Upgrade;

  constructor(refusals: AnswerWriter, upgrade: Upgrade) {
    this.#refusals = refusals;
    this.#upgrade = upgrade;
  }

  head(answer: ApiAnswer, streaming: boolean): void {
    if (!streaming) return this.#refusals.head(answer, false);
    this.#upgrade((socket) => {
      this.socket = socket;
      socket.on('message', (frame: Buffer) => this.hear(frame));
      socket.on('error', () => socket.terminate());
      this.opened();
    });
  }

  /** The WebSocket is there. */
  protected opened(): void {}

  abstract item(item: unknown): void;

  /** A frame of the client's. */
  protected abstract hear(frame: Buffer): void;

  end(): void {
    this.socket?.close(NORMAL_CLOSURE);
  }

  failed(error: NetworkError): void {
    if (this.socket) this.socket.close(GOING_AWAY, error.message.slice(0, 120));
    else this.#refusals.failed(error);
  }
}
