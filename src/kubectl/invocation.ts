import type { KindDefinition } from '../api';
import { Refusal } from '../apimachinery';
import type { ApiClient } from '../client';
import type { Component } from '../simulation';
import { NetworkError } from '../simulation';
import type { Flags } from './flags';
import { CommandError, failuresText, PlainError } from './failure';
import type { Failure } from './failure';
import type { Keyboard } from './keyboard';
import type { KubeconfigFile } from './kubeconfig';
import { Requests } from './requests';
import { textLines } from './result';
import type { CommandResult, DocumentResult, OutputStream } from './result';

export interface InvocationOptions {
  readonly component: Component;
  readonly client: ApiClient;
  /** Which command: `['rollout', 'status']`. */
  readonly path: readonly string[];
  /** What follows it. */
  readonly words: readonly string[];
  /** What follows `--`; undefined without it. These are at the end of `words`, too. */
  readonly dashed: readonly string[] | undefined;
  readonly flags: Flags;
  readonly files: Readonly<Record<string, string>>;
  readonly keyboard: Keyboard | undefined;
  readonly namespace: string;
  readonly kubeconfig: KubeconfigFile;
  readonly onChange: (read: () => readonly DocumentResult[]) => void;
  readonly onOutput: (stream: OutputStream, text: string) => void;
}

const lookers = new Set(['describe', 'get']);
const readsFirst = new Set([...lookers, 'apply', 'diff']);

/** One run of a command: what it was given, and what it has said so far. */
export class Invocation {
  readonly component: Component;
  readonly path: readonly string[];
  readonly words: readonly string[];
  readonly dashed: readonly string[] | undefined;
  readonly flags: Flags;
  readonly files: Readonly<Record<string, string>>;
  readonly keyboard: Keyboard | undefined;
  readonly namespace: string;
  readonly requests: Requests;
  readonly kubeconfig: KubeconfigFile;
  /** Custom kinds, as far as this laptop has heard of them. */
  customKinds: readonly KindDefinition[] = [];
  private readonly said: Record<OutputStream, string> = { stdout: '', stderr: '' };
  private readonly failures: Failure[] = [];
  private readonly unread: CommandError[] = [];
  private readonly results = new Map<number, DocumentResult>();
  private readonly changed: (read: () => readonly DocumentResult[]) => void;
  private readonly heard: (stream: OutputStream, text: string) => void;
  /** Files that the command leaves in its folder. */
  written: Readonly<Record<string, string>> | undefined;
  /** Which of them the user is to look at now. */
  opened: string | undefined;
  /** A command that has already said what went wrong ends with this. */
  exitCode = 0;

  constructor(options: InvocationOptions) {
    this.component = options.component;
    const as = options.flags.text('as');
    const headers: Record<string, string> = as === undefined ? {} : { 'impersonate-user': as };
    const groups = options.flags.all('as-group');
    if (as === undefined && ['as-group', 'as-uid', 'as-user-extra'].some((name) => options.flags.has(name)))
      throw new CommandError('requesting uid, groups or user-extra without impersonating a user');
    if (groups.length > 0) headers['impersonate-group'] = groups.join(',');
    this.requests = new Requests(options.client, (text) => this.warn(text), headers);
    this.path = options.path;
    this.words = options.words;
    this.dashed = options.dashed;
    this.flags = options.flags;
    this.files = options.files;
    this.keyboard = options.keyboard;
    this.namespace = options.namespace;
    this.kubeconfig = options.kubeconfig;
    this.changed = options.onChange;
    this.heard = options.onOutput;
  }

  get documents(): readonly DocumentResult[] {
    return [...this.results.values()].sort((a, b) => a.index - b.index);
  }

  /** A line, or several. */
  print(text: string): void {
    this.write('stdout', `${text}\n`);
  }

  /** A line on the other stream: neither result nor error. */
  say(text: string): void {
    this.write('stderr', `${text}\n`);
  }

  /** Text as it is, without a line break of its own. */
  write(stream: OutputStream, text: string): void {
    if (text === '') return;
    this.said[stream] += text;
    this.heard(stream, text);
  }

  warn(text: string): void {
    this.say(`Warning: ${text}`);
  }

  /** kubectl goes on with the next object and tells at the end what went wrong. Bugs are not caught here. */
  fail(error: unknown, during?: string): void {
    if (!isTellable(error)) throw error;
    this.failures.push({ error, ...(during !== undefined && { while: during }) });
  }

  /** What of its files a command couldn't read is told with what else goes wrong, as one thing. */
  failReading(error: CommandError): void {
    this.unread.push(error);
  }

  get failed(): boolean {
    return this.failures.length > 0 || this.unread.length > 0;
  }

  /** Who reads all before anything is done tells it first. */
  private allFailures(): readonly Failure[] {
    const isPlain = lookers.has(this.path[0]!);
    const unread = this.unread.map((error) => ({ error: isPlain ? new PlainError(error.message) : error }));
    if (this.failures.length === 0) return unread;
    const joined = `[${this.unread.map(({ message }) => message).join(', ')}]`;
    const told = unread.length > 1 ? [{ error: new PlainError(joined) }] : unread;
    return readsFirst.has(this.path[0]!) ? [...told, ...this.failures] : [...this.failures, ...told];
  }

  document(result: DocumentResult): void {
    this.results.set(result.index, result);
    this.changed(() => this.documents);
  }

  private server(): string | undefined {
    const { content, current } = this.kubeconfig;
    const found = content.clusters.find(({ name }) => name === current?.cluster)?.fields['server'];
    const written = this.flags.text('server') ?? found;
    return written === undefined ? undefined : String(written).replace(/^\w+:\/\//, '');
  }

  /** Ends the run: what went wrong is said now. */
  result(): CommandResult {
    for (const line of failuresText(this.allFailures(), this.server())) this.say(line);
    if (this.failed) this.exitCode ||= 1;
    return {
      stdout: textLines(this.said.stdout),
      stderr: textLines(this.said.stderr),
      text: { ...this.said },
      code: this.exitCode,
      documents: this.documents,
      ...(this.written && { written: this.written }),
      ...(this.opened !== undefined && { opened: this.opened }),
    };
  }
}

/** What users are told; anything else is a bug and goes through. */
export function isTellable(error: unknown): error is Error {
  return error instanceof CommandError || error instanceof Refusal || error instanceof NetworkError;
}
