import type { KeyboardEvent } from 'react';
import { useText } from '../text/language';
import { downloadActive, downloadAll } from './downloads';
import { activeFile, openText, reopenFile, useFiles } from './files';

interface EntriesProps {
  readonly onRename: () => void;
  readonly onOpen: () => void;
  readonly onClose: () => void;
}

/** The menu of files, fetched when it is opened. */
export function FileEntries(props: EntriesProps) {
  const text = useText();
  const file = useFiles(activeFile);
  const last = useFiles((state) => state.closed[0]);
  const { name } = file;
  const entries: readonly (readonly [label: string, deed: () => void])[] = [
    [text('editor.emptyFile'), () => openText('manifest.yaml', '')],
    [text('editor.open'), props.onOpen],
    ...(last ? [[text('editor.reopen', { name: last.name }), reopenFile] as const] : []),
    ...(name === ''
      ? []
      : ([
          [text('editor.rename'), props.onRename],
          [text('editor.download', { name }), downloadActive],
          [text('editor.downloadAll'), downloadAll],
        ] as const)),
  ];
  return (
    <div className="gallery-menu file-menu" role="menu" tabIndex={-1} ref={focusFirst} onKeyDown={walk}>
      {entries.map(([label, deed]) => (
        <button
          key={label}
          type="button"
          role="menuitem"
          className="gallery-entry"
          onClick={() => {
            props.onClose();
            deed();
          }}
        >
          {label}
        </button>
      ))}
    </div>
  );
}

function focusFirst(menu: HTMLElement | null): void {
  menu?.querySelector('button')?.focus();
}

/** Arrows go round. */
function walk(event: KeyboardEvent<HTMLElement>): void {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (step === undefined) return;
  event.preventDefault();
  const entries = [...event.currentTarget.querySelectorAll('button')];
  const at = entries.findIndex((entry) => entry === document.activeElement);
  entries[(at + step + entries.length) % entries.length]?.focus();
}
