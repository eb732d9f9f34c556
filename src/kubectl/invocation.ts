import { Refusal } from '../apimachinery';
import type { ApiClient } from '../client';
import type { Component } from '../simulation';
import { NetworkError } from '../simulation';
import type { Flags } from './command-line';
import { CommandError, failuresText } from './failure';
import type { Failure } from './failure';
import { Requests } from './requests';
import type { CommandResult, DocumentResult } from './result';

/** One run of a command: what it was given, and what it has said so far. */
export class Invocation {
  readonly component: Component;
  readonly words: readonly string[];
  readonly flags: Flags;
  readonly files: Readonly<Record<string, string>>;
  readonly namespace: string;
  readonly requests: Requests;
  readonly stdout: string[] = [];
  readonly stderr: string[] = [];
  private readonly failures: Failure[] = [];
  private readonly results = new Map<number, DocumentResult>();
  private readonly changed: (documents: readonly DocumentResult[]) => void;

  constructor(options: {
    readonly component: Component;
    readonly client: ApiClient;
    readonly words: readonly string[];
    readonly flags: Flags;
    readonly files: Readonly<Record<string, string>>;
    readonly namespace: string;
    readonly onChange: (documents: readonly DocumentResult[]) => void;
  }) {
    this.component = options.component;
    this.requests = new Requests(options.client, (text) => this.warn(text));
    this.words = options.words;
    this.flags = options.flags;
    this.files = options.files;
    this.namespace = options.namespace;
    this.changed = options.onChange;
  }

  get documents(): readonly DocumentResult[] {
    return [...this.results.values()].sort((a, b) => a.index - b.index);
  }

  print(text: string): void {
    this.stdout.push(...text.split('\n'));
  }

  warn(text: string): void {
    this.stderr.push(`Warning: ${text}`);
  }

  /** kubectl goes on with the next object and tells at the end what went wrong. Bugs are not caught here. */
  fail(error: unknown, during?: string): void {
    if (!isTellable(error)) throw error;
    this.failures.push({ error, ...(during !== undefined && { while: during }) });
  }

  get failed(): boolean {
    return this.failures.length > 0;
  }

  document(result: DocumentResult): void {
    this.results.set(result.index, result);
    this.changed(this.documents);
  }

  result(): CommandResult {
    return {
      stdout: this.stdout,
      stderr: [...this.stderr, ...failuresText(this.failures)],
      code: this.failed ? 1 : 0,
      documents: this.documents,
    };
  }
}

/** What users are told; anything else is a bug and goes through. */
export function isTellable(error: unknown): error is Error {
  return error instanceof CommandError || error instanceof Refusal || error instanceof NetworkError;
}
