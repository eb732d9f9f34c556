import { useState } from 'react';
import { useText } from '../text/language';

const FIRST_LINES = 400;

/** YAML (or any text) to read: keys and values told apart; a long text is cut until asked for. */
export function YamlView({ text }: { readonly text: string }) {
  const say = useText();
  const [whole, setWhole] = useState(false);
  const lines = text.split('\n');
  const shown = whole ? lines : lines.slice(0, FIRST_LINES);
  return (
    <>
      <pre className="yaml">
        {shown.map((line, index) => (
          // Lines have no identity but their place.
          <YamlLine key={index} line={line} />
        ))}
      </pre>
      {shown.length < lines.length && (
        <button type="button" className="link" onClick={() => setWhole(true)}>
          {say('inspector.moreLines', { count: lines.length - shown.length })}
        </button>
      )}
    </>
  );
}

function YamlLine({ line }: { readonly line: string }) {
  const match = /^(\s*(?:- )*)([^\s#"'][^:]*|"[^"]*"|'[^']*')(:)(\s.*|$)/.exec(line);
  if (!match) return <>{`${line}\n`}</>;
  return (
    <>
      {match[1]}
      <span className="yaml-key">{match[2]}</span>
      {match[3]}
      <span className="yaml-value">{match[4]}</span>
      {'\n'}
    </>
  );
}
