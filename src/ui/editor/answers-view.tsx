import type { ActView, DocumentOutcome, DocumentResult } from '../../session/protocol';
import { useScreen } from '../state/screen';
import { select, send } from '../state/session';
import { countText } from '../text/figures';
import { isGood, partialWords } from './answers';

/** What became of each document, in the API server's own words. */
export function Answers(props: {
  readonly act: ActView | undefined;
  readonly sending: boolean;
  readonly onLine: (line: number) => void;
}) {
  const standing = useScreen((screen) => screen.clock.mode === 'paused');
  const following = useScreen((screen) => screen.following);
  const { act } = props;
  return (
    <div className="answers" role="status" aria-live="polite" aria-label="Answers">
      {props.sending && <p className="answers-quiet">On its way to kubectl…</p>}
      {!props.sending && act && (
        <>
          {act.documents.map((document) => (
            <Answer key={document.index} document={document} onLine={props.onLine} />
          ))}
          {partialWords(act.documents) !== '' && <p className="answers-partial">{partialWords(act.documents)}</p>}
          <p className="answers-quiet">
            <button type="button" className="link" onClick={() => select({ kind: 'hop', id: act.id })}>
              {countText(act.hops, 'hop')} so far
            </button>
            {following === act.id ? ', followed now' : <FollowButton act={act.id} />}
          </p>
        </>
      )}
      {standing && (props.sending || act?.documents.some((document) => document.outcome === 'waiting')) && (
        <p className="answers-quiet">The clock is paused: Space lets it travel, . goes hop by hop.</p>
      )}
    </div>
  );
}

function FollowButton({ act }: { readonly act: number }) {
  return (
    <>
      {' · '}
      <button type="button" className="link" onClick={() => send({ kind: 'follow', act })}>
        follow
      </button>
    </>
  );
}

function Answer({ document, onLine }: { readonly document: DocumentResult; readonly onLine: (line: number) => void }) {
  const bad = document.outcome === 'refused';
  const problems =
    bad && document.problems.length === 0 && document.message
      ? [{ line: document.line, message: document.message }]
      : document.problems;
  return (
    <div className={`answer ${bad ? 'bad' : isGood(document.outcome) ? 'ok' : ''}`}>
      <span className="answer-sign" aria-hidden="true">
        {signs[document.outcome]}
      </span>
      <div>
        <span>
          {document.name} <b>{document.outcome}</b>
        </span>
        {document.message && <p className="answer-words">{document.message}</p>}
        {problems.map((problem) => (
          <p key={`${problem.line} ${problem.message}`} className="answer-problem">
            <button type="button" className="link" onClick={() => onLine(problem.line)}>
              line {problem.line}
            </button>
            {problem.message === document.message ? '' : ` ${problem.message}`}
          </p>
        ))}
      </div>
    </div>
  );
}

const signs: Readonly<Record<DocumentOutcome, string>> = {
  created: '✓',
  configured: '✓',
  unchanged: '✓',
  deleted: '✓',
  refused: '▲',
  'not sent': '◌',
  waiting: '◐',
};
