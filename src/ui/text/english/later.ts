import { etcd } from './etcd';
import { examples } from './examples';
import { facts } from './facts';
import { keys } from './keys';
import { palette } from './palette';
import { sequence } from './sequence';
import { simplified } from './simplified';
import { terminal } from './terminal';

/** Sections that are not needed before somebody opens what they are about: they come with it (`later-english.ts`). */
export const laterEnglish = { etcd, examples, facts, keys, palette, sequence, simplified, terminal };
