import { writeYaml } from '../../apimachinery';
import type { Process } from '../../simulation';
import { CommandError } from '../failure';
import { inOrder } from '../go-value';
import type { Invocation } from '../invocation';
import { lastApplied } from '../last-applied';
import { withoutManagers } from '../printers/object-printer';
import { findObjects } from '../resource-builder';
import type { FoundObject } from '../resource-builder';

function textOf({ object }: FoundObject): string {
  return writeYaml(inOrder(withoutManagers(object)));
}

/** Objects as a file of the folder, which is the page's editor, with the line that brings them back. */
function openEditor(
  invocation: Invocation,
  found: readonly FoundObject[],
  texts: readonly string[],
  back: string,
): void {
  const [{ address }] = found as [FoundObject];
  const file = found.length === 1 ? `${address.kind.singular}-${address.name}.yaml` : 'edit.yaml';
  invocation.written = { [file]: `# Change what is below, then run: ${back} -f ${file}\n${texts.join('---\n')}` };
  invocation.opened = file;
  const names = found.map(({ printed }) => printed).join(', ');
  invocation.print(`${names} is in the editor as ${file}: change it there, then "${back} -f ${file}"`);
}

function* foundFor(invocation: Invocation): Process<readonly FoundObject[]> {
  const found = yield* findObjects(invocation, invocation.words, invocation.flags.has('selector'));
  if (found.length === 0 && !invocation.failed) throw new CommandError('edit cancelled, no objects found');
  return found;
}

/**
 * `kubectl edit deploy/web`: the objects as they are now; with its resource version a replace of that file is refused where somebody else was
 * faster, as the real one's write is. A terminal of lines has no room for an editor of its own.
 */
export function* edit(invocation: Invocation): Process<void> {
  const found = yield* foundFor(invocation);
  if (found.length > 0) openEditor(invocation, found, found.map(textOf), 'kubectl replace');
}

/** `kubectl apply edit-last-applied deploy/web`: what was applied last, to be changed and remembered again. */
export function* editLastApplied(invocation: Invocation): Process<void> {
  const found = yield* foundFor(invocation);
  const texts = found.map(({ object }) => {
    const applied = lastApplied(object);
    if (applied) return writeYaml(inOrder(applied));
    throw new CommandError(`no last-applied-configuration annotation found on resource: ${object.metadata.name}`);
  });
  if (found.length > 0) openEditor(invocation, found, texts, 'kubectl apply set-last-applied');
}
