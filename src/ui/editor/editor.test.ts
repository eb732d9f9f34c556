import { describe, expect, it } from 'vitest';
import type { DocumentResult } from '../../session/protocol';
import { zipOf } from './archive';
import { lastActOn, lineProblems, partialWords } from './answers';
import { textOf } from '../text/language';
import { firstExample } from './first-example';
import { closeFile, freeName, openText, renameFile, reopenFile, useFiles } from './files';
import { filesOf, forgetGone, readFiles } from './kept-files';

function result(index: number, outcome: DocumentResult['outcome'], more: Partial<DocumentResult> = {}): DocumentResult {
  return { index, name: `document ${index + 1}`, outcome, line: 1 + index * 10, problems: [], ...more };
}

/** A browser's storage that holds a file of each tab, changed at these instants. */
function storageOf(tabs: Readonly<Record<string, number>>): Storage {
  const items = new Map(
    Object.entries(tabs).map(([tab, editedAt]) => {
      const name = `${tab}.yaml`;
      return [`wheelhouse.files.${tab}`, JSON.stringify({ files: [{ name, text: '' }], active: name, editedAt })];
    }),
  );
  return {
    get length() {
      return items.size;
    },
    clear: () => items.clear(),
    key: (index) => [...items.keys()][index] ?? null,
    getItem: (key) => items.get(key) ?? null,
    setItem: (key, value) => void items.set(key, value),
    removeItem: (key) => void items.delete(key),
  };
}

describe('files', () => {
  it('come back as they were kept', () => {
    const kept = {
      files: [
        { name: 'a.yaml', text: 'kind: Pod' },
        { name: 'b.yaml', text: '' },
      ],
      active: 'b.yaml',
      editedAt: 7,
    };
    expect(readFiles(JSON.stringify(kept))).toEqual(kept);
  });

  it.each(['', '{', 'null', '[]', '{"files":7}', '{"files":[{"name":1}]}'])(
    'are the first example when storage holds %j',
    (kept) => {
      const files = [{ name: 'web.yaml', text: firstExample.text }];
      expect(readFiles(kept)).toEqual({ files, active: 'web.yaml', editedAt: 0 });
    },
  );

  it('are a tab’s own; a new tab takes those that were changed last', () => {
    const storage = storageOf({ a: 100, b: 300, c: 200 });
    expect(filesOf('a', storage)).toMatchObject({ of: 'a', active: 'a.yaml' });
    expect(filesOf(undefined, storage)).toMatchObject({ of: 'b', active: 'b.yaml' });
    expect(filesOf('gone', storage)).toMatchObject({ of: 'b' });
    expect(filesOf(undefined, storageOf({}))).toMatchObject({ of: '', active: 'web.yaml' });
  });

  it('of tabs that are gone are forgotten: the oldest, and those of long ago, never the newest or a living tab’s', () => {
    const day = 24 * 3_600_000;
    const storage = storageOf({ living: 1, newest: 99 * day, second: 98 * day, third: 97 * day });
    expect(forgetGone(new Set(['living']), 100 * day, 2, storage)).toEqual(['third']);
    expect(forgetGone(new Set(['living']), 300 * day, 12, storage)).toEqual(['second']);
    expect(forgetGone(new Set(['living']), 300 * day, 0, storage)).toEqual(['newest']);
    expect(filesOf(undefined, storage).of).toBe('living');
  });

  it('do not take each other’s names', () => {
    expect(
      freeName('web.yaml', [
        { name: 'web.yaml', text: '' },
        { name: 'web-2.yaml', text: '' },
      ]),
    ).toBe('web-3.yaml');
    expect(freeName('a.json', [{ name: 'a.json', text: '' }])).toBe('a-2.json');
  });

  it('are opened beside each other, renamed, closed, and come back to where they stood', () => {
    useFiles.setState({ ...readFiles(undefined), closed: [] });
    openText('web.yaml', 'kind: Other');
    openText('pod.json', '{}');
    const names = () => useFiles.getState().files.map(({ name }) => name);
    expect(names()).toEqual(['web.yaml', 'web-2.yaml', 'pod.json']);
    expect(renameFile('web-2.yaml', 'pod.json')).toBe(false);
    expect(renameFile('web-2.yaml', 'other.yaml')).toBe(true);
    closeFile('other.yaml');
    expect(names()).toEqual(['web.yaml', 'pod.json']);
    reopenFile();
    expect(names()).toEqual(['web.yaml', 'other.yaml', 'pod.json']);
    expect(useFiles.getState()).toMatchObject({ active: 'other.yaml', closed: [] });
  });

  it('make an archive that others unpack', async () => {
    const bytes = new Uint8Array(await zipOf([{ name: 'a.yaml', text: 'kind: Pod\n' }]).arrayBuffer());
    const text = new TextDecoder('latin1').decode(bytes);
    expect(text.startsWith('PK\u0003\u0004')).toBe(true);
    expect(text).toContain('a.yamlkind: Pod\n');
    expect(text.lastIndexOf('PK\u0005\u0006')).toBe(bytes.length - 22);
  });
});

describe('answers', () => {
  const act = { at: 0, done: true, documents: [], hops: 0 };

  it('of a file are those of the newest act on it', () => {
    const acts = [
      { ...act, id: 1, title: 'kubectl apply -f web.yaml', file: 'web.yaml' },
      { ...act, id: 2, title: 'kubectl apply -f other.yaml', file: 'other.yaml' },
      { ...act, id: 3, title: 'kubectl delete -f web.yaml' },
    ];
    expect(lastActOn(acts, 'web.yaml')?.id).toBe(3);
    expect(lastActOn(acts, 'b.yaml')).toBeUndefined();
  });

  it('mark the lines of problems, or the document’s first when no line is known', () => {
    const documents = [
      result(0, 'created'),
      result(1, 'refused', { message: 'no such kind' }),
      result(2, 'refused', { problems: [{ line: 25, message: 'bad' }] }),
    ];
    expect(lineProblems(documents)).toEqual([
      { line: 11, message: 'no such kind' },
      { line: 25, message: 'bad' },
    ]);
  });

  it('say which part was done when not all was', () => {
    const said = (documents: readonly DocumentResult[]) => partialWords({ documents }, textOf('en'));
    expect(partialWords({ documents: [], tally: { created: 900, refused: 2 } }, textOf('en'))).toBe(
      '900 of 902 documents took effect; the others did not.',
    );
    expect(said([result(0, 'created'), result(1, 'refused')])).toBe('1 of 2 documents took effect; the other did not.');
    expect(said([result(0, 'refused'), result(1, 'not sent')])).toBe('Nothing was changed by any document.');
    expect(said([result(0, 'waiting'), result(1, 'refused')])).toBe('');
  });
});
