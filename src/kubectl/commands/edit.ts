import { writeYaml } from '../../apimachinery';
import type { Process } from '../../simulation';
import { CommandError } from '../failure';
import { sortedJson } from '../go-value';
import type { Invocation } from '../invocation';
import { findObjects } from '../resource-builder';
import type { FoundObject } from '../resource-builder';

function textOf({ object }: FoundObject): string {
  const { managedFields: _, ...metadata } = object.metadata;
  return writeYaml(JSON.parse(sortedJson({ ...object, metadata })));
}

/**
 * `kubectl edit deploy/web`: the objects become a file of the folder, which is the page's editor, as they are now; with its resource version a replace
 * of that file is refused where somebody else was faster, as the real one's write is. A terminal of lines has no room for an editor of its own.
 */
export function* edit(invocation: Invocation): Process<void> {
  const { words, flags } = invocation;
  const found = yield* findObjects(invocation, words, flags.has('selector'));
  if (found.length === 0) {
    if (invocation.failed) return;
    throw new CommandError('edit cancelled, no objects found');
  }
  const [{ address }] = found as [FoundObject];
  const file = found.length === 1 ? `${address.kind.singular}-${address.name}.yaml` : 'edit.yaml';
  const head = `# Change what is below, then run: kubectl replace -f ${file}\n`;
  invocation.written = { [file]: head + found.map(textOf).join('---\n') };
  invocation.opened = file;
  invocation.print(
    `${found.map(({ printed }) => printed).join(', ')} is in the editor as ${file}: change it there, then "kubectl replace -f ${file}"`,
  );
}
