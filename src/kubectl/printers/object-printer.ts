import { writeYaml } from '../../apimachinery';
import { CommandError } from '../failure';
import type { Flags } from '../flags';
import { GoTemplate } from '../go-template';
import { sortedJson } from '../go-value';
import { JsonPath } from '../json-path';

/** Makes text of an object, its line break included where the format has one. */
export type ObjectPrinter = (object: unknown) => string;

const known = ['go-template', 'go-template-file', 'json', 'jsonpath', 'jsonpath-as-json', 'jsonpath-file'];

function templateOf(rest: string | undefined, flags: Flags): string {
  const template = rest ?? flags.text('template');
  if (template) return template;
  throw new CommandError('template format specified but no template given');
}

/** Arguments of `jsonpath=`: a path without braces is one action. */
function jsonPathOf(template: string): JsonPath {
  return new JsonPath(/^\s*[.$@[]/.test(template) ? `{${template}}` : template);
}

type Making = (rest: string | undefined, flags: Flags, files: Readonly<Record<string, string>>) => ObjectPrinter;

function fileText(name = '', files: Readonly<Record<string, string>>): string {
  const text = files[name];
  if (text !== undefined) return text;
  throw new CommandError(`error reading --template ${name}, open ${name}: no such file or directory`);
}

const makers: Readonly<Record<string, Making>> = {
  json: () => (object) => `${sortedJson(object, 4)}\n`,
  yaml: () => (object) => writeYaml(object),
  jsonpath: (rest, flags) => {
    const path = jsonPathOf(templateOf(rest, flags));
    return (object) => path.text(object);
  },
  'jsonpath-as-json': (rest, flags) => {
    const path = jsonPathOf(templateOf(rest, flags));
    return (object) => `${sortedJson(path.find(object), 4)}\n`;
  },
  'jsonpath-file': (rest, _, files) => {
    const path = jsonPathOf(fileText(rest, files));
    return (object) => path.text(object);
  },
  'go-template': (rest, flags) => {
    const template = new GoTemplate(templateOf(rest, flags));
    return (object) => template.text(object);
  },
  'go-template-file': (rest, _, files) => {
    const template = new GoTemplate(fileText(rest, files));
    return (object) => template.text(object);
  },
};
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
  const make = makers[shortForms[format] ?? format];
  if (make) return make(rest, flags, files);
  const allowed = [...known, 'name', 'template', 'templatefile', 'yaml', ...more].sort().join(',');
  throw new CommandError(
    `unable to match a printer suitable for the output format "${output}", allowed formats are: ${allowed}`,
  );
}
