import type { Component } from '../../simulation';
import type { ImageTemplate, OnTerminate } from './image-table';

export interface LogLine {
  readonly at: number;
  readonly line: string;
}

/** So many lines of a container's log are kept, as rotated logs are. */
const LINES_KEPT = 2000;

/** What a program in a container sees: its environment, its files, and a log to write to. */
export class ProgramWorld {
  readonly component: Component;
  readonly image: ImageTemplate;
  environment: Readonly<Record<string, string>>;
  /** What the shell runs when it is asked to end; undefined where it set no trap. */
  trap: string | undefined;
  /** SIGTERM came and a trap waits for its turn. */
  trapped = false;
  /** What process 1 does on SIGTERM. */
  onTerminate: OnTerminate = 'ignore';
  private readonly files: Map<string, string>;
  private lines: LogLine[] = [];
  private partial = '';

  constructor(
    component: Component,
    image: ImageTemplate,
    environment: Readonly<Record<string, string>>,
    files: Readonly<Record<string, string>>,
  ) {
    this.component = component;
    this.image = image;
    this.environment = environment;
    this.files = new Map(Object.entries(files));
  }

  get log(): readonly LogLine[] {
    return this.lines;
  }

  readonly write = (text: string): void => {
    const parts = (this.partial + text).split('\n');
    this.partial = parts.pop()!;
    for (const line of parts) this.lines.push({ at: this.component.now, line });
    if (this.lines.length > LINES_KEPT * 2) this.lines = this.lines.slice(-LINES_KEPT);
  };

  /** The program has ended: what it wrote without a line end is a line too. */
  flush(): void {
    if (this.partial) this.write('\n');
  }

  /**
   * A program of the image: serves until it is stopped, or ends with an exit code at once; undefined where the image has
   * none of this name. As process 1 it hears the signals itself.
   */
  launch(words: readonly string[], asFirst: boolean): number | 'serving' | undefined {
    const name = words[0]!;
    const known = this.image.servers.includes(name) || this.image.servers.includes(name.replace(/^.*\//, ''));
    const printed = this.image.prints?.[name];
    if (!known && !printed && !this.image.anyCommand) return undefined;
    if (asFirst) this.onTerminate = this.image.onTerminate;
    if (!printed) return this.serve(words);
    this.print(printed);
    return 0;
  }

  private print(lines: readonly string[]): void {
    for (const line of lines) this.write(`${line}\n`);
  }

  private serve(words: readonly string[]): number | 'serving' {
    const { needs, greeting, onTerminate } = this.image;
    if (needs && !needs.anyOf.some((name) => this.environment[name])) {
      this.print(needs.complaint);
      return 1;
    }
    // An interpreter that is given nothing to serve (a prompt without a terminal, a line of its own language) ends.
    if (onTerminate === 'ignore' && (words.length === 1 || /^-[ce]$/.test(words[1]!))) return 0;
    this.print(greeting ?? []);
    return 'serving';
  }

  readFile(name: string): string | undefined {
    if (name === '/dev/null') return '';
    return this.files.get(absolute(name));
  }

  writeFile(name: string, content: string): void {
    if (/^\/(dev|proc\/1\/fd)\//.test(name)) return this.writeDevice(name, content);
    this.files.set(absolute(name), content);
  }

  appendFile(name: string, content: string): void {
    if (/^\/(dev|proc\/1\/fd)\//.test(name)) return this.writeDevice(name, content);
    this.files.set(absolute(name), (this.files.get(absolute(name)) ?? '') + content);
  }

  removeFile(name: string): boolean {
    return this.files.delete(absolute(name));
  }

  /** Names directly in a folder. */
  listFiles(folder: string): readonly string[] {
    const prefix = absolute(folder).replace(/\/?$/, '/');
    const names = new Set<string>();
    for (const name of this.files.keys())
      if (name.startsWith(prefix)) names.add(name.slice(prefix.length).split('/')[0]!);
    return [...names].sort();
  }

  private writeDevice(name: string, content: string): void {
    if (name !== '/dev/null') this.write(content);
  }
}

function absolute(name: string): string {
  return name.startsWith('/') ? name : `/${name.replace(/^\.\//, '')}`;
}
