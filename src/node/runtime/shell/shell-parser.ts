import type { Assignment, Branch, Redirection, ShellNode, Word } from './shell-syntax';
import { ShellSyntaxError } from './shell-syntax';
import { WordReader } from './shell-words';

export function parseShell(script: string): ShellNode {
  const parser = new Parser(script);
  const node = parser.list(NONE);
  if (!parser.atEnd) parser.unexpected();
  return node;
}

/** Whether a command goes on in the next line. */
export function isUnfinished(text: string): boolean {
  try {
    parseShell(text);
  } catch (error) {
    return error instanceof ShellSyntaxError && /end of file|unterminated|missing/.test(error.message);
  }
  return false;
}

const NONE: ReadonlySet<string> = new Set();
const LOOP_START: ReadonlySet<string> = new Set(['do']);
const LOOP_END: ReadonlySet<string> = new Set(['done']);
const THEN: ReadonlySet<string> = new Set(['then']);
const IF_END: ReadonlySet<string> = new Set(['elif', 'else', 'fi']);
const FI: ReadonlySet<string> = new Set(['fi']);
const CASE_END: ReadonlySet<string> = new Set(['esac']);
const BRACE: ReadonlySet<string> = new Set(['}']);
/** `2>&1` */
const ERRORS_TOO: Redirection = {
  stream: 2,
  mode: 'duplicate',
  target: [{ kind: 'text', text: '1', quoted: false }],
};
const NAME = /^[A-Za-z_][A-Za-z0-9_]*/;
const FUNCTION = /^(?:function[ \t]+([\w-]+)[ \t]*(?:\([ \t]*\))?|([\w-]+)[ \t]*\([ \t]*\))\s*(?=[{(])/;

class Parser extends WordReader {
  protected script(text: string): ShellNode {
    return parseShell(text);
  }

  protected reader(text: string): WordReader {
    return new Parser(text);
  }

  /** Commands up to one of these words, to a closing parenthesis, to the end of a branch, or to the end. */
  list(ends: ReadonlySet<string>): ShellNode {
    const nodes: ShellNode[] = [];
    for (;;) {
      this.blank(true);
      if (this.atEnd || this.text[this.at] === ')' || this.atBranchEnd() || ends.has(this.peekWord())) break;
      const node = this.andOr();
      this.blank(false);
      const background = this.text[this.at] === '&';
      nodes.push(background ? { kind: 'background', node } : node);
      if (this.atEnd || this.atBranchEnd() || !';\n&'.includes(this.text[this.at]!)) break;
      this.at++;
    }
    this.blank(true);
    return nodes.length === 1 ? nodes[0]! : { kind: 'sequence', nodes };
  }

  private atBranchEnd(): boolean {
    return this.text.startsWith(';;', this.at);
  }

  private andOr(): ShellNode {
    let node = this.pipeline();
    for (;;) {
      this.blank(false);
      const operator = this.text.slice(this.at, this.at + 2);
      if (operator !== '&&' && operator !== '||') return node;
      this.at += 2;
      this.blank(true);
      node = { kind: operator === '&&' ? 'and' : 'or', left: node, right: this.pipeline() };
    }
  }

  private pipeline(): ShellNode {
    if (this.peekWord() === '!') {
      this.takeWord('!');
      return { kind: 'not', node: this.pipeline() };
    }
    let node = this.command();
    for (;;) {
      this.blank(false);
      if (this.text[this.at] !== '|' || this.text[this.at + 1] === '|') return node;
      this.at++;
      const both = this.text[this.at] === '&';
      if (both) this.at++;
      this.blank(true);
      const left: ShellNode = both ? { kind: 'redirected', node, redirections: [ERRORS_TOO] } : node;
      node = { kind: 'pipe', left, right: this.command() };
    }
  }

  private command(): ShellNode {
    this.blank(false);
    const named = FUNCTION.exec(this.text.slice(this.at));
    if (named) return this.functionNamed(named[1] ?? named[2]!, named[0].length);
    const compound = this.compound();
    if (!compound) return this.simple();
    const redirections: Redirection[] = [];
    for (this.blank(false); !this.atEnd && this.redirections(redirections); this.blank(false));
    return redirections.length > 0 ? { kind: 'redirected', node: compound, redirections } : compound;
  }

  private compound(): ShellNode | undefined {
    if (this.text.startsWith('((', this.at)) return this.reckoning(this.enclosedText('((', '))'));
    if (this.text[this.at] === '(') return { kind: 'subshell', node: this.enclosed('(', ')', NONE) };
    if (/^\[\[\s/.test(this.text.slice(this.at, this.at + 3))) return this.condition();
    switch (this.peekWord()) {
      case '{':
        return this.enclosed('{', '}', BRACE);
      case 'while':
      case 'until':
        return this.loop();
      case 'for':
        return this.forLoop();
      case 'if':
        return this.conditional('if');
      case 'case':
        return this.choice();
      default:
        return undefined;
    }
  }

  /** `[[ … ]]`, in which `&&`, `||`, `<` and parentheses are words. */
  private condition(): ShellNode {
    this.at += 2;
    const words: Word[] = [];
    for (this.blank(true); !this.text.startsWith(']]', this.at); this.blank(true)) {
      if (this.atEnd) this.unexpected();
      words.push(this.conditionWord());
    }
    this.at += 2;
    return { kind: 'condition', words };
  }

  private functionNamed(name: string, length: number): ShellNode {
    this.at += length;
    return { kind: 'function', name, body: this.command() };
  }

  private enclosed(open: string, close: string, ends: ReadonlySet<string>): ShellNode {
    this.takeWord(open);
    const node = this.list(ends);
    this.takeWord(close);
    return node;
  }

  private loop(): ShellNode {
    const word = this.peekWord();
    this.takeWord(word);
    const condition = this.list(LOOP_START);
    return { kind: 'loop', until: word === 'until', condition, body: this.body() };
  }

  private body(): ShellNode {
    this.takeWord('do');
    const body = this.list(LOOP_END);
    this.takeWord('done');
    return body;
  }

  private forLoop(): ShellNode {
    this.takeWord('for');
    this.blank(false);
    if (this.text.startsWith('((', this.at)) return this.countingLoop();
    const name = NAME.exec(this.text.slice(this.at))?.[0] ?? this.unexpected();
    this.at += name.length;
    this.blank(false);
    let words: Word[] | undefined;
    this.blank(true);
    if (this.peekWord() === 'in') {
      this.takeWord('in');
      words = [];
      for (this.blank(false); !this.atEnd && !';\n'.includes(this.text[this.at]!); this.blank(false))
        words.push(this.word());
    }
    if (this.text[this.at] === ';') this.at++;
    this.blank(true);
    return { kind: 'for', name, words, body: this.body() };
  }

  /** `for ((i = 0; i < 3; i++))` */
  private countingLoop(): ShellNode {
    const [start = '', condition = '', step = ''] = this.enclosedText('((', '))').split(';');
    this.blank(false);
    if (this.text[this.at] === ';') this.at++;
    this.blank(true);
    const loop: ShellNode = {
      kind: 'loop',
      until: false,
      condition: this.reckoning(condition.trim() || '1'),
      body: this.body(),
      step: this.reckoning(step),
    };
    return { kind: 'sequence', nodes: [this.reckoning(start), loop] };
  }

  private conditional(opening: string): ShellNode {
    this.takeWord(opening);
    const condition = this.list(THEN);
    this.takeWord('then');
    const then = this.list(IF_END);
    const next = this.peekWord();
    if (next === 'elif') return { kind: 'if', condition, then, otherwise: this.conditional('elif') };
    let otherwise: ShellNode | undefined;
    if (next === 'else') {
      this.takeWord('else');
      otherwise = this.list(FI);
    }
    this.takeWord('fi');
    return { kind: 'if', condition, then, otherwise };
  }

  private choice(): ShellNode {
    this.takeWord('case');
    this.blank(false);
    const word = this.word();
    this.takeWord('in');
    const branches: Branch[] = [];
    for (this.blank(true); !this.atEnd && this.peekWord() !== 'esac'; this.blank(true)) branches.push(this.branch());
    this.takeWord('esac');
    return { kind: 'case', word, branches };
  }

  private branch(): Branch {
    if (this.text[this.at] === '(') this.at++;
    const patterns: Word[] = [];
    do {
      this.blank(false);
      patterns.push(this.word());
      this.blank(false);
    } while (this.text[this.at] === '|' && this.at++ >= 0);
    this.takeWord(')');
    const body = this.list(CASE_END);
    if (this.atBranchEnd()) this.at += 2;
    return { patterns, body };
  }

  private simple(): ShellNode {
    const assignments: Assignment[] = [];
    const words: Word[] = [];
    const redirections: Redirection[] = [];
    for (;;) {
      this.blank(false);
      if (this.atEnd) break;
      if (this.redirections(redirections)) continue;
      if (';\n|&)'.includes(this.text[this.at]!)) break;
      else if (this.text[this.at] === '(') this.unexpected();
      else if (words.length > 0 || !this.assignment(assignments)) words.push(this.word());
    }
    if (words.length + assignments.length + redirections.length === 0) this.unexpected();
    return { kind: 'command', assignments, words, redirections };
  }

  private assignment(assignments: Assignment[]): boolean {
    const match = /^([A-Za-z_][A-Za-z0-9_]*(?:\[[^\]]+\])?)(\+?)=/.exec(this.text.slice(this.at));
    if (!match) return false;
    const [whole, name, plus] = match;
    this.at += whole.length;
    const isList = this.text[this.at] === '(';
    const value = isList || this.endsWord() ? [] : this.word();
    assignments.push({ name: name!, value, ...(isList && { list: this.listed() }), ...(plus && { appends: true }) });
    return true;
  }

  /** `(a b c)` */
  private listed(): Word[] {
    this.takeWord('(');
    const words: Word[] = [];
    for (this.blank(true); !this.atEnd && this.text[this.at] !== ')'; this.blank(true)) words.push(this.word());
    this.takeWord(')');
    return words;
  }

  /** `((…))` */
  private reckoning(expression: string): ShellNode {
    const text: Word = [
      { kind: 'text', text: '', quoted: true },
      ...this.reader(expression.trim() || '1').quotedToEnd(),
    ];
    const words: Word[] = [[{ kind: 'text', text: 'let', quoted: true }], text];
    return { kind: 'command', assignments: [], words, redirections: [] };
  }
}
