import { CommandError } from '../failure';
import type { Flags } from '../flags';
import { GoTemplate } from '../go-template';
import { sortedJson } from '../go-value';
import { JsonPath } from '../json-path';
import type { Making } from './object-printer';

function templateOf(rest: string | undefined, flags: Flags): string {
  const template = rest ?? flags.text('template');
  if (template) return template;
  throw new CommandError('template format specified but no template given');
}

/** Arguments of `jsonpath=`: a path without braces is one action. */
function jsonPathOf(template: string): JsonPath {
  return new JsonPath(/^\s*[.$@[]/.test(template) ? `{${template}}` : template);
}

function fileText(name = '', files: Readonly<Record<string, string>>): string {
  const text = files[name];
  if (text !== undefined) return text;
  throw new CommandError(`error reading --template ${name}, open ${name}: no such file or directory`);
}

/** The formats in which people say themselves what they want to see. */
export const templatePrinters: Readonly<Record<string, Making>> = {
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
