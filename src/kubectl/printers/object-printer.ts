import { withoutAt, writeYaml } from '../../apimachinery';
import { CommandError } from '../failure';
import type { Flags } from '../flags';
import { sortedJson } from '../go-value';

/** Who owns which field is printed only where somebody asks for it. */
export const withoutManagers = <T>(object: T): T => withoutAt(object, ['metadata', 'managedFields']);

/** Makes text of an object, its line break included where the format has one. */
export type ObjectPrinter = (object: unknown) => string;

const known = ['go-template', 'go-template-file', 'json', 'jsonpath', 'jsonpath-as-json', 'jsonpath-file', 'kyaml'];

/** Reads what follows the format's name. */
export type Making = (rest: string | undefined, flags: Flags, files: Readonly<Record<string, string>>) => ObjectPrinter;

const makers = new Map<string, Making>(
  Object.entries({
    json: () => (object: unknown) => `${sortedJson(object, 4)}\n`,
    yaml: () => (object: unknown) => writeYaml(object),
  }),
);

/** Formats with a language of their own come with the commands that are typed. */
export function offerPrinters(more: Readonly<Record<string, Making>>): void {
  for (const format in more) makers.set(format, more[format]!);
}

const shortForms: Readonly<Record<string, string>> = { template: 'go-template', templatefile: 'go-template-file' };

/**
 * The printer of `-o json|yaml|jsonpath=…|go-template=…`.
 * @param more formats that the caller prints himself, for the words of a refusal
 */
export function objectPrinter(
  output: string,
  flags: Flags,
  files: Readonly<Record<string, string>>,
  more: readonly string[],
): ObjectPrinter {
  const [, format = '', rest] = /^([^=]*)(?:=([^]*))?$/.exec(output)!;
  const isPlain = format === 'json' || format === 'yaml' || format === 'kyaml';
  const make = isPlain && rest !== undefined ? undefined : makers.get(shortForms[format] ?? format);
  if (make) return make(rest, flags, files);
  const allowed = [...known, 'name', 'template', 'templatefile', 'yaml', ...more].sort().join(',');
  throw new CommandError(
    `unable to match a printer suitable for the output format "${output}", allowed formats are: ${allowed}`,
  );
}
