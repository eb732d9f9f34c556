import { CommandError } from '../failure';
import type { Flags } from '../flags';
import { GoTemplate } from '../go-template';
import { goSyntax, sortedJson } from '../go-value';
import { JsonPath } from '../json-path';
import { writeKyaml } from './kyaml';
import type { Making } from './object-printer';

function templateOf(rest: string | undefined, flags: Flags): string {
  const template = rest ?? flags.text('template');
  if (template) return template;
  throw new CommandError('template format specified but no template given');
}

/** Arguments of `jsonpath=`: a path without braces is one action. */
function jsonPathOf(template: string): JsonPath {
  try {
    return new JsonPath(/^\s*[.$@[]/.test(template) ? `{${template}}` : template);
  } catch (error) {
    if (!(error instanceof CommandError) || error.message.startsWith('error parsing')) throw error;
    throw new CommandError(`error parsing jsonpath ${template}, ${error.message}`);
  }
}

/** What a path prints; where it can't be followed, with all that one needs to see why. */
function follow(template: string, path: JsonPath, object: unknown): string {
  try {
    return path.text(object);
  } catch (error) {
    if (!(error instanceof CommandError)) throw error;
    throw new CommandError(
      `error executing jsonpath ${JSON.stringify(template)}: Error executing template: ${error.message}. Printing more information for debugging the template:\n` +
        `\ttemplate was:\n\t\t${template}\n\tobject given to jsonpath engine was:\n\t\t${goSyntax(object)}\n\n`,
    );
  }
}

function fileText(name = '', files: Readonly<Record<string, string>>): string {
  const text = files[name];
  if (text !== undefined) return text;
  throw new CommandError(`error reading --template ${name}, open ${name}: no such file or directory`);
}

/** The formats in which people say themselves what they want to see. */
export const templatePrinters: Readonly<Record<string, Making>> = {
  jsonpath: (rest, flags) => {
    const template = templateOf(rest, flags);
    const path = jsonPathOf(template);
    return (object) => follow(template, path, object);
  },
  'jsonpath-as-json': (rest, flags) => {
    const path = jsonPathOf(templateOf(rest, flags));
    return (object) => `${sortedJson(path.find(object), 4)}\n`;
  },
  kyaml: () => (object) => writeKyaml(object),
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
