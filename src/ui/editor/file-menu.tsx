import { type KeyboardEvent, useEffect, useRef, useState } from 'react';
import { useText } from '../text/language';
import { download, zipOf } from './archive';
import { activeFile, openText, reopenFile, settleTyping, useFiles } from './files';
import { acceptedFiles, importFiles } from './import-files';

interface MenuProps {
  readonly onRename: () => void;
  readonly onSay: (words: readonly string[]) => void;
}

/** What can be done with files: open, rename, download, and have back what was closed. */
export function FileMenu(props: MenuProps) {
  const text = useText();
  const [open, setOpen] = useState(false);
  const box = useRef<HTMLDivElement>(null);
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => (open ? closeElsewhere(box.current, () => setOpen(false)) : undefined), [open]);
  return (
    <div ref={box} className="gallery" onKeyDown={(event) => event.key === 'Escape' && setOpen(false)}>
      <button
        type="button"
        className="button lined gallery-button"
        aria-expanded={open}
        aria-haspopup="menu"
        aria-label={text('editor.fileMenu')}
        title={text('editor.fileMenu')}
        onClick={() => setOpen(!open)}
      >
        ⋯
      </button>
      <input
        ref={input}
        type="file"
        multiple
        hidden
        accept={acceptedFiles}
        onChange={(event) => {
          void importFiles(event.currentTarget.files ?? []).then(props.onSay);
          event.currentTarget.value = '';
        }}
      />
      {open && <Entries {...props} onOpen={() => input.current?.click()} onClose={() => setOpen(false)} />}
    </div>
  );
}

function closeElsewhere(box: HTMLElement | null, close: () => void): () => void {
  const away = (event: Event) => {
    if (event.target instanceof Node && !box?.contains(event.target)) close();
  };
  document.addEventListener('pointerdown', away);
  document.addEventListener('focusin', away);
  return () => {
    document.removeEventListener('pointerdown', away);
    document.removeEventListener('focusin', away);
  };
}

function Entries(props: MenuProps & { readonly onOpen: () => void; readonly onClose: () => void }) {
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

function downloadActive(): void {
  settleTyping();
  const { name, text } = activeFile(useFiles.getState());
  download(name, new Blob([text], { type: 'application/yaml' }));
}

function downloadAll(): void {
  settleTyping();
  download('manifests.zip', zipOf(useFiles.getState().files));
}
