import { writeYaml } from '../apimachinery';
import { CommandError } from './failure';
import { inOrder } from './go-value';
import type { Invocation } from './invocation';
import { objectPrinter } from './printers/object-printer';

export type DryRun = 'none' | 'client' | 'server';

/** `--dry-run=client|server`; alone it is what it once was, client. */
export function dryRunOf({ flags }: Invocation): DryRun {
  const text = flags.text('dry-run');
  if (text === undefined || text === 'none' || text === 'false') return 'none';
  if (text === 'client' || text === 'server') return text;
  if (text === 'unchanged' || text === 'true') return 'client';
  throw new CommandError(`Invalid dry-run value (${text}). Must be "none", "server", or "client".`);
}

/** Whether nothing is to be sent: a dry run of the client's, or `--local`. */
export function isOnlyShown(invocation: Invocation): boolean {
  return dryRunOf(invocation) === 'client' || invocation.flags.isOn('local');
}

/** ` (dry run)` behind what a command says it did. */
export function dryRunSuffix(dryRun: DryRun): string {
  return { none: '', client: ' (dry run)', server: ' (server dry run)' }[dryRun];
}

/** The part of a query that keeps the server from writing. */
export function dryRunQuery(dryRun: DryRun): { readonly dryRun?: string } {
  return dryRun === 'server' ? { dryRun: 'All' } : {};
}

/**
 * What a command that made or changed an object prints of it: a sentence, or with `-o` the object.
 * @param object in the order of its fields, as JSON prints them
 * @param isFree whether the real one reads it as any object, whose fields have no order but the alphabet's
 */
export function printOutcome(
  invocation: Invocation,
  printed: string,
  did: string,
  object: unknown,
  isFree = false,
): void {
  const output = invocation.flags.text('output') ?? '';
  if (output === '') invocation.print(`${printed} ${did}${dryRunSuffix(dryRunOf(invocation))}`);
  else if (output === 'name') invocation.print(printed);
  else if (output === 'yaml') invocation.write('stdout', writeYaml(object));
  else if (output === 'json') invocation.print(JSON.stringify(isFree ? inOrder(object) : object, null, 4));
  else invocation.write('stdout', objectPrinter(output, invocation.flags, invocation.files, [])(object));
}
