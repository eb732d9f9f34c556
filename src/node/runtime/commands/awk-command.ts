import type { AwkRule, AwkState } from './awk-program';
import { awkText, AwkLeaving, AwkParser, AwkSyntaxError } from './awk-program';
import { formatted, unescaped } from './escapes';
import type { ProgramWorld } from '../program-world';
import type { Streams } from '../shell/shell-streams';

interface Asked {
  readonly program: string;
  readonly separator: string;
  readonly variables: readonly (readonly [string, string])[];
  /** Of all files, or the input. */
  readonly text: string | undefined;
}

/** `-F: -v name=value 'program' FILE …`, `-f FILE` */
export function awkWords(
  parameters: readonly string[],
  contents: (files: readonly string[]) => string | undefined,
  world: ProgramWorld,
): Asked {
  const variables: (readonly [string, string])[] = [];
  let separator = ' ';
  let program: string | undefined;
  const files: string[] = [];
  for (let at = 0; at < parameters.length; at++) {
    const [, option, attached] = /^-([Fvf])(.*)$/s.exec(parameters[at]!) ?? [];
    const value = option === undefined ? parameters[at]! : attached || (parameters[++at] ?? '');
    if (option === 'F') separator = value === 't' ? '\t' : unescaped(value);
    else if (option === 'v') variables.push([value.replace(/=.*$/s, ''), unescaped(value.replace(/^[^=]*=/, ''))]);
    else if (option === 'f') program = world.readFile(value) ?? '';
    else if (program === undefined) program = value;
    else files.push(value);
  }
  const readsNothing = /^\s*BEGIN\s*\{[^{}]*\}\s*$/.test(program ?? '');
  return { program: program ?? '', separator, variables, text: readsNothing ? '' : contents(files) };
}

/** Runs a program over lines; its exit code. */
export function runAwk(
  { program, separator, variables, text = '' }: Asked,
  expression: (pattern: string) => RegExp | undefined,
  streams: Streams,
): number {
  let rules: readonly AwkRule[];
  try {
    rules = new AwkParser(program, expression, formatted).rules();
  } catch (error) {
    if (!(error instanceof AwkSyntaxError)) throw error;
    streams.error(`awk: cmd. line:1: syntax error at or near ${error.message.trim().slice(0, 20)}\n`);
    return 2;
  }
  const known = new Map<string, string | number>([
    ['FS', separator],
    ['OFS', ' '],
    ['ORS', '\n'],
    ['NR', 0],
    ['NF', 0],
    ['$0', ''],
    ...variables,
  ]);
  const state: AwkState = { fields: [], variables: known, arrays: new Map(), output: streams.output };
  const lines = text === '' ? [] : text.replace(/\n$/, '').split('\n');
  try {
    each(rules, 'BEGIN', state);
    lines.forEach((line, index) => oneLine(line, index + 1, rules, state));
  } catch (error) {
    if (!(error instanceof AwkLeaving)) throw error;
    if (error.status) return error.status;
  }
  try {
    each(rules, 'END', state);
  } catch (error) {
    if (!(error instanceof AwkLeaving)) throw error;
    return error.status ?? 0;
  }
  return 0;
}

function each(rules: readonly AwkRule[], when: 'BEGIN' | 'END', state: AwkState): void {
  for (const rule of rules) if (rule.when === when) rule.act(state);
}

function oneLine(line: string, number: number, rules: readonly AwkRule[], state: AwkState): void {
  const { variables } = state;
  state.fields = fieldsOf(line, awkText(variables.get('FS') ?? ' '));
  for (const [name, value] of [
    ['$0', line],
    ['NR', number],
    ['FNR', number],
    ['NF', state.fields.length],
  ] as const)
    variables.set(name, value);
  try {
    for (const { when, act } of rules) {
      if (when === 'BEGIN' || when === 'END') continue;
      const value = when?.(state) ?? 1;
      if (value !== '' && value !== 0) act(state);
    }
  } catch (error) {
    if (!(error instanceof AwkLeaving) || error.status !== undefined) throw error;
  }
}

function fieldsOf(line: string, separator: string): string[] {
  if (separator === ' ') return line.trim() === '' ? [] : line.trim().split(/\s+/);
  if (line === '') return [];
  return line.split(separator.length === 1 ? separator : new RegExp(separator));
}
