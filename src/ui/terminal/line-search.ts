/** Looking for an earlier line by what it contains, backwards, as Ctrl-R does. */
export class LineSearch {
  private readonly lines: readonly string[];
  query = '';
  /** Where in the history the line that was found stands; beyond its end where none was. */
  private at: number;

  constructor(lines: readonly string[]) {
    this.lines = lines;
    this.at = lines.length;
  }

  get found(): string | undefined {
    return this.query === '' ? undefined : this.lines[this.at];
  }

  type(letters: string): void {
    this.query += letters;
    this.look(Math.min(this.at, this.lines.length - 1));
  }

  erase(): void {
    this.query = [...this.query].slice(0, -1).join('');
    this.look(this.lines.length - 1);
  }

  /** The one before. */
  older(): void {
    this.look(this.at - 1);
  }

  private look(from: number): void {
    for (let at = from; at >= 0; at--) {
      if (!this.lines[at]!.includes(this.query)) continue;
      this.at = at;
      return;
    }
    if (this.found === undefined || !this.found.includes(this.query)) this.at = this.lines.length;
  }

  get failed(): boolean {
    return this.query !== '' && this.found === undefined;
  }
}
