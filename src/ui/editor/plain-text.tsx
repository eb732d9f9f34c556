import { type Ref, useMemo, useRef } from 'react';
import { useText } from '../text/language';

interface PlainTextProps {
  readonly text: string;
  readonly area: Ref<HTMLTextAreaElement>;
  readonly onChange: (text: string) => void;
  readonly onFocus: () => void;
}

/** More lines than these are not numbered here: Monaco comes and numbers them. */
const MOST_NUMBERS = 5000;

/** The manifest before Monaco is there: the same text in the same place, with line numbers; Tab moves on. */
export function PlainText({ text, area, onChange, onFocus }: PlainTextProps) {
  const say = useText();
  const numbers = useRef<HTMLPreElement>(null);
  const numbered = useMemo(() => {
    const lines = Math.min(MOST_NUMBERS, text.split('\n').length);
    return Array.from({ length: lines }, (_, line) => line + 1).join('\n');
  }, [text]);
  return (
    <div className="plain-text">
      <pre ref={numbers} aria-hidden="true">
        {numbered}
      </pre>
      <textarea
        ref={area}
        value={text}
        aria-label={say('editor.manifest')}
        spellCheck={false}
        autoCapitalize="off"
        autoComplete="off"
        wrap="off"
        onChange={(event) => onChange(event.currentTarget.value)}
        onFocus={onFocus}
        onScroll={(event) => {
          if (numbers.current) numbers.current.scrollTop = event.currentTarget.scrollTop;
        }}
      />
    </div>
  );
}
