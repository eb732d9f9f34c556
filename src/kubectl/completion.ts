import { kinds, resourceName } from '../api';
import type { KindDefinition } from '../api';
import type { CommandDefinition } from './command';
import { globalFlags } from './command-line';
import { rootCommand } from './command-root';
import { flagTable } from './flags';
import { kindCalled } from './resource-argument';

/** What may stand where the caret is. */
export interface Completion {
  /** What has been typed of the word. */
  readonly typed: string;
  readonly candidates: readonly string[];
  /** Where an object's name may stand: of this kind (and `prefix` before it, `pod/`). */
  readonly namesOf?: { readonly kind: string; readonly prefix: string };
}

/** Commands whose arguments are kinds and names. */
const aboutObjects = new Set([
  ...['get', 'describe', 'delete', 'label', 'annotate', 'scale', 'expose', 'patch', 'wait', 'edit', 'status', 'undo'],
  ...['restart', 'history', 'pause', 'resume', 'image', 'env', 'resources', 'serviceaccount', 'selector', 'autoscale'],
]);
const aboutPods = new Set(['logs', 'exec', 'attach', 'port-forward', 'cp']);
const aboutNodes = new Set(['cordon', 'uncordon', 'drain']);
const outputs = ['json', 'yaml', 'wide', 'name', 'jsonpath=', 'custom-columns=', 'go-template='];

interface Place {
  readonly command: CommandDefinition;
  /** Arguments before the word that is being typed. */
  readonly words: readonly string[];
}

function placeOf(line: readonly string[]): Place {
  let command = rootCommand();
  const words: string[] = [];
  for (const word of line) {
    if (word.startsWith('-')) continue;
    const child =
      words.length === 0
        ? command.children?.find(({ name, aliases }) => name === word || aliases?.includes(word))
        : undefined;
    if (child) command = child;
    else words.push(word);
  }
  return { command, words };
}

function flagNames(command: CommandDefinition): string[] {
  return flagTable(`${command.flags ?? ''} ${globalFlags}`).map(
    ({ name, isSwitch }) => `--${name}${isSwitch ? '' : '='}`,
  );
}

function kindNames(): string[] {
  return kinds.map(resourceName);
}

function known(name: string): KindDefinition | undefined {
  try {
    return kindCalled(name);
  } catch {
    return undefined;
  }
}

function names(kind: string, prefix = ''): Omit<Completion, 'typed'> {
  return { candidates: [], namesOf: { kind, prefix } };
}

function argument({ command, words }: Place, typed: string): Omit<Completion, 'typed'> {
  if (command.children && words.length === 0) {
    const below = command.children.map(({ name }) => name);
    return { candidates: below };
  }
  if (aboutPods.has(command.name)) return words.length === 0 ? names('Pod') : { candidates: [] };
  if (aboutNodes.has(command.name)) return names('Node');
  if (command.name === 'taint') return words.length === 0 ? { candidates: ['node'] } : names('Node');
  if (!aboutObjects.has(command.name)) return { candidates: [] };
  const slash = typed.indexOf('/');
  if (slash > 0) {
    const kind = known(typed.slice(0, slash));
    return kind ? names(kind.kind, typed.slice(0, slash + 1)) : { candidates: [] };
  }
  if (words.length === 0) return { candidates: kindNames() };
  const kind = known(words[0]!);
  return kind ? names(kind.kind) : { candidates: [] };
}

function valueOf(flag: string, files: readonly string[]): Omit<Completion, 'typed'> | undefined {
  if (flag === '-o' || flag === '--output') return { candidates: outputs };
  if (flag === '-n' || flag === '--namespace') return names('Namespace');
  if (flag === '-f' || flag === '--filename') return { candidates: files };
  return undefined;
}

function atCaret(before: readonly string[], typed: string, files: readonly string[]): Omit<Completion, 'typed'> {
  const place = placeOf(before);
  const [, flag, value] = /^(--[\w-]+)=(.*)$/.exec(typed) ?? [];
  if (flag !== undefined) {
    const found = valueOf(flag, files) ?? { candidates: [] };
    const prefix = `${flag}=${found.namesOf?.prefix ?? ''}`;
    return {
      candidates: found.candidates.filter((one) => one.startsWith(value!)).map((one) => `${flag}=${one}`),
      ...(found.namesOf && { namesOf: { ...found.namesOf, prefix } }),
    };
  }
  const given = valueOf(before.at(-1) ?? '', files);
  if (given) return given;
  return typed.startsWith('-') ? { candidates: flagNames(place.command) } : argument(place, typed);
}

/**
 * What may follow in a line that is being typed.
 * @param line up to the caret, `kubectl` included
 * @param files names in the folder, for `-f`
 */
export function completeLine(line: string, files: readonly string[]): Completion {
  const words = line.split(/\s+/);
  const typed = words.at(-1) ?? '';
  const [program, ...before] = words.slice(0, -1);
  if (program === undefined) return { typed, candidates: ['kubectl'].filter((one) => one.startsWith(typed)) };
  if (program !== 'kubectl' && program !== 'k') return { typed, candidates: [] };
  const found = atCaret(
    before.filter((word) => word !== ''),
    typed,
    files,
  );
  return { ...found, typed, candidates: found.candidates.filter((one) => one.startsWith(typed)).toSorted() };
}
