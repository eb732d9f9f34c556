import { writeYaml } from '../../apimachinery';
import type { Process } from '../../simulation';
import { CommandError } from '../failure';
import { sortedJson } from '../go-value';
import type { Invocation } from '../invocation';
import { build } from '../kustomize/build';
import type { Say } from '../kustomize/build';

/** What a folder's kustomization makes, as one text of several documents. */
export function builtText(files: Readonly<Record<string, string>>, folder: string, say: Say): string {
  return build(files, folder, say)
    .map((object) => writeYaml(JSON.parse(sortedJson(object))))
    .join('---\n');
}

const restrictors = ['LoadRestrictionsRootOnly', 'LoadRestrictionsNone'];
/** Programs that would run beside kubectl: there are none on this laptop. */
const foreign = ['helm-command', 'helm-debug', 'network', 'mount'];

function checkFlags({ flags }: Invocation): void {
  const restrictor = flags.text('load-restrictor');
  if (restrictor !== undefined && !restrictors.includes(restrictor))
    throw new CommandError(
      `illegal flag value --load-restrictor ${restrictor}; legal values: [${restrictors.join(' ')}]`,
    );
  const asked = foreign.find((name) => flags.has(name));
  if (asked) throw new CommandError(`--${asked}: neither Helm nor plugins run on this laptop`);
}

/** `kubectl kustomize DIR`. */
export function* kustomize(invocation: Invocation): Process<void> {
  const { words, files, flags } = invocation;
  if (words.length > 1) throw new CommandError('specify one path to kustomization.yaml');
  checkFlags(invocation);
  const text = builtText(files, words[0] ?? '.', (line) => invocation.say(line));
  const target = flags.text('output');
  if (target) invocation.written = { [target.replace(/^\.\//, '')]: text };
  else invocation.write('stdout', text);
}
