import type { KeyboardEvent } from 'react';

export interface TabChoice<T extends string> {
  readonly id: T;
  readonly title: string;
  readonly disabled?: boolean;
}

/** A row of tabs: one stop for Tab, arrows go between them. */
export function Tabs<T extends string>(props: {
  readonly label: string;
  readonly choices: readonly TabChoice<T>[];
  readonly chosen: T;
  readonly controls: string;
  readonly onChoose: (id: T) => void;
}) {
  const step = (event: KeyboardEvent<HTMLDivElement>) => {
    const by = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
    if (by === 0) return;
    event.preventDefault();
    const open = props.choices.filter((choice) => !choice.disabled);
    const at = open.findIndex((choice) => choice.id === props.chosen);
    const next = open[(at + by + open.length) % open.length];
    if (!next) return;
    props.onChoose(next.id);
    event.currentTarget.querySelector<HTMLElement>(`[data-tab="${next.id}"]`)?.focus();
  };
  return (
    <div role="tablist" aria-label={props.label} className="tabs" onKeyDown={step}>
      {props.choices.map((choice) => (
        <button
          key={choice.id}
          type="button"
          role="tab"
          className="tab"
          data-tab={choice.id}
          aria-selected={choice.id === props.chosen}
          aria-controls={props.controls}
          tabIndex={choice.id === props.chosen ? 0 : -1}
          disabled={choice.disabled}
          onClick={() => props.onChoose(choice.id)}
        >
          {choice.title}
        </button>
      ))}
    </div>
  );
}
