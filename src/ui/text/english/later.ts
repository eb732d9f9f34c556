import { examples } from './examples';
import { simplified } from './simplified';

/** Sections that are not needed before somebody opens what they are about: they come with it (`later-english.ts`). */
export const laterEnglish = { examples, simplified };
