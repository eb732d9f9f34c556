/**
 * The shell people write in manifests, as a tree: lists, `&&` and `||`, pipes, loops, `if`, `case`, functions, redirections,
 * here-documents, variables, command substitution, background jobs.
 */
export type ShellNode =
  | {
      readonly kind: 'command';
      readonly assignments: readonly Assignment[];
      readonly words: readonly Word[];
      readonly redirections: readonly Redirection[];
    }
  | { readonly kind: 'sequence'; readonly nodes: readonly ShellNode[] }
  | { readonly kind: 'and' | 'or'; readonly left: ShellNode; readonly right: ShellNode }
  | { readonly kind: 'not' | 'background'; readonly node: ShellNode }
  | { readonly kind: 'pipe'; readonly left: ShellNode; readonly right: ShellNode }
  | {
      readonly kind: 'loop';
      readonly until: boolean;
      readonly condition: ShellNode;
      readonly body: ShellNode;
      /** Runs after each round, also after one that was cut short. */
      readonly step?: ShellNode;
    }
  /** Without words: for each of the shell's own parameters. */
  | {
      readonly kind: 'for';
      readonly name: string;
      readonly words?: readonly Word[] | undefined;
      readonly body: ShellNode;
    }
  | { readonly kind: 'subshell'; readonly node: ShellNode }
  /** `[[ … ]]` */
  | { readonly kind: 'condition'; readonly words: readonly Word[] }
  | { readonly kind: 'if'; readonly condition: ShellNode; readonly then: ShellNode; readonly otherwise?: ShellNode }
  | { readonly kind: 'case'; readonly word: Word; readonly branches: readonly Branch[] }
  | { readonly kind: 'function'; readonly name: string; readonly body: ShellNode }
  /** A list in braces or parentheses, or a loop, whose input and output go elsewhere. */
  | { readonly kind: 'redirected'; readonly node: ShellNode; readonly redirections: readonly Redirection[] };

export interface Branch {
  readonly patterns: readonly Word[];
  readonly body: ShellNode;
}

export interface Assignment {
  /** `NAME`, or `NAME[1]`. */
  readonly name: string;
  readonly value: Word;
  /** `NAME=(a b)` */
  readonly list?: readonly Word[];
  /** `NAME+=…` */
  readonly appends?: boolean;
}

export interface Redirection {
  /** Others than the three standard ones lead nowhere. */
  readonly stream: number;
  /** `here`: the target is the input itself. */
  readonly mode: 'read' | 'write' | 'append' | 'duplicate' | 'here';
  readonly target: Word;
}

export type WordPart =
  | { readonly kind: 'text'; readonly text: string; readonly quoted: boolean }
  | {
      readonly kind: 'variable';
      readonly name: string;
      /** `${NAME:-operand}` and the like; `length` is `${#NAME}`. */
      readonly operator?: string;
      readonly operand?: Word;
      readonly quoted: boolean;
    }
  | { readonly kind: 'output'; readonly script: ShellNode; readonly quoted: boolean }
  | { readonly kind: 'sum'; readonly expression: Word };

export type Word = readonly WordPart[];

export class ShellSyntaxError extends Error {}
