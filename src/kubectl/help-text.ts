import type { Process } from '../simulation';
import type { CommandDefinition } from './command';
import { rootCommand } from './command-root';
import { CommandError, UsageError } from './failure';
import { flagTable } from './flags';
import { examples, groups } from './help-examples';
import { defaultOf } from './help-defaults';
import { flagTexts } from './help-flags';
import type { Invocation } from './invocation';

/** `SUBCOMMAND` of groups; arguments of commands. */
function usageOf(command: CommandDefinition, path: readonly string[]): string {
  const line = ['kubectl', ...path].join(' ');
  return `${line} ${command.usage ?? (command.children ? 'SUBCOMMAND' : '')} [options]`.replace(/ {2,}/g, ' ');
}

function childrenText(children: readonly CommandDefinition[]): string {
  const listed = children.toSorted((a, b) => (a.name < b.name ? -1 : 1));
  const width = Math.max(...listed.map(({ name }) => name.length));
  return ['Available Commands:', ...listed.map(({ name, does }) => `  ${name.padEnd(width)}   ${does}`)].join('\n');
}

/** All commands, in groups: what `kubectl` alone prints. */
function rootHelp({ children = [], does }: CommandDefinition): string {
  const width = Math.max(...children.map(({ name }) => name.length));
  const listed = groups.map(([title, names]) => {
    const rows = names.flatMap((name) => children.filter((child) => child.name === name));
    return [`${title}:`, ...rows.map((child) => `  ${child.name.padEnd(width)}    ${child.does}`)].join('\n');
  });
  return [
    `${does}.\n\n Find more information at: https://kubernetes.io/docs/reference/kubectl/`,
    ...listed,
    'Usage:\n  kubectl [flags] [options]',
    'Use "kubectl <command> --help" for more information about a given command.\nUse "kubectl options" for a list of global command-line options (applies to all commands).',
  ].join('\n\n');
}

function examplesOf(path: readonly string[]): string | undefined {
  return examples[path.join(' ')]?.map((line) => `  kubectl ${line}`).join('\n');
}

/** `--help`: what it does, its commands, how it is called. */
export function helpText(command: CommandDefinition, path: readonly string[]): string {
  if (path.length === 0) return rootHelp(command);
  const shown = command.examples ?? examplesOf(path);
  const line = ['kubectl', ...path].join(' ');
  const parts = [command.long ?? `${command.does}.`];
  if (command.aliases?.length) parts.push(`Aliases:\n${[command.name, ...command.aliases].join(', ')}`);
  if (shown) parts.push(`Examples:\n${shown}`);
  if (command.children) parts.push(childrenText(command.children));
  if (command.flags) parts.push(`Options:\n${optionsText(command.flags, path.join(' '))}`);
  parts.push(`Usage:\n  ${usageOf(command, path)}`);
  const more = command.children ? [`Use "${line} <command> --help" for more information about a given command.`] : [];
  const options = 'Use "kubectl options" for a list of global command-line options (applies to all commands).';
  return [...parts, [...more, options].join('\n')].join('\n\n');
}

function optionsText(flags: string, path: string): string {
  return flagTable(flags)
    .toSorted((a, b) => (a.name < b.name ? -1 : 1))
    .map((flag) => {
      const { name, short } = flag;
      const shown = `    ${short ? `-${short}, ` : ''}--${name}=${defaultOf(flag, path)}:`;
      return flagTexts[name] === undefined ? shown : `${shown}\n\t${flagTexts[name]}`;
    })
    .join('\n\n');
}

/** How many letters have to be changed, added or taken away. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      next.push(Math.min(row[j]! + 1, next[j - 1]! + 1, row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1)));
    }
    row = next;
  }
  return row[b.length]!;
}

function suggestions(root: CommandDefinition, typed: string): string {
  const close = (root.children ?? []).filter(({ name }) => distance(name, typed) <= 2 || name.startsWith(typed));
  return close.length === 0 ? '' : `\n\nDid you mean this?\n${close.map(({ name }) => `\t${name}`).join('\n')}`;
}

/** Where a path leads in the tree. */
function commandAt(path: readonly string[]): CommandDefinition {
  let command = rootCommand();
  for (const word of path) command = command.children!.find(({ name }) => name === word)!;
  return command;
}

/** `--help` behind a command. */
export function* showHelp(invocation: Invocation): Process<void> {
  invocation.print(helpText(commandAt(invocation.path), invocation.path));
}

/** A group called without one of its commands, or with one it doesn't have. */
export function* runGroup(invocation: Invocation): Process<void> {
  const command = commandAt(invocation.path);
  const { path, words } = invocation;
  const [typed] = words;
  if (path.length === 0) {
    if (typed !== undefined)
      throw new CommandError(`unknown command "${typed}" for "kubectl"${suggestions(command, typed)}`);
    invocation.print(helpText(command, path));
    return;
  }
  if (typed !== undefined && !command.helpIsEnough)
    throw new UsageError(`unknown command ${JSON.stringify(words.join(' '))}`, path);
  invocation.write(command.helpOn ?? 'stderr', `${helpText(command, path)}\n`);
  invocation.exitCode = command.helpIsEnough ? 0 : 1;
}
