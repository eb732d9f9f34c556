import { type KeyboardEvent, type Ref, useRef } from 'react';

/** The manifest before Monaco is there: the same text in the same place, with line numbers; Tab moves on. */
export function PlainText(props: {
  readonly text: string;
  readonly area: Ref<HTMLTextAreaElement>;
  readonly onChange: (text: string) => void;
  readonly onApply: () => void;
  readonly onFocus: () => void;
}) {
  const numbers = useRef<HTMLPreElement>(null);
  const lines = props.text.split('\n').length;
  const key = (event: KeyboardEvent) => {
    if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    props.onApply();
  };
  return (
    <div className="plain-text">
      <pre ref={numbers} aria-hidden="true">
        {Array.from({ length: lines }, (_, line) => line + 1).join('\n')}
      </pre>
      <textarea
        ref={props.area}
        value={props.text}
        aria-label="Manifest"
        spellCheck={false}
        autoCapitalize="off"
        autoComplete="off"
        wrap="off"
        onChange={(event) => props.onChange(event.currentTarget.value)}
        onKeyDown={key}
        onFocus={props.onFocus}
        onScroll={(event) => {
          if (numbers.current) numbers.current.scrollTop = event.currentTarget.scrollTop;
        }}
      />
    </div>
  );
}
