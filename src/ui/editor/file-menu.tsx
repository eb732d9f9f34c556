import { type ComponentProps, type ComponentType, useEffect, useRef, useState } from 'react';
import { useText } from '../text/language';
import type { FileEntries } from './file-entries';

interface MenuProps {
  readonly onRename: () => void;
  readonly onSay: (words: readonly string[]) => void;
}

/** What can be done with files: open, rename, download, and have back what was closed. */
export function FileMenu(props: MenuProps) {
  const text = useText();
  const [open, setOpen] = useState(false);
  const [Entries, setEntries] = useState<ComponentType<ComponentProps<typeof FileEntries>>>();
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
        onClick={() => {
          setOpen(!open);
          void import('./file-entries').then((loaded) => setEntries(() => loaded.FileEntries));
        }}
      >
        ⋯
      </button>
      <input
        ref={input}
        type="file"
        multiple
        hidden
        accept=".yaml,.yml,.json"
        onChange={(event) => {
          const files = [...(event.currentTarget.files ?? [])];
          event.currentTarget.value = '';
          void import('./import-files').then(async ({ importFiles }) => props.onSay(await importFiles(files)));
        }}
      />
      {open && Entries && (
        <Entries onRename={props.onRename} onOpen={() => input.current?.click()} onClose={() => setOpen(false)} />
      )}
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
