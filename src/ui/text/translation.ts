import type { english } from './english';
import type { laterEnglish } from './english/later';

/** What every other language has to say: the same keys; of a counted thing only the form for many where the language has no other. */
export type Translation<Section> = {
  readonly [Key in keyof Section as Key extends `${string}_one` ? never : Key]: string;
};

/** All sections of the catalogue in another language. */
export type Catalogue = { readonly [Section in keyof English]: Translation<English[Section]> };

type English = typeof english & typeof laterEnglish;

/** `pods_one` and `pods_other` are asked for as `pods`, with a count. */
type Asked<Key> = Key extends `${infer Counted}_${'one' | 'other'}` ? Counted : Key;

type KeysOf<Section extends keyof English> = `${Section}.${Asked<keyof English[Section]> & string}`;

/** Every key of the catalogue: `header.newCluster`. */
export type TextKey = { [Section in keyof English]: KeysOf<Section> }[keyof English];

type Sentence<Key> = Key extends `${infer Section}.${infer Name}`
  ? Section extends keyof English
    ? Name extends keyof English[Section]
      ? English[Section][Name]
      : `${Name}_other` extends keyof English[Section]
        ? English[Section][`${Name}_other`]
        : never
    : never
  : never;

/** The names between double braces. */
type Holes<Text> = Text extends `${string}{{${infer Hole}}}${infer Rest}`
  ? (Hole extends `${infer Name}, ${string}` ? Name : Hole) | Holes<Rest>
  : never;

type Counted<Key> = Key extends `${infer Section}.${infer Name}`
  ? Section extends keyof English
    ? `${Name}_other` extends keyof English[Section]
      ? 'count'
      : never
    : never
  : never;

/** What has to be given with a key: nothing, or a value for each name in its sentence. */
export type ValuesOf<Key extends TextKey> = {
  readonly [Name in Holes<Sentence<Key>> | Counted<Key>]: Name extends 'count' ? number : string | number;
};

export type ArgumentsOf<Key extends TextKey> = keyof ValuesOf<Key> extends never ? [] : [values: ValuesOf<Key>];

/** Keys that need nothing else: what tables of words hold. */
export type PlainKey = { [Key in TextKey]: keyof ValuesOf<Key> extends never ? Key : never }[TextKey];
