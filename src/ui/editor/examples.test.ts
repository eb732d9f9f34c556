import { describe, expect, it } from 'vitest';
import { problemsIn } from '../../language';
import { textOf } from '../text/language';
import { examples } from './examples';
import { SettledExample } from './testing/settled-example';

describe('the gallery', () => {
  it('has twenty examples and more, each with a file, a title and a sentence of its own', () => {
    expect(examples.length).toBeGreaterThanOrEqual(20);
    const text = textOf('en');
    for (const of of ['file', 'title', 'words'] as const)
      expect(new Set(examples.map((example) => example[of])).size).toBe(examples.length);
    for (const { title, words } of examples) expect([text(title), text(words)].join(': ')).toMatch(/^[A-Z].*\w: .*\.$/);
  });

  it.each(examples.map((example) => [example.file, example] as const))('has nothing wrong in %s', (_, { text }) => {
    expect([...problemsIn(text)].flat()).toEqual([]);
  });
});

describe('on the whole cluster', () => {
  it.each(examples.map((example) => [example.file, example] as const))(
    '%s settles as it says',
    { timeout: 60_000 },
    (_, example) => {
      const settled = new SettledExample(example);
      expect(example.proofs.length).toBeGreaterThan(0);
      for (const { command, shows } of example.proofs) expect(settled.type(command), command).toMatch(shows);
    },
  );
});
