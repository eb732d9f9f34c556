import { useEffect, useRef, useState } from 'react';
import { shortenName } from '../text/names';
import { examples } from './examples';
import { closeFile, openExample, openFile, useFiles } from './files';

/** The open files, and the gallery behind "+". */
export function FileTabs() {
  const files = useFiles((state) => state.files);
  const active = useFiles((state) => state.active);
  return (
    <div className="bar file-tabs">
      <div className="file-list">
        {files.map((file) => (
          <span key={file.name} className={`file-tab${file.name === active ? ' on' : ''}`}>
            <button
              type="button"
              className="tab"
              title={file.name}
              aria-current={file.name === active ? 'true' : undefined}
              aria-label={`File ${file.name}`}
              data-first={file.name === active ? '' : undefined}
              onClick={() => openFile(file.name)}
            >
              {shortenName(file.name, 18)}
            </button>
            {file.name === active && (
              <button
                type="button"
                className="file-close"
                aria-label={`Close ${file.name}`}
                title="Close"
                onClick={() => closeFile(file.name)}
              >
                ✕
              </button>
            )}
          </span>
        ))}
      </div>
      <Gallery />
    </div>
  );
}

function Gallery() {
  const [open, setOpen] = useState(false);
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (!open) return;
    const away = (event: Event) => {
      if (event.target instanceof Node && !box.current?.contains(event.target)) setOpen(false);
    };
    document.addEventListener('pointerdown', away);
    document.addEventListener('focusin', away);
    return () => {
      document.removeEventListener('pointerdown', away);
      document.removeEventListener('focusin', away);
    };
  }, [open]);
  const choose = (file: string, text: string) => {
    openExample({ file, text });
    setOpen(false);
  };
  return (
    <div ref={box} className="gallery" onKeyDown={(event) => event.key === 'Escape' && setOpen(false)}>
      <button
        type="button"
        className="button lined gallery-button"
        aria-expanded={open}
        aria-haspopup="true"
        title="Examples, or an empty file"
        onClick={() => setOpen(!open)}
      >
        + Examples
      </button>
      {open && (
        <div className="gallery-menu" role="group" aria-label="Examples">
          {examples.map((example) => (
            <button
              key={example.file}
              type="button"
              className="gallery-entry"
              onClick={() => choose(example.file, example.text)}
            >
              <b>{example.title}</b>
              <span>{example.words}</span>
            </button>
          ))}
          <button type="button" className="gallery-entry" onClick={() => choose('manifest.yaml', '')}>
            <b>An empty file</b>
          </button>
        </div>
      )}
    </div>
  );
}
