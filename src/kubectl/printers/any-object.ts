import { isObject } from '../../apimachinery';
import type { Loose } from './description';
import { Description } from './description';
import { describeEvents } from './events';

/** `creationTimestamp` as `Creation Timestamp`, `clusterIP` as `Cluster IP`. */
function titleOf(field: string): string {
  const words = field.match(/[A-Z]+(?![a-z])|[A-Z]?[^A-Z]+/g) ?? [field];
  return words.map((word) => word[0]!.toUpperCase() + word.slice(1)).join(' ');
}

const hidden = new Set([
  '.metadata.name',
  '.metadata.namespace',
  '.metadata.labels',
  '.metadata.annotations',
  '.metadata.managedFields',
  '.apiVersion',
  '.kind',
]);

function fieldLines(value: Readonly<Record<string, unknown>>, path: string, indent: string): string[] {
  return Object.keys(value)
    .sort()
    .flatMap((field) => {
      const here = `${path}.${field}`;
      if (hidden.has(here)) return [];
      const inner = value[field];
      const title = `${indent}${titleOf(field)}:`;
      if (isObject(inner)) return [title, ...fieldLines(inner, here, `${indent}  `)];
      if (!Array.isArray(inner)) return [`${title}\t${String(inner)}`];
      return [
        title,
        ...inner.flatMap((one) =>
          isObject(one) ? fieldLines(one, here, `${indent}  `) : [`${indent}  ${String(one)}`],
        ),
      ];
    });
}

/** What kubectl prints of a kind it knows nothing of: all its fields. */
export function describeAny(object: Loose, events: readonly Loose[] | undefined, now: number): string {
  const { metadata, apiVersion, kind } = object;
  const description = new Description()
    .line(`Name:\t${metadata.name}`)
    .line(`Namespace:\t${metadata.namespace ?? ''}`)
    .labels('Labels', metadata.labels)
    .annotations(metadata.annotations)
    .line(`API Version:\t${apiVersion}`)
    .line(`Kind:\t${kind}`)
    .lines(fieldLines(object, '', ''));
  describeEvents(description, events, now);
  return description.text();
}
