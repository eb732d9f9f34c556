import '../text/later-english';
import './palette.css';
import { Command } from 'cmdk';
import { useEffect, useEffectEvent, useMemo, useRef, useState } from 'react';
import { useScreen } from '../state/screen';
import { useSlowly } from '../state/slowly';
import { lineOf } from '../parts/typed-ahead';
import { useText } from '../text/language';
import { type Entry, entryGroups } from './entries';
import { findEntries } from './finding';

interface PaletteProps {
  /** While it was fetched. */
  readonly typed: string;
  readonly onClose: () => void;
}

/** Everything that can be done, found by its name. */
export function Palette({ typed, onClose }: PaletteProps) {
  const text = useText();
  const element = useRef<HTMLDialogElement>(null);
  const chosen = useRef<Entry | undefined>(undefined);
  const [[line, entered]] = useState(() => lineOf(typed));
  const [query, setQuery] = useState(line);
  // What is there changes in place; names come and go more slowly than that.
  const version = useSlowly(({ versions }) => versions.machines + versions.components + versions.objects);
  const groups = useMemo(() => {
    const { world, cuts } = useScreen.getState();
    return version < 0 ? [] : entryGroups({ world, cuts, text });
  }, [version, text]);
  const found = useMemo(() => findEntries(groups, query), [groups, query]);
  useEffect(() => openAtLine(element.current), []);
  const choose = (entry: Entry | undefined) => {
    if (!entry) return;
    chosen.current = entry;
    element.current?.close();
  };
  const best = found[0]?.entries[0];
  const enter = useEffectEvent(() => entered && choose(best));
  useEffect(() => void enter(), []);
  // Done when the focus is back where it was: what moves it has the last word.
  const closed = () => {
    onClose();
    chosen.current?.run();
  };
  return (
    <dialog
      ref={element}
      className="dialog palette"
      aria-label={text('palette.title')}
      onClose={closed}
      onClick={(event) => event.target === element.current && element.current.close()}
    >
      <Command shouldFilter={false} loop label={text('palette.title')} className="palette-body">
        <Command.Input
          className="palette-input"
          value={query}
          onValueChange={setQuery}
          placeholder={text('palette.hint')}
          autoFocus
        />
        <Command.List className="palette-list" label={text('palette.found')}>
          {found.length === 0 && <p className="palette-none">{text('palette.none')}</p>}
          {found.map((group) => (
            <Command.Group key={group.title} heading={text(group.title)}>
              {group.entries.map((entry) => (
                <Command.Item key={entry.id} value={entry.id} className="palette-entry" onSelect={() => choose(entry)}>
                  <span>{entry.title}</span>
                  {entry.aside !== undefined && <span className="palette-aside">{entry.aside}</span>}
                </Command.Item>
              ))}
            </Command.Group>
          ))}
        </Command.List>
      </Command>
    </dialog>
  );
}

/** A dialog gives the keys to the first thing in it that takes any: the box around the line. */
function openAtLine(dialog: HTMLDialogElement | null): void {
  dialog?.showModal();
  dialog?.querySelector('input')?.focus();
}
