import { createInstance } from 'i18next';
import { useSyncExternalStore } from 'react';
import type { Words } from '../../session/protocol';
import { recall, remember } from '../state/memory';
import { english } from './english';
import { fill, takeApart, type Template } from './filling';
import { withParticles } from './particles';
import type { ArgumentsOf, TextKey } from './translation';

export type Language = 'en' | 'ko';

/** Gives a sentence of the catalogue. Keys and the values that a sentence needs are checked by the compiler. */
export type Text = <Key extends TextKey>(key: Key, ...values: ArgumentsOf<Key>) => string;

const KEY = 'wheelhouse.language';

const i18n = createInstance();
void i18n.init({
  lng: 'en',
  fallbackLng: 'en',
  supportedLngs: ['en', 'ko'],
  nsSeparator: false,
  initAsync: false,
  // React writes text, never markup.
  interpolation: { escapeValue: false },
  resources: { en: { translation: english } },
});

/** More sections of the catalogue, with what they are about. */
export function addEnglish(sections: Readonly<Record<string, object>>): void {
  i18n.addResourceBundle('en', 'translation', sections, true);
}

/**
 * i18next finds the sentence: the language, the plural, English where another language has none. It is asked once for each and
 * the values are put in here, since its own way takes a tenth of a millisecond, and a picture has thousands of words.
 */
function textIn(language: Language): Text {
  const templates = new Map<string, Template>();
  // Dear to make, and of the language that nobody speaks never needed.
  let rules: { readonly plurals: Intl.PluralRules; readonly figures: Intl.NumberFormat } | undefined;
  const ruled = () => (rules ??= { plurals: new Intl.PluralRules(language), figures: new Intl.NumberFormat(language) });
  const find = i18n.getFixedT(language) as (key: string, options: object) => string;
  return (key, ...[given]) => {
    const values = (given ?? {}) as Readonly<Record<string, unknown>>;
    const count = values['count'];
    const id = typeof count === 'number' ? `${key} ${ruled().plurals.select(count)}` : key;
    let template = templates.get(id);
    if (!template) {
      template = takeApart(find(key, { count, skipInterpolation: true }));
      if (i18n.hasResourceBundle(language, 'translation')) templates.set(id, template);
    }
    const sentence = fill(template, values, () => ruled().figures);
    return language === 'ko' ? withParticles(sentence) : sentence;
  };
}

/** One function a language, so that what is remembered by it is forgotten with the language. */
const texts: Readonly<Record<Language, Text>> = { en: textIn('en'), ko: textIn('ko') };
const listeners = new Set<() => void>();
let current: Language = 'en';

/** Sentences in one language, whatever the page speaks. */
export function textOf(language: Language): Text {
  return texts[language];
}

/** The language of the moment. */
export function language(): Language {
  return current;
}

/** A sentence in the language of the moment: for functions that are called while something is drawn. Components call `useText`. */
export const text: Text = (key, ...values) => texts[current](key, ...values);

export function onLanguageChange(callback: () => void): () => void {
  listeners.add(callback);
  return () => listeners.delete(callback);
}

/** The same for components: they are drawn again when the language changes. */
export function useText(): Text {
  return useSyncExternalStore(onLanguageChange, () => texts[current]);
}

export function useLanguage(): Language {
  return useSyncExternalStore(onLanguageChange, language);
}

/** What the worker told, said in the language of the moment; Kubernetes' own words are left as they are. */
export function say(words: Words): string {
  return sayIn(current, words);
}

export function sayIn(language: Language, words: Words): string {
  if (typeof words === 'string') return words;
  // A name that is not whole ends a sentence by itself.
  const sentence = spoken(texts[language], words).replace(/…\.$/, '…');
  // Who stands at the beginning is written small in the middle of other sentences.
  return sentence.startsWith('the ') && /[.…]$/.test(sentence) ? `The ${sentence.slice(4)}` : sentence;
}

function spoken(text: Text, words: Words): string {
  if (typeof words === 'string') return words;
  const values: Record<string, string | number> = {};
  for (const [name, value] of Object.entries(words.values ?? {})) {
    if (isList(value)) values[name] = value.map((each) => spoken(text, each)).join(', ');
    else values[name] = typeof value === 'object' ? spoken(text, value) : value;
  }
  const key: TextKey = words.key;
  return text(key, ...([values] as unknown as ArgumentsOf<typeof key>));
}

function isList(value: unknown): value is readonly Words[] {
  return Array.isArray(value);
}

/** Kubernetes' own word; nothing where the worker told a phrase. */
export function plainWord(words: Words): string {
  return typeof words === 'string' ? words : '';
}

/** English lies in the page; others are fetched when somebody wants them. */
export async function loadLanguage(wanted: Language): Promise<void> {
  if (wanted === 'en' || i18n.hasResourceBundle(wanted, 'translation')) return;
  const { korean } = await import('./korean');
  i18n.addResourceBundle('ko', 'translation', korean);
}

async function speak(wanted: Language): Promise<void> {
  await loadLanguage(wanted);
  current = wanted;
  document.documentElement.lang = wanted;
  for (const listener of listeners) listener();
}

/** What was chosen last, else what the browser is set to. Where it cannot be fetched the page is in English. */
export async function startLanguage(): Promise<void> {
  const chosen = recall(KEY) ?? navigator.language.slice(0, 2);
  if (chosen === 'ko') await speak('ko').catch(() => undefined);
}

/** Changes what stands on the page as it stands there; nothing is loaded anew. */
export async function setLanguage(wanted: Language): Promise<void> {
  remember(KEY, wanted);
  await speak(wanted);
}
