import type { StageVerdict } from '../cluster';
import { type Phrase, phrase, type PhraseKey, type Words } from './phrases';

type Proof = Extract<StageVerdict, { is: 'known' }>['proof'];

/** How somebody proved who they are. */
const PROOFS: Readonly<Record<Proof, PhraseKey>> = {
  'client certificate': 'verdicts.byCertificate',
  'service account token': 'verdicts.byToken',
  'static token': 'verdicts.byStaticToken',
  nobody: 'verdicts.byNobody',
  impersonation: 'verdicts.byImpersonation',
};

/** The table that stands for roles as long as there are none. */
const FIXED_TABLE = 'fixed table';

const VALID = phrase('verdicts.valid');
const ADMITTED = phrase('verdicts.admitted');
const MARKED = phrase('verdicts.marked');
const NOT_STORED = phrase('verdicts.token');
const NOTHING_TO_ADD = phrase('verdicts.nothingToAdd');

/** What a stage of the API server came to, as a sentence of the page; kinds, media types and plugins are Kubernetes' own words. */
export function verdictWords(verdict: StageVerdict): Words {
  switch (verdict.is) {
    case 'known':
      return phrase('verdicts.user', {
        user: verdict.user,
        proof: phrase(PROOFS[verdict.proof] as 'verdicts.byToken'),
      });
    case 'allowed':
      return allowed(verdict.by);
    case 'decoded':
      return verdict.as;
    case 'completed':
      return verdict.by.join(', ') || NOTHING_TO_ADD;
    case 'bound':
      return phrase('verdicts.bound', { node: verdict.node });
    case 'stored':
      return phrase('verdicts.stored', { key: verdict.key, revision: verdict.revision });
    case 'deleted':
      return phrase('verdicts.deleted', { key: verdict.key, revision: verdict.revision });
    case 'refused':
      return phrase('titles.refused', { message: verdict.message });
    case 'valid':
      return VALID;
    case 'admitted':
      return ADMITTED;
    case 'marked':
      return MARKED;
    case 'not-stored':
      return NOT_STORED;
  }
}

function allowed(by: string): Phrase {
  return by === FIXED_TABLE ? phrase('verdicts.allowedByTable') : phrase('verdicts.allowedBy', { by });
}
