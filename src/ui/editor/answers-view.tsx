import { useState } from 'react';
import type { ActView, DocumentOutcome, DocumentResult } from '../../session/protocol';
import { useScreen } from '../state/screen';
import { select, send } from '../state/session';
import { useText } from '../text/language';
import { LONGEST_TEXT } from './deeds';
import { problemWords } from './problem-words';
import { isGood, outcomeKeys, partialWords, tallyOf, totalOf } from './answers';

/** What became of each document, in the API server's own words. */
export function Answers(props: {
  readonly act: ActView | undefined;
  readonly sending: boolean;
  readonly onLine: (line: number) => void;
  readonly onCompare: () => void;
}) {
  const text = useText();
  const mode = useScreen((screen) => screen.clock.mode);
  const standing = mode === 'paused';
  const { act, sending } = props;
  const isWaiting = sending || act?.done === false;
  return (
    <div className="answers" role="status" aria-live="polite" aria-label={text('editor.answers')}>
      {sending && <p className="answers-quiet">{text(mode === 'booting' ? 'notices.comingUp' : 'editor.sending')}</p>}
      {!sending && act && (
        <>
          <LeftOut act={act} />
          {act.documents.map((document) => (
            <Answer key={document.index} document={document} onLine={props.onLine} />
          ))}
          {act.said?.map((line, place) => (
            <p key={place} className="answer-words">
              {brief(line)}
            </p>
          ))}
          <Sum act={act} onCompare={props.onCompare} />
          <Hops act={act} />
        </>
      )}
      {standing && isWaiting && <p className="answers-quiet">{text('editor.paused')}</p>}
    </div>
  );
}

/** What no reader takes does not travel: what came of it before is not what comes of it now. */
export function TooLong() {
  const text = useText();
  return (
    <div className="answers" role="status" aria-live="polite" aria-label={text('editor.answers')}>
      <div className="answer bad">
        <span className="answer-sign" aria-hidden="true">
          {signs.refused}
        </span>
        <span>{text('editor.tooLong', { limit: LONGEST_TEXT })}</span>
      </div>
    </div>
  );
}

function LeftOut({ act }: { readonly act: ActView }) {
  const text = useText();
  if (!act.tally) return null;
  const words = text('editor.listed', { shown: act.documents.length, all: totalOf(act.tally) });
  const counts = Object.entries(act.tally).map(([outcome, count]) => {
    const key = outcomeKeys[outcome as DocumentOutcome];
    return `${count.toLocaleString('en')} ${key ? text(key) : outcome}`;
  });
  return (
    <p className="answers-partial">
      {counts.join(', ')}. <span className="answers-quiet">{words}</span>
    </p>
  );
}

function Sum({ act, onCompare }: { readonly act: ActView; readonly onCompare: () => void }) {
  const text = useText();
  const tally = tallyOf(act);
  const partial = partialWords(act, text);
  const differs = (tally.differs ?? 0) + (tally.new ?? 0) > 0;
  const allSame = act.deed === 'compare' && act.done && tally.same === totalOf(tally) && totalOf(tally) > 0;
  return (
    <>
      {partial !== '' && <p className="answers-partial">{partial}</p>}
      {allSame && <p className="answers-partial">{text('editor.allSame')}</p>}
      {act.deed === 'compare' && act.done && differs && (
        <p>
          <button type="button" className="link" onClick={onCompare}>
            {text('editor.showComparison')}
          </button>
        </p>
      )}
    </>
  );
}

function Hops({ act }: { readonly act: ActView }) {
  const text = useText();
  const following = useScreen((screen) => screen.following);
  return (
    // It grows many times a second: who listens is told what came of it, not how far it is.
    <p className="answers-quiet" aria-live="off">
      <button type="button" className="link" onClick={() => select({ kind: 'hop', id: act.id })}>
        {text('editor.hopsSoFar', { count: act.hops })}
      </button>
      {following === act.id ? (
        text('editor.followedNow')
      ) : (
        <>
          {' · '}
          <button type="button" className="link" onClick={() => send({ kind: 'follow', act: act.id })}>
            {text('editor.follow')}
          </button>
        </>
      )}
    </p>
  );
}

function Answer({ document, onLine }: { readonly document: DocumentResult; readonly onLine: (line: number) => void }) {
  const text = useText();
  const bad = document.outcome === 'refused';
  const key = outcomeKeys[document.outcome];
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
          {document.name} <b>{key ? text(key) : document.outcome}</b>
        </span>
        {document.message && <Words words={brief(document.message)} />}
        {problems.map((problem) => (
          <p key={`${problem.line} ${problem.message}`} className="answer-problem">
            <button type="button" className="link" onClick={() => onLine(problem.line)}>
              {text('editor.atLine', { line: problem.line })}
            </button>
            {document.message?.includes(problem.message) ? '' : ` ${brief(problemWords(problem.message))}`}
          </p>
        ))}
      </div>
    </div>
  );
}

/** Longer than this, an answer shows how it begins and how it ends, where the reason stands, until somebody wants all of it. */
const LONG_ANSWER = 420;
const SHOWN_OF_LONG = { start: 110, end: 190 };

function Words({ words }: { readonly words: string }) {
  const text = useText();
  const [whole, setWhole] = useState(false);
  if (words.length <= LONG_ANSWER) return <p className="answer-words">{words}</p>;
  const { start, end } = SHOWN_OF_LONG;
  return (
    <p className="answer-words">
      {whole ? words : `${words.slice(0, start)} … ${words.slice(-end)}`}{' '}
      <button type="button" className="link" aria-expanded={whole} onClick={() => setWhole(!whole)}>
        {text(whole ? 'editor.shortAnswer' : 'editor.wholeAnswer')}
      </button>
    </p>
  );
}

const MOST_LETTERS = 2000;

/** A server repeats the value that it refuses, however long. */
function brief(words: string): string {
  return words.length > MOST_LETTERS ? `${words.slice(0, MOST_LETTERS)}…` : words;
}

const signs: Readonly<Record<DocumentOutcome, string>> = {
  created: '✓',
  configured: '✓',
  unchanged: '✓',
  deleted: '✓',
  new: '+',
  differs: '≠',
  same: '=',
  refused: '▲',
  'not sent': '◌',
  waiting: '◐',
};
