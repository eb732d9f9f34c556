import { isObject } from '../../apimachinery';
import type { Loose } from './description';
import { Description } from './description';
import { describeEvents } from './events';

/** Words that are written in capitals wherever they stand. */
const acronyms = new Set(['API', 'URL', 'UID', 'OSB', 'GUID']);

/** `creationTimestamp` as `Creation Timestamp`, `clusterIP` as `Cluster IP`, `uid` as `UID`; what is no word stays as it is. */
function titleOf(field: string): string {
  if (!/^[\p{L}-]*$/u.test(field)) return field;
  const words = field.match(/[A-Z]+(?![a-z])|[A-Z]?[^A-Z]+/g) ?? [field];
  return words
    .map((word) => (acronyms.has(word.toUpperCase()) ? word.toUpperCase() : word[0]!.toUpperCase() + word.slice(1)))
    .join(' ');
}

const hidden = new Set([
  '.metadata.name',
  '.metadata.namespace',
  '.metadata.labels',
  '.metadata.annotations',
  '.metadata.managedFields',
]);

/** As Go prints what is not there. */
const shown = (value: unknown): string => (value === null || value === undefined ? '<nil>' : String(value));

function fieldLines(value: Readonly<Record<string, unknown>>, path: string, indent: string): string[] {
  return Object.keys(value)
    .sort()
    .flatMap((field) => {
      const here = `${path}.${field}`;
      if (hidden.has(here)) return [];
      const inner = value[field];
      const title = `${indent}${titleOf(field)}:`;
      if (isObject(inner)) return [title, ...fieldLines(inner, here, `${indent}  `)];
      if (!Array.isArray(inner)) return [`${title}\t${shown(inner)}`];
      return [
        title,
        ...inner.flatMap((one) =>
          isObject(one) ? fieldLines(one, here, `${indent}  `) : [`${indent}  ${shown(one)}`],
        ),
      ];
    });
}

/** What kubectl prints of a kind it knows nothing of: all its fields. */
export function describeAny(object: Loose, events: readonly Loose[] | undefined, now: number): string {
  const { metadata } = object;
  const description = new Description()
    .line(`Name:\t${metadata.name}`)
    .line(`Namespace:\t${metadata.namespace ?? ''}`)
    .labels('Labels', metadata.labels)
    .annotations(metadata.annotations)
    .lines(fieldLines(object, '', ''));
  describeEvents(description, events, now);
  return description.text();
}
