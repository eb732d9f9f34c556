import '../text/later-english';
import './etcd.css';
import { type KeyboardEvent, type ReactNode, useEffect, useMemo, useRef, useState } from 'react';
import { Rows } from '../parts/rows';
import { useWidth } from '../parts/use-width';
import { useScreen } from '../state/screen';
import { select, send } from '../state/session';
import { useSlowly } from '../state/slowly';
import { fitName } from '../text/fit-name';
import { useText } from '../text/language';
import { KeyHistoryView } from './key-history';
import { foldersOf, keyTree, type TreeRow } from './key-tree';
import { Members } from './members';

const ROW_HEIGHT = 22;
const FONT = '12px "Inter Variable", sans-serif';
/** All that stands in a row beside the name: padding, sign, count, revision. */
const BESIDE_NAME = 24 + 14 + 54 + 16;
const INDENT = 9;
/** How many keys lie in a folder; in a narrow tree names need the room more. */
const COUNT = 36;
const ROOM_FOR_COUNTS = 230;

/** etcd: its members, its keys as a tree, the versions of the key that is chosen. */
export function EtcdPane() {
  const text = useText();
  const chosen = useScreen((screen) => (screen.selection?.kind === 'object' ? screen.selection.key : ''));
  const generation = useScreen((screen) => screen.history);
  useEffect(() => {
    send({ kind: 'look-into-etcd', on: true, key: chosen });
    return () => send({ kind: 'look-into-etcd', on: false, key: '' });
  }, [chosen, generation]);
  const [asked, setAsked] = useState(chosen);
  // Where there is no room for three, the versions of a key that is chosen take the place of the members.
  const aside = chosen !== '' && chosen === asked ? 'history' : 'members';
  const [before, setBefore] = useState(chosen);
  if (before !== chosen) {
    setBefore(chosen);
    setAsked(chosen);
  }
  return (
    <div className={`etcd-pane shows-${aside}`}>
      <Members />
      <Keys chosen={chosen}>
        {chosen !== '' && (
          <button
            type="button"
            className="button lined aside-switch"
            aria-pressed={aside === 'members'}
            title={text(aside === 'members' ? 'etcd.versionsHint' : 'etcd.membersHint')}
            onClick={() => setAsked(aside === 'members' ? chosen : '')}
          >
            {text('etcd.members')}
          </button>
        )}
      </Keys>
      <KeyHistoryView chosen={chosen} />
    </div>
  );
}

/** Which folders are open; what is chosen elsewhere is opened here. */
function useOpenFolders(chosen: string) {
  const [open, setOpen] = useState<ReadonlySet<string>>(() => new Set(foldersOf(chosen || '/registry/pods/x')));
  const [folder, setFolder] = useState('');
  const [shown, setShown] = useState(chosen);
  if (chosen !== shown) {
    setShown(chosen);
    setFolder('');
    if (chosen !== '') setOpen(new Set([...open, ...foldersOf(chosen)]));
  }
  const toggle = (path: string, to?: boolean) =>
    setOpen((before) => {
      const after = new Set(before);
      if (to ?? !after.has(path)) after.add(path);
      else after.delete(path);
      return after;
    });
  return { open, folder, setFolder, toggle };
}

function Keys({ chosen, children }: { readonly chosen: string; readonly children: ReactNode }) {
  const text = useText();
  const [filter, setFilter] = useState('');
  const { open, folder, setFolder, toggle } = useOpenFolders(chosen);
  const side = useRef<HTMLDivElement>(null);
  const width = useWidth(side);
  const version = useSlowly((screen) => screen.versions.keys);
  const total = useSlowly((screen) => screen.world.keys.size);
  const rows = useMemo(
    () => (version < 0 ? [] : keyTree(useScreen.getState().world.keys.values(), filter.trim(), open)),
    [version, filter, open],
  );
  const at = rows.findIndex(({ kind, path }) => (folder ? kind === 'folder' && path === folder : path === chosen));
  const choose = (row: TreeRow | undefined) => {
    setFolder(row?.kind === 'folder' ? row.path : '');
    if (row?.kind === 'key') select({ kind: 'object', key: row.path });
  };
  return (
    <div
      className="keys-side"
      ref={side}
      onKeyDown={(event) => byKey(event, rows[at], toggle)}
      onDoubleClick={() => rows[at]?.kind === 'folder' && toggle(rows[at].path)}
    >
      <div className="records-head">
        <input
          className="field filter"
          type="search"
          placeholder={text('etcd.filter')}
          aria-label={text('etcd.filter')}
          value={filter}
          onChange={(event) => setFilter(event.currentTarget.value)}
        />
        {width >= ROOM_FOR_COUNTS && <span className="keys-count">{text('etcd.keys', { count: total })}</span>}
        {children}
      </div>
      {rows.length === 0 ? (
        <p className="empty">{text(filter === '' ? 'etcd.empty' : 'etcd.noMatch')}</p>
      ) : (
        <Rows
          label={text('etcd.tree')}
          count={rows.length}
          rowHeight={ROW_HEIGHT}
          chosen={at}
          onChoose={(index) => choose(rows[index])}
          rowKey={(index) => rows[index]?.path ?? index}
          renderRow={(index) => {
            const row = rows[index];
            return row && <Row row={row} width={width} onToggle={() => row.kind === 'folder' && toggle(row.path)} />;
          }}
        />
      )}
    </div>
  );
}

/** As in any tree: right opens, left shuts, Enter does either. */
function byKey(event: KeyboardEvent, row: TreeRow | undefined, toggle: (path: string, to?: boolean) => void): void {
  if (row?.kind !== 'folder' || (event.target as Element).closest('input')) return;
  const to: Readonly<Record<string, boolean>> = { ArrowRight: true, ArrowLeft: false, Enter: !row.open };
  const open = to[event.key];
  if (open === undefined) return;
  event.preventDefault();
  toggle(row.path, open);
}

interface RowProps {
  readonly row: TreeRow;
  readonly width: number;
  readonly onToggle: () => void;
}

function Row({ row, width, onToggle }: RowProps) {
  const text = useText();
  const followed = useScreen(
    (screen) =>
      row.kind === 'key' && screen.following !== 0 && screen.world.hops.get(row.view.hop)?.root === screen.following,
  );
  const counted = row.kind === 'folder' && width >= ROOM_FOR_COUNTS;
  const room = width - BESIDE_NAME - row.depth * INDENT - (counted ? COUNT : 0);
  return (
    <span
      className={`tree-row ${row.kind}${followed ? ' followed' : ''}`}
      style={{ paddingLeft: row.depth * INDENT }}
      title={row.path}
    >
      {row.kind === 'folder' ? (
        // By key the row itself is folded.
        <span className="tree-sign" aria-hidden="true" onClick={onToggle}>
          {row.open ? '▾' : '▸'}
        </span>
      ) : (
        <span className="tree-sign" />
      )}
      <span className="tree-name">{fitName(row.name, room, FONT)}</span>
      {counted && (
        <span className="tree-count" title={text('etcd.keys', { count: row.keys })}>
          {row.keys}
        </span>
      )}
      <span className="tree-revision">
        {row.kind === 'folder' ? row.revision : `${row.view.revision} v${row.view.version}`}
      </span>
    </span>
  );
}
