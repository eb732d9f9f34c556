import { type KeyboardEvent, useEffect, useEffectEvent, useMemo, useRef, useState } from 'react';
import { Dialog } from '../parts/dialog';
import { lineOf } from '../parts/typed-ahead';
import { YamlView } from '../parts/yaml-view';
import { type Text, useText } from '../text/language';
import type { PlainKey } from '../text/translation';
import { examples } from './examples';
import type { Example, Theme } from './examples';
import { openText } from './files';

const themes: Readonly<Record<Theme, PlainKey>> = {
  workloads: 'examples.workloads',
  network: 'examples.network',
  configuration: 'examples.configuration',
  health: 'examples.health',
  scheduling: 'examples.scheduling',
  access: 'examples.access',
  trouble: 'examples.trouble',
};

interface GalleryProps {
  /** While it was fetched. */
  readonly typed: string;
  readonly onClose: () => void;
}

/** Examples by theme, to be searched, looked at, and opened. */
export function Gallery({ typed, onClose }: GalleryProps) {
  const text = useText();
  const [[line, entered]] = useState(() => lineOf(typed));
  const [query, setQuery] = useState(line);
  const found = useMemo(() => examples.filter((example) => matches(example, query, text)), [query, text]);
  const [file, setFile] = useState(examples[0]?.file);
  const search = useRef<HTMLInputElement>(null);
  // The dialog has taken the focus to its first button by now.
  useEffect(() => search.current?.focus(), []);
  const chosen = found.find((example) => example.file === file) ?? found[0];
  const open = (example: Example | undefined) => {
    if (!example) return;
    openText(example.file, example.text);
    onClose();
  };
  const enter = useEffectEvent(() => entered && open(chosen));
  useEffect(() => void enter(), []);
  const hear = (event: KeyboardEvent) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step !== undefined && chosen) {
      event.preventDefault();
      const at = found.indexOf(chosen) + step;
      setFile(found[Math.max(0, Math.min(found.length - 1, at))]?.file);
    }
    if (event.key === 'Enter' && !(event.target instanceof HTMLButtonElement)) open(chosen);
  };
  return (
    <Dialog title={text('examples.gallery')} onClose={onClose}>
      <div className="gallery-dialog" onKeyDown={hear}>
        <div className="gallery-choice">
          <input
            type="search"
            className="gallery-search"
            placeholder={text('examples.search')}
            aria-label={text('examples.search')}
            aria-controls="gallery-list"
            aria-activedescendant={chosen && optionId(chosen)}
            value={query}
            ref={search}
            onChange={(event) => setQuery(event.currentTarget.value)}
          />
          <List found={found} chosen={chosen} onChoose={setFile} onOpen={open} />
        </div>
        {chosen ? <Preview example={chosen} onOpen={() => open(chosen)} /> : <p>{text('examples.none')}</p>}
      </div>
    </Dialog>
  );
}

const optionId = ({ file }: Example) => `example-${file}`;

function matches({ title, words, theme, text: manifest }: Example, query: string, text: Text): boolean {
  const said = `${text(title)} ${text(words)} ${text(themes[theme])} ${manifest}`.toLowerCase();
  return query
    .toLowerCase()
    .split(/\s+/)
    .every((word) => said.includes(word));
}

function List(props: {
  readonly found: readonly Example[];
  readonly chosen: Example | undefined;
  readonly onChoose: (file: string) => void;
  readonly onOpen: (example: Example) => void;
}) {
  const text = useText();
  const { found, chosen } = props;
  const shown = (Object.keys(themes) as Theme[]).filter((theme) => found.some((example) => example.theme === theme));
  return (
    <div className="gallery-list" role="listbox" id="gallery-list" aria-label={text('examples.gallery')} tabIndex={0}>
      {shown.map((theme) => (
        <div key={theme} role="group" aria-label={text(themes[theme])}>
          <div className="gallery-theme" aria-hidden="true">
            {text(themes[theme])}
          </div>
          {found
            .filter((example) => example.theme === theme)
            .map((example) => (
              <div
                key={example.file}
                id={optionId(example)}
                role="option"
                aria-selected={example === chosen}
                className="gallery-entry"
                ref={example === chosen ? intoView : undefined}
                onClick={() => props.onChoose(example.file)}
                onDoubleClick={() => props.onOpen(example)}
              >
                <b>{text(example.title)}</b>
                <span>{text(example.words)}</span>
              </div>
            ))}
        </div>
      ))}
    </div>
  );
}

function intoView(element: HTMLElement | null): void {
  element?.scrollIntoView({ block: 'nearest' });
}

function Preview({ example, onOpen }: { readonly example: Example; readonly onOpen: () => void }) {
  const text = useText();
  return (
    <div className="gallery-preview">
      <div className="gallery-preview-head">
        <div>
          <b>{text(example.title)}</b>
          <p>{text(example.words)}</p>
          <p className="answers-quiet">{text('examples.settles', { seconds: example.seconds })}</p>
        </div>
        <button type="button" className="button primary" onClick={onOpen}>
          {text('examples.openThis')}
        </button>
      </div>
      <div className="gallery-yaml" tabIndex={0} role="region" aria-label={example.file}>
        <YamlView text={example.text} />
      </div>
      <div>
        <p className="answers-quiet">{text('examples.then')}</p>
        {example.proofs.map(({ command }) => (
          <code key={command} className="gallery-command">
            {command}
          </code>
        ))}
      </div>
    </div>
  );
}
