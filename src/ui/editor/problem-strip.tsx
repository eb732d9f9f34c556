import { useState } from 'react';
import { useText } from '../text/language';
import { problemWords } from './problem-words';
import type { FileProblems } from './typing-problems';

/** What is wrong with the text as it stands, one problem at a time; a click goes to its line. */
export function ProblemStrip(props: { readonly found: FileProblems; readonly onLine: (line: number) => void }) {
  const text = useText();
  const { problems, more } = props.found;
  const [turn, setTurn] = useState(0);
  const problem = problems[turn % Math.max(1, problems.length)];
  if (!problem) return null;
  const go = () => {
    props.onLine(problem.line);
    setTurn((before) => before + 1);
  };
  return (
    <button
      type="button"
      className={`problem-strip ${problem.severity}`}
      title={text('editor.nextProblem')}
      onClick={go}
    >
      <b>
        {problem.severity === 'error' ? '▲' : '△'} {text('editor.problems', { count: problems.length + more })}
      </b>
      <span>
        {text('editor.atLine', { line: problem.line })}: {problemWords(problem.message).slice(0, 300)}
      </span>
    </button>
  );
}
