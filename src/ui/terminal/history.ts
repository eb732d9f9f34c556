import { recall, remember } from '../state/memory';

const MEMORY_KEY = 'wheelhouse.terminal-history';
const KEPT = 200;

function kept(): string[] {
  try {
    const parsed: unknown = JSON.parse(recall(MEMORY_KEY) ?? '[]');
    return Array.isArray(parsed) ? parsed.filter((line) => typeof line === 'string').slice(-KEPT) : [];
  } catch {
    return [];
  }
}

/** Lines typed before, across reloads; arrows walk through them and come back to what was being typed. */
export class LineHistory {
  #lines = kept();
  #at = this.#lines.length;
  #draft = '';

  get lines(): readonly string[] {
    return this.#lines;
  }

  add(line: string): void {
    if (line !== this.#lines.at(-1)) this.#lines = [...this.#lines, line].slice(-KEPT);
    this.#at = this.#lines.length;
    remember(MEMORY_KEY, JSON.stringify(this.#lines));
  }

  /** The line before, or undefined where there is none. */
  older(draft: string): string | undefined {
    if (this.#at === 0) return undefined;
    if (this.#at === this.#lines.length) this.#draft = draft;
    return this.#lines[--this.#at];
  }

  newer(): string | undefined {
    if (this.#at >= this.#lines.length) return undefined;
    this.#at++;
    return this.#at === this.#lines.length ? this.#draft : this.#lines[this.#at];
  }
}
