import { text, textOf } from '../text/language';
import type { PlainKey } from '../text/translation';

/** What the reader of manifests explains in words of its own, beside kubectl's sentence; all else that is said of a text is Kubernetes'. */
const EXPLANATIONS: readonly PlainKey[] = [
  'editor.yamlColonNotExpected',
  'editor.yamlColonMissing',
  'editor.yamlTab',
  'editor.yamlTooDeep',
];

function explanation(message: string): PlainKey | undefined {
  return EXPLANATIONS.find((key) => textOf('en')(key) === message);
}

export function isExplained(message: string): boolean {
  return explanation(message) !== undefined;
}

/** A problem in the language of the page, where it is ours to say. */
export function problemWords(message: string): string {
  const key = explanation(message);
  return key ? text(key) : message;
}
