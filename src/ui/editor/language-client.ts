import type { Caret, Completions, FieldFacts } from '../../language';
import type { Checked, Question, Reply } from './language-protocol';

/** A text that makes the worker think for longer than this is given up, and the worker with it. */
const PATIENCE_MILLISECONDS = 20_000;

type Answered = (reply: Reply | undefined) => void;
type Asked = Question extends infer One ? (One extends Question ? Omit<One, 'id'> : never) : never;

/** The page's end of the wire to the worker that reads manifests. It is started by the first question, and replaced should it die. */
class LanguageClient {
  #worker: Worker | undefined;
  #next = 1;
  readonly #waiting = new Map<number, Answered>();
  #watch: ReturnType<typeof setTimeout> | undefined;

  async complete(lines: readonly string[], caret: Caret): Promise<Completions | undefined> {
    const reply = await this.#ask({ kind: 'complete', lines, caret });
    return reply?.kind === 'complete' ? reply.completions : undefined;
  }

  async facts(lines: readonly string[], caret: Caret): Promise<FieldFacts | undefined> {
    const reply = await this.#ask({ kind: 'facts', lines, caret });
    return reply?.kind === 'facts' ? reply.facts : undefined;
  }

  /** Undefined when it was not to be had: the worker died, or took too long. */
  async check(text: string): Promise<Checked | undefined> {
    const reply = await this.#ask({ kind: 'check', text });
    return reply?.kind === 'check' ? reply.checked : undefined;
  }

  async #ask(question: Asked): Promise<Reply | undefined> {
    const id = this.#next++;
    return new Promise((resolve) => {
      if (question.kind === 'check') this.#watchOver();
      this.#waiting.set(id, resolve);
      this.#started().postMessage({ ...question, id });
    });
  }

  #started(): Worker {
    if (this.#worker) return this.#worker;
    const worker = new Worker(new URL('./language-worker.ts', import.meta.url), { type: 'module', name: 'language' });
    worker.onmessage = ({ data }: MessageEvent<Reply>) => {
      this.#waiting.get(data.id)?.(data);
      this.#waiting.delete(data.id);
      if (data.kind === 'check') clearTimeout(this.#watch);
    };
    worker.onerror = () => this.#giveUp();
    this.#worker = worker;
    return worker;
  }

  #watchOver(): void {
    clearTimeout(this.#watch);
    this.#watch = setTimeout(() => this.#giveUp(), PATIENCE_MILLISECONDS);
  }

  #giveUp(): void {
    clearTimeout(this.#watch);
    this.#worker?.terminate();
    this.#worker = undefined;
    for (const answered of this.#waiting.values()) answered(undefined);
    this.#waiting.clear();
  }
}

export const manifestLanguage = new LanguageClient();
