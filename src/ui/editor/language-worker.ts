import { loadRules } from '../../api';
import { completionsAt, factsAt, problemsIn } from '../../language';
import type { Problem } from '../../language';
import type { Question, Reply } from './language-protocol';

/** Nobody reads more marks than these; the rest is counted. */
const MOST_PROBLEMS = 200;
const SLICE_MILLISECONDS = 30;

interface WorkerScope {
  onmessage: ((event: { readonly data: Question }) => void) | null;
  postMessage(message: Reply): void;
}

const scope = globalThis as unknown as WorkerScope;

/** A text that is being checked, a document at a time. */
class Check {
  readonly #id: number;
  readonly #documents: Generator<readonly Problem[]>;
  readonly #problems: Problem[] = [];
  #found = 0;
  #read = 0;

  constructor(id: number, text: string) {
    this.#id = id;
    this.#documents = problemsIn(text);
  }

  /** A slice of it; true when it is done, and told. */
  advance(): boolean {
    const end = performance.now() + SLICE_MILLISECONDS;
    while (performance.now() < end) {
      const next = this.#documents.next();
      if (next.done) {
        this.#tell();
        return true;
      }
      this.#read++;
      this.#found += next.value.length;
      this.#problems.push(...next.value.slice(0, MOST_PROBLEMS - this.#problems.length));
    }
    return false;
  }

  #tell(): void {
    const checked = { problems: this.#problems, more: this.#found - this.#problems.length, documents: this.#read };
    scope.postMessage({ kind: 'check', id: this.#id, checked });
  }
}

let check: Check | undefined;

function goOn(mine: Check): void {
  if (check !== mine) return;
  if (mine.advance()) check = undefined;
  else setTimeout(() => goOn(mine), 0);
}

function answer(question: Question): void {
  if (question.kind === 'check') {
    check = new Check(question.id, question.text);
    return goOn(check);
  }
  const { kind, id, lines, caret } = question;
  if (kind === 'complete') scope.postMessage({ kind, id, completions: completionsAt(lines, caret) });
  else scope.postMessage({ kind, id, facts: factsAt(lines, caret) });
}

/** Some of what texts are judged by comes in a chunk of its own. */
const ready = loadRules();
scope.onmessage = ({ data }) => void ready.then(() => answer(data));
