import { type Phrase, phrase, type PhraseKey, type Words } from './phrases';

/** How somebody proved who they are, as the API server calls it. */
const proofs: Readonly<Record<string, PhraseKey>> = {
  'client certificate': 'verdicts.byCertificate',
  'service account token': 'verdicts.byToken',
  'static token': 'verdicts.byStaticToken',
  nobody: 'verdicts.byNobody',
  impersonation: 'verdicts.byImpersonation',
};

const plain: Readonly<Record<string, Phrase>> = {
  valid: phrase('verdicts.valid'),
  admitted: phrase('verdicts.admitted'),
  'nothing to add': phrase('verdicts.nothingToAdd'),
  'marked as being deleted': phrase('verdicts.marked'),
  'nothing to store: a token proves itself': phrase('verdicts.token'),
  'allowed by fixed table': phrase('verdicts.allowedByTable'),
};

type Match = Readonly<Record<string, string>>;

const patterns: readonly (readonly [RegExp, (found: Match) => Phrase])[] = [
  [/^refused: (?<message>[^]*)$/, ({ message = '' }) => phrase('titles.refused', { message })],
  [/^allowed by (?<by>\S+)$/, ({ by = '' }) => phrase('verdicts.allowedBy', { by })],
  [
    /^(?<key>\S+) at revision (?<revision>\d+)$/,
    ({ key = '', revision }) => phrase('verdicts.stored', { key, revision: Number(revision) }),
  ],
  [
    /^(?<key>\S+) deleted at revision (?<revision>\d+)$/,
    ({ key = '', revision }) => phrase('verdicts.deleted', { key, revision: Number(revision) }),
  ],
  [/^to (?<node>\S+)$/, ({ node = '' }) => phrase('verdicts.bound', { node })],
  [
    /^(?<user>\S+) \((?<proof>.+)\)$/,
    ({ user = '', proof = '' }) => {
      const key = proofs[proof] as 'verdicts.byToken' | undefined;
      return phrase('verdicts.user', { user, proof: key ? phrase(key) : proof });
    },
  ],
];

/** What a stage of the API server noted, as a sentence of the page; kinds, media types and plugins are Kubernetes' own words. */
export function verdictWords(verdict: string): Words {
  const known = plain[verdict];
  if (known) return known;
  for (const [pattern, words] of patterns) {
    const found = pattern.exec(verdict);
    if (found) return words(found.groups ?? {});
  }
  return verdict;
}
