import { type KeyboardEvent, type Ref, useRef } from 'react';

interface PlainTextProps {
  readonly text: string;
  readonly area: Ref<HTMLTextAreaElement>;
  readonly onChange: (text: string) => void;
  readonly onApply: () => void;
  readonly onFocus: () => void;
}

/** The manifest before Monaco is there: the same text in the same place, with line numbers; Tab moves on. */
export function PlainText({ text, area, onChange, onApply, onFocus }: PlainTextProps) {
  const numbers = useRef<HTMLPreElement>(null);
  const lines = text.split('\n').length;
  const key = (event: KeyboardEvent) => {
    if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    onApply();
  };
  return (
    <div className="plain-text">
      <pre ref={numbers} aria-hidden="true">
        {Array.from({ length: lines }, (_, line) => line + 1).join('\n')}
      </pre>
      <textarea
        ref={area}
        value={text}
        aria-label="Manifest"
        spellCheck={false}
        autoCapitalize="off"
        autoComplete="off"
        wrap="off"
        onChange={(event) => onChange(event.currentTarget.value)}
        onKeyDown={key}
        onFocus={onFocus}
        onScroll={(event) => {
          if (numbers.current) numbers.current.scrollTop = event.currentTarget.scrollTop;
        }}
      />
    </div>
  );
}
