import { describe, expect, it } from 'vitest';
import { problemsIn } from '../../language';
import { isExplained } from './problem-words';

/** Each is explained by the reader in words of its own: were they changed there alone, the page would say them in English to everybody. */
const broken = ['a: b: c\n', 'a: b\nre\nc: d\n', 'a:\n\tb: 1\n', `a: ${'['.repeat(1100)}${']'.repeat(1100)}\n`];

describe('problems', () => {
  it.each(broken)('of a text that is no YAML are explained in the language of the page (%#)', (text) => {
    const said = [...problemsIn(text)].flat().map(({ message }) => message);
    expect(said.filter(isExplained)).toHaveLength(1);
  });

  it('in Kubernetes’ words stay as they are', () => {
    expect(isExplained('kind not set')).toBe(false);
  });
});
