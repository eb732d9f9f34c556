import { type KeyboardEvent, useEffect, useRef, useState } from 'react';
import { shortenName } from '../text/names';
import { useText } from '../text/language';
import { FileMenu } from './file-menu';
import { closeFile, openFile, renameFile, useFiles } from './files';
import { GalleryButton } from './gallery-button';

/** The open files, the gallery behind "+", and what can be done with files. */
export function FileTabs({ onSay }: { readonly onSay: (words: readonly string[]) => void }) {
  const text = useText();
  const files = useFiles((state) => state.files);
  const active = useFiles((state) => state.active);
  const [renaming, setRenaming] = useState<string>();
  return (
    <div className="bar file-tabs">
      <div className="file-list">
        {files.map(({ name }) =>
          name === renaming ? (
            <NameField
              key={name}
              name={name}
              onDone={() => setRenaming(undefined)}
              onTaken={(wanted) => onSay([text('editor.nameTaken', { name: wanted })])}
            />
          ) : (
            <FileTab key={name} name={name} isActive={name === active} onRename={() => setRenaming(name)} />
          ),
        )}
      </div>
      <GalleryButton />
      <FileMenu onRename={() => setRenaming(active)} onSay={onSay} />
    </div>
  );
}

function FileTab(props: { readonly name: string; readonly isActive: boolean; readonly onRename: () => void }) {
  const text = useText();
  const { name, isActive } = props;
  const place = useRef<HTMLSpanElement>(null);
  useEffect(() => {
    if (isActive) place.current?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  }, [isActive]);
  const hear = (event: KeyboardEvent) => {
    if (event.key === 'F2') props.onRename();
    if (event.key === 'Delete') closeFile(name);
  };
  return (
    <span ref={place} className={`file-tab${isActive ? ' on' : ''}`}>
      <button
        type="button"
        className="tab"
        title={name}
        aria-current={isActive ? 'true' : undefined}
        aria-label={text('editor.file', { name })}
        data-first={isActive ? '' : undefined}
        onClick={() => openFile(name)}
        onDoubleClick={props.onRename}
        onKeyDown={hear}
      >
        {shortenName(name, 18)}
      </button>
      {isActive && (
        <button
          type="button"
          className="file-close"
          aria-label={text('editor.closeFile', { name })}
          title={text('editor.close')}
          onClick={() => closeFile(name)}
        >
          ✕
        </button>
      )}
    </span>
  );
}

/** A file's name while it is being written anew. */
function NameField(props: {
  readonly name: string;
  readonly onDone: () => void;
  readonly onTaken: (name: string) => void;
}) {
  const text = useText();
  const [wanted, setWanted] = useState(props.name);
  const finish = () => {
    if (wanted.trim() !== '' && !renameFile(props.name, wanted)) props.onTaken(wanted.trim());
    props.onDone();
  };
  return (
    <input
      className="file-name"
      aria-label={text('editor.renameFile', { name: props.name })}
      value={wanted}
      autoFocus
      spellCheck={false}
      maxLength={100}
      onFocus={(event) => event.currentTarget.setSelectionRange(0, props.name.replace(/\.[^.]*$/, '').length)}
      onChange={(event) => setWanted(event.currentTarget.value)}
      onKeyDown={(event) => {
        event.stopPropagation();
        if (event.key === 'Enter') finish();
        if (event.key === 'Escape') props.onDone();
      }}
      onBlur={finish}
    />
  );
}
