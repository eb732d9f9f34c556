import type { KubeObject } from '../../apimachinery';
import type { User } from '../authentication';

/** A stage of a request's path and what it said, for the inspector. */
export interface Stage {
  readonly title:
    | 'authentication'
    | 'authorization'
    | 'decoding'
    | 'mutating admission'
    | 'validation'
    | 'validating admission'
    | 'storage';
  readonly verdict: Verdict;
}

/** What a stage came to, as data: whoever shows it finds the words. */
export type Verdict =
  | { readonly is: 'known'; readonly user: string; readonly proof: User['by'] }
  | { readonly is: 'allowed'; readonly by: string }
  | { readonly is: 'decoded'; readonly as: string }
  /** By the plugins of admission that changed something. */
  | { readonly is: 'completed'; readonly by: readonly string[] }
  | { readonly is: 'bound'; readonly node: string }
  | { readonly is: 'stored' | 'deleted'; readonly key: string; readonly revision: number }
  | { readonly is: 'refused'; readonly message: string }
  | { readonly is: 'valid' | 'admitted' | 'marked' | 'not-stored' };

export const VALID: Stage = { title: 'validation', verdict: { is: 'valid' } };
export const ADMITTED: Stage = { title: 'validating admission', verdict: { is: 'admitted' } };

/** Stages that come to the same are the same object: the trace keeps those of every write. */
function shared(make: (text: string) => Stage): (text: string) => Stage {
  const made = new Map<string, Stage>();
  return (text) => {
    let stage = made.get(text);
    if (!stage) made.set(text, (stage = make(text)));
    return stage;
  };
}

export const allowed = shared((by) => ({ title: 'authorization', verdict: { is: 'allowed', by } }));
export const decoded = shared((as) => ({ title: 'decoding', verdict: { is: 'decoded', as } }));

const completedByThese = shared((names) => ({
  title: 'mutating admission',
  verdict: { is: 'completed', by: names === '' ? [] : names.split(',') },
}));

/** @param plugins those of admission that changed something */
export const completed = (plugins: readonly string[]): Stage => completedByThese(plugins.join());

export const stored = (key: string, { metadata }: KubeObject): Stage => ({
  title: 'storage',
  verdict: { is: 'stored', key, revision: Number(metadata.resourceVersion) },
});
