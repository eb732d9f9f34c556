import type { CommandDefinition } from './command';
import { CommandError } from './failure';
import { FlagReader, Flags, flagTable } from './flags';

/** A command line taken apart: `kubectl rollout status deployment/web --timeout=60s`. */
export interface CommandLine {
  readonly command: CommandDefinition;
  /** `['rollout', 'status']` */
  readonly path: readonly string[];
  readonly words: readonly string[];
  /** What stood behind `--`; undefined without it. */
  readonly dashed: readonly string[] | undefined;
  readonly flags: Flags;
}

/** Flags of every command. */
export const globalFlags = `namespace,n= context= cluster= user= kubeconfig= server,s= as= as-group= as-uid= as-user-extra= token=
  username= password= profile= profile-output= log-flush-frequency= vmodule=
  request-timeout= v,v= help,h insecure-skip-tls-verify certificate-authority= client-certificate= client-key=
  tls-server-name= cache-dir= match-server-version disable-compression warnings-as-errors kuberc=`;

/** The words of a line as a shell makes them: quotes hold spaces together. */
export function wordsOf(line: string): string[] {
  const words: string[] = [];
  for (const [part] of line.matchAll(/(?:'[^']*'|"(?:\\[^]|[^"\\])*"|\\[^]|[^\s'"\\])+/g)) {
    words.push(
      part.replace(/'([^']*)'|"((?:\\[^]|[^"\\])*)"|\\([^])/g, (_, single, double, escaped) => {
        return single ?? double?.replace(/\\(["\\$`])/g, '$1') ?? escaped;
      }),
    );
  }
  return words;
}

interface Place {
  readonly command: CommandDefinition;
  readonly path: readonly string[];
  /** The arguments without the command's own words. */
  readonly rest: readonly string[];
}

function childCalled(command: CommandDefinition, word: string): CommandDefinition | undefined {
  return command.children?.find(({ name, aliases }) => name === word || aliases?.includes(word));
}

const takesNext = new Set(
  flagTable(globalFlags)
    .filter(({ isSwitch }) => !isSwitch)
    .flatMap(({ name, short }) => [`--${name}`, ...(short ? [`-${short}`] : [])]),
);

/** Follows the words down the tree of commands; flags may stand anywhere. */
function placeOf(root: CommandDefinition, line: readonly string[]): Place {
  const rest: string[] = [];
  const path: string[] = [];
  let command = root;
  let at = 0;
  for (; at < line.length && line[at] !== '--'; at++) {
    const word = line[at]!;
    const child = word.startsWith('-') ? undefined : childCalled(command, word);
    if (child) {
      command = child;
      path.push(child.name);
      continue;
    }
    rest.push(word);
    if (takesNext.has(word) && at + 1 < line.length) rest.push(line[++at]!);
    else if (!word.startsWith('-')) break;
  }
  return { command, path, rest: [...rest, ...line.slice(line[at] === '--' ? at : at + 1)] };
}

function withUsage(error: unknown, path: readonly string[]): never {
  if (!(error instanceof CommandError)) throw error;
  throw new CommandError(`${error.message}\nSee '${['kubectl', ...path].join(' ')} --help' for usage.`);
}

/** Throws CommandError with kubectl's words for commands and flags it does not know. */
export function parseCommandLine(root: CommandDefinition, line: readonly string[]): CommandLine {
  const { command, path, rest } = placeOf(root, line);
  const reader = new FlagReader(flagTable(`${globalFlags} ${command.flags ?? ''}`));
  try {
    reader.read(rest);
  } catch (error) {
    withUsage(error, path);
  }
  const { words, dashAt } = reader;
  const dashed = dashAt === undefined ? undefined : words.slice(dashAt);
  return { command, path, words, dashed, flags: new Flags(reader.values) };
}
