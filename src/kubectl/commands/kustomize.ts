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

/** `kubectl kustomize DIR`. */
export function* kustomize(invocation: Invocation): Process<void> {
  const { words, files } = invocation;
  if (words.length > 1) throw new CommandError('specify one path to kustomization.yaml');
  invocation.write(
    'stdout',
    builtText(files, words[0] ?? '.', (line) => invocation.say(line)),
  );
}
