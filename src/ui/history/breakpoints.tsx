import { type FormEvent, memo, useState } from 'react';
import type { Breakpoint } from '../../session/protocol';
import { closeSheet, openSheet, useSheet } from '../palette/open-palette';
import { Dialog } from '../parts/dialog';
import { setBreakpoints, useBreakpoints } from '../state/breakpoints';
import { type Text, useText } from '../text/language';

/** How many stop the clock, and the door to them. */
export const BreakpointsButton = memo(function BreakpointsButton() {
  const text = useText();
  const open = useSheet(({ sheet }) => sheet === 'breakpoints');
  const on = useBreakpoints((state) => state.list.filter((breakpoint) => breakpoint.on).length);
  return (
    <>
      <button
        type="button"
        className={on > 0 ? 'chip stops on' : 'chip stops'}
        title={text('history.breakpointsHint')}
        onClick={() => openSheet('breakpoints')}
      >
        <span aria-hidden="true">◉</span>{' '}
        {on > 0 ? text('history.breakpointsOn', { count: on }) : text('history.breakpoints')}
      </button>
      {open && <BreakpointsDialog onClose={closeSheet} />}
    </>
  );
});

function BreakpointsDialog({ onClose }: { readonly onClose: () => void }) {
  const text = useText();
  const list = useBreakpoints((state) => state.list);
  const change = (id: string, to: Partial<Breakpoint> | undefined) =>
    setBreakpoints(list.flatMap((each) => (each.id === id ? (to ? [{ ...each, ...to }] : []) : [each])));
  return (
    <Dialog title={text('history.breakpoints')} onClose={onClose}>
      <p className="dialog-lead">{text('history.breakpointsLead')}</p>
      <ul className="breakpoints">
        {list.map((breakpoint) => (
          <li key={breakpoint.id}>
            <label>
              <input
                type="checkbox"
                checked={breakpoint.on}
                onChange={(event) => change(breakpoint.id, { on: event.currentTarget.checked })}
              />
              {breakpointText(text, breakpoint)}
            </label>
            {breakpoint.when === 'written' && (
              <button
                type="button"
                className="button"
                aria-label={text('history.forget')}
                onClick={() => change(breakpoint.id, undefined)}
              >
                ✕
              </button>
            )}
          </li>
        ))}
      </ul>
      <NewBreakpoint list={list} />
    </Dialog>
  );
}

function NewBreakpoint({ list }: { readonly list: readonly Breakpoint[] }) {
  const text = useText();
  const [key, setKey] = useState('');
  const add = (event: FormEvent) => {
    event.preventDefault();
    const wanted = key.trim();
    if (wanted === '') return;
    setBreakpoints([...list, { id: `written ${wanted}`, when: 'written', text: wanted, on: true }]);
    setKey('');
  };
  return (
    <form className="breakpoint-new" onSubmit={add}>
      <label>
        <span className="label">{text('history.whenKey')}</span>
        <input
          className="field"
          value={key}
          placeholder="pods/default/web"
          spellCheck={false}
          autoComplete="off"
          onChange={(event) => setKey(event.currentTarget.value)}
        />
      </label>
      <button type="submit" className="button lined">
        {text('history.add')}
      </button>
    </form>
  );
}

/** When it stops the clock. */
export function breakpointText(text: Text, { when, text: written = '' }: Breakpoint): string {
  return when === 'written' ? text('history.whenWritten', { text: written }) : text(WORDS[when]);
}

const WORDS = {
  'pod-bound': 'history.whenBound',
  'pod-fails': 'history.whenFails',
  'no-leader': 'history.whenNoLeader',
} as const;
