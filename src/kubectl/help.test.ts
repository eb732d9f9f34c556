import { describe, expect, it } from 'vitest';
import type { CommandDefinition } from './command';
import { globalFlags, parseCommandLine, wordsOf } from './command-line';
import { commandTree } from './command-tree';
import { flagTable } from './flags';
import { examples, groups } from './help-examples';
import { flagTexts } from './help-flags';
import { helpText } from './help-text';

const all = (command: CommandDefinition): CommandDefinition[] => [command, ...(command.children ?? []).flatMap(all)];

describe('help', () => {
  it('shows lines that are lines of the command they stand at', () => {
    for (const [path, lines] of Object.entries(examples))
      for (const line of lines)
        expect(parseCommandLine(commandTree, wordsOf(line.replace(/ &$/, ''))).path.join(' '), line).toMatch(
          new RegExp(`^${path}`),
        );
  });

  it('has a text for most flags, and none for what is no flag', () => {
    const known = all(commandTree).flatMap(({ flags = '' }) => flagTable(flags).map(({ name }) => name));
    const names = new Set([...known, ...flagTable(globalFlags).map(({ name }) => name)]);
    expect(Object.keys(flagTexts).filter((name) => !names.has(name))).toEqual([]);
    const untold = [...names].filter((name) => !flagTexts[name]);
    expect(untold.length / names.size).toBeLessThan(0.45);
  });

  it('lists every command in a group, but for those that are about the others', () => {
    const listed = groups.flatMap(([, names]) => names);
    const there = commandTree.children!.map(({ name }) => name);
    expect(listed.toSorted()).toEqual(there.filter((name) => name !== 'help' && name !== 'options').toSorted());
    expect(helpText(commandTree, [])).toContain('Basic Commands (Beginner):\n  create');
  });
});
