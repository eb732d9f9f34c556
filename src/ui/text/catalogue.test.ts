import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { english } from './english';
import { laterEnglish } from './english/later';
import { korean } from './korean';
import { loadLanguage, textOf } from './language';
import { withParticles } from './particles';
import type { Catalogue } from './translation';

/** Stored as `pods_one` and `pods_other`; Korean has one form for any number. */
function sentences(catalogue: object): ReadonlyMap<string, string> {
  return new Map(
    Object.entries(catalogue as Record<string, Record<string, string>>).flatMap(([section, words]) =>
      Object.entries(words).map(([key, sentence]) => [`${section}.${key}`, sentence] as const),
    ),
  );
}

function holes(sentence: string): string[] {
  return [...sentence.matchAll(/\{\{(.*?)\}\}/g)].map((match) => match[1] ?? '').sort();
}

function marks(sentence: string): string[] {
  return [...sentence.matchAll(/<\/?\w+>/g)].map((match) => match[0]).sort();
}

const translation: Catalogue = korean;
const en = sentences({ ...english, ...laterEnglish });
const ko = sentences(translation);

describe('the catalogue in Korean', () => {
  it('has the keys that English has, and no more', () => {
    const wanted = [...en.keys()].filter((key) => !key.endsWith('_one'));
    expect([...ko.keys()].sort()).toEqual(wanted.sort());
  });

  it('names the same values and the same emphasis in every sentence', () => {
    for (const [key, sentence] of ko) {
      expect([key, holes(sentence)]).toEqual([key, [...new Set(holes(en.get(key) ?? ''))].sort()]);
      expect([key, marks(sentence)]).toEqual([key, marks(en.get(key) ?? '')]);
    }
  });

  it('leaves no sentence empty, and none in English that has words to translate', () => {
    const same = [...ko].filter(([key, sentence]) => sentence === en.get(key) && /[a-z]{3}/i.test(bare(sentence)));
    expect(same.map(([key]) => key).filter((key) => !keptInEnglish.has(key))).toEqual([]);
    expect([...ko].filter(([, sentence]) => sentence.trim() === '')).toEqual([]);
  });
});

describe('the catalogue', () => {
  it('has no sentence that nobody says', () => {
    const code = sourcesBelow(fileURLToPath(new URL('../..', import.meta.url))).join('\n');
    const bare = [...en.keys()].map((key) => key.replace(/_(one|other)$/, ''));
    // Keys that are put together: `graph.${id}`, `states.${state}` …
    const stems = [...code.matchAll(/`(\w+\.\w*)\$\{/g)].map((match) => match[1] ?? '');
    const unsaid = bare.filter(
      (key) => !code.includes(`'${key}'`) && !code.includes(`"${key}"`) && !stems.some((stem) => key.startsWith(stem)),
    );
    expect(unsaid).toEqual([]);
  });
});

/** The text of all that could say something: the page, and the worker that tells it what to say. */
function sourcesBelow(folder: string): string[] {
  return ['session', 'ui'].flatMap((part) =>
    readdirSync(join(folder, part), { recursive: true, encoding: 'utf8' })
      .filter((path) => /\.tsx?$/.test(path) && !path.includes('text/english') && !path.includes('text/korean'))
      .map((path) => readFileSync(join(folder, part, path), 'utf8')),
  );
}

/** Names that stay what they are in any language. */
const keptInEnglish: ReadonlySet<string> = new Set([
  'graph.cpu',
  'records.etcd',
  'sequence.controller',
  'simplified.etcd',
]);

function bare(sentence: string): string {
  return sentence.replace(/\{\{.*?\}\}|<\/?\w+>/g, '');
}

describe('a sentence', () => {
  it('counts by the rules of its language', () => {
    const inEnglish = textOf('en');
    expect(inEnglish('counts.workers', { count: 1 })).toBe('1 worker');
    expect(inEnglish('counts.workers', { count: 1234 })).toBe('1,234 workers');
  });

  it('is Korean once Korean has come, with the particle that fits', async () => {
    await loadLanguage('ko');
    const inKorean = textOf('ko');
    expect(inKorean('counts.workers', { count: 3 })).toBe('워커 3대');
    expect(inKorean('header.theme', { now: '밝게', next: '어둡게' })).toBe('테마: 밝게. 어둡게로 바꾸기');
  });

  it('takes a value for what it is, whatever stands in it', () => {
    const hostile = '{{now}} $t(header.keys) <b>$&</b>';
    expect(textOf('en')('header.themeHint', { now: hostile, next: 'x' })).toBe(`Theme: ${hostile}. Click: x`);
  });
});

describe('a Korean particle', () => {
  it('follows the sound before it', () => {
    const cases: Readonly<Record<string, string>> = {
      '파드[을/를]': '파드를',
      '웹[을/를]': '웹을',
      '서울[으로/로]': '서울로',
      '집[으로/로]': '집으로',
      'worker-2[은/는]': 'worker-2는',
      'cp-1[으로/로]': 'cp-1로',
      'cp-3[으로/로]': 'cp-3으로',
      'Pod[이/가]': 'Pod가',
      'kubelet[이/가]': 'kubelet이',
      'Deployment[을/를]': 'Deployment를',
      'ReplicaSet “web”[을/를]': 'ReplicaSet “web”을',
      'etcd[과/와]': 'etcd와',
    };
    expect(Object.fromEntries(Object.keys(cases).map((written) => [written, withParticles(written)]))).toEqual(cases);
  });
});
