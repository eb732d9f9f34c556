/** What became of one document of a manifest; the session shows it beside the editor. */
export type DocumentOutcome =
  | 'created'
  | 'configured'
  | 'unchanged'
  | 'deleted'
  /** A comparison's: there is no such object yet, there is one that would change, or one that would not. */
  | 'new'
  | 'differs'
  | 'same'
  | 'refused'
  | 'not sent'
  | 'waiting';

/** An object as it lives, and as the server would make it; YAML, empty where there is none. */
export interface Comparison {
  readonly live: string;
  readonly merged: string;
}

export interface DocumentProblem {
  /** 1-based. */
  readonly line: number;
  readonly column?: number;
  readonly message: string;
}

export interface DocumentResult {
  readonly index: number;
  /** `deployment.apps/web`, or `document 2` where it could not be read. */
  readonly name: string;
  readonly outcome: DocumentOutcome;
  /** The API server's (or the YAML reader's) own words. */
  readonly message?: string;
  /** Where the document begins, 1-based. */
  readonly line: number;
  readonly problems: readonly DocumentProblem[];
  readonly comparison?: Comparison;
}

export type OutputStream = 'stdout' | 'stderr';

/** What a command line left behind. */
export interface CommandResult {
  /** Lines, without their line breaks. */
  readonly stdout: readonly string[];
  readonly stderr: readonly string[];
  /** The same to the letter: not every text ends with a line break. */
  readonly text: Readonly<Record<OutputStream, string>>;
  readonly code: number;
  readonly documents: readonly DocumentResult[];
  /** Files that it wrote into its folder. */
  readonly written?: Readonly<Record<string, string>>;
  /** Which of them the user is to look at now. */
  readonly opened?: string;
}

export function textLines(text: string): readonly string[] {
  return text === '' ? [] : text.replace(/\n$/, '').split('\n');
}
