import { describe, expect, it } from 'vitest';
import { parseAllDocuments } from 'yaml';
import type { DocumentResult } from '../../session/protocol';
import { lastActOn, lineProblems, partialWords } from './answers';
import { examples } from './examples';
import { freeName, readFiles } from './files';

function result(index: number, outcome: DocumentResult['outcome'], more: Partial<DocumentResult> = {}): DocumentResult {
  return { index, name: `document ${index + 1}`, outcome, line: 1 + index * 10, problems: [], ...more };
}

describe('files', () => {
  it('come back as they were kept', () => {
    const kept = {
      files: [
        { name: 'a.yaml', text: 'kind: Pod' },
        { name: 'b.yaml', text: '' },
      ],
      active: 'b.yaml',
    };
    expect(readFiles(JSON.stringify(kept))).toEqual(kept);
  });

  it.each(['', '{', 'null', '[]', '{"files":7}', '{"files":[{"name":1}]}'])(
    'are the first example when storage holds %j',
    (kept) => {
      expect(readFiles(kept)).toEqual({ files: [{ name: 'web.yaml', text: examples[0]?.text }], active: 'web.yaml' });
    },
  );

  it('do not take each other’s names', () => {
    expect(
      freeName('web.yaml', [
        { name: 'web.yaml', text: '' },
        { name: 'web-2.yaml', text: '' },
      ]),
    ).toBe('web-3.yaml');
  });
});

describe('examples', () => {
  it.each(examples.map((example) => [example.file, example] as const))('%s is YAML of named objects', (_, example) => {
    const documents = parseAllDocuments(example.text);
    expect(documents.length).toBeGreaterThan(0);
    for (const document of documents) {
      expect(document.errors).toEqual([]);
      expect(document.toJS()).toMatchObject({
        apiVersion: expect.any(String),
        kind: expect.any(String),
        metadata: { name: expect.any(String) },
      });
    }
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
    expect(partialWords([result(0, 'created'), result(1, 'refused')])).toBe(
      '1 of 2 documents took effect; the other did not.',
    );
    expect(partialWords([result(0, 'refused'), result(1, 'not sent')])).toBe('Nothing was changed by any document.');
    expect(partialWords([result(0, 'waiting'), result(1, 'refused')])).toBe('');
  });
});
