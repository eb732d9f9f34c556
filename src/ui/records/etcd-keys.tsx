import { useMemo, useRef, useState } from 'react';
import { useShallow } from 'zustand/react/shallow';
import type { ComponentView, KeyView } from '../../session/protocol';
import { EtcdLog } from '../graph/etcd-log';
import { Rows } from '../parts/rows';
import { useWidth } from '../parts/use-width';
import { useScreen } from '../state/screen';
import { select } from '../state/session';
import { useSlowly } from '../state/slowly';
import { bytesText, countText } from '../text/figures';
import { fitName } from '../text/fit-name';
import { briefAddress } from '../text/names';
import { matchingKeys } from './key-order';

const ROW_HEIGHT = 24;
const PREFIX = '/registry/';
const FONT = '12px "Inter Variable", sans-serif';
/** All that stands in a row beside the key: padding, gaps, the other columns. */
const BESIDE_KEY = 24 + 40 + 54 + 46 + 56 + 128;

/** Every key that etcd holds: revision, version, size, and who wrote it. */
export function EtcdKeys() {
  const [filter, setFilter] = useState('');
  const side = useRef<HTMLDivElement>(null);
  const width = useWidth(side);
  const version = useSlowly((screen) => screen.versions.keys);
  const chosenKey = useScreen((screen) => (screen.selection?.kind === 'object' ? screen.selection.key : ''));
  const keys = useMemo(
    () => (version < 0 ? [] : matchingKeys(useScreen.getState().world.keys.values(), filter)),
    [version, filter],
  );
  const total = useSlowly((screen) => screen.world.keys.size);
  return (
    <div className="etcd-pane">
      <Members />
      <div className="keys-side" ref={side}>
        <div className="records-head">
          <input
            className="field filter"
            type="search"
            placeholder="Filter keys"
            aria-label="Filter keys"
            value={filter}
            onChange={(event) => setFilter(event.currentTarget.value)}
          />
          <span>
            {filter === ''
              ? countText(total, 'key')
              : `${keys.length.toLocaleString('en')} of ${countText(total, 'key')}`}
          </span>
        </div>
        <div className="key-row key-titles label" aria-hidden="true">
          <span>key, under {PREFIX}</span>
          <span>revision</span>
          <span>version</span>
          <span>size</span>
          <span>written by</span>
        </div>
        {keys.length === 0 ? (
          <NoKeys filter={filter} onClear={() => setFilter('')} />
        ) : (
          <Rows
            label="Keys"
            count={keys.length}
            rowHeight={ROW_HEIGHT}
            chosen={keys.findIndex((key) => key.key === chosenKey)}
            onChoose={(index) => select({ kind: 'object', key: keys[index]?.key ?? '' })}
            rowKey={(index) => keys[index]?.key ?? index}
            renderRow={(index) => {
              const key = keys[index];
              return key && <Key view={key} width={width} />;
            }}
          />
        )}
      </div>
    </div>
  );
}

function NoKeys({ filter, onClear }: { readonly filter: string; readonly onClear: () => void }) {
  if (filter === '')
    return <p className="empty">etcd holds nothing yet. The API servers write the first keys when they start.</p>;
  return (
    <div className="empty">
      <p>No key contains “{filter}”.</p>
      <button type="button" className="button lined" onClick={onClear}>
        Clear the filter
      </button>
    </div>
  );
}

function Key({ view, width }: { readonly view: KeyView; readonly width: number }) {
  const followed = useScreen(
    (screen) => screen.following !== 0 && screen.world.hops.get(view.hop)?.root === screen.following,
  );
  const writer = useScreen((screen) => view.writer ?? screen.world.hops.get(view.hop)?.from);
  return (
    <span className="key-row">
      <span className="key-name" title={view.key}>
        {fitName(view.key.startsWith(PREFIX) ? view.key.slice(PREFIX.length) : view.key, width - BESIDE_KEY, FONT)}
      </span>
      <span>{view.revision}</span>
      <span>{view.version}</span>
      <span>{bytesText(view.size)}</span>
      <span className={followed ? 'key-writer followed' : 'key-writer'}>
        {view.hop === 0 ? (
          (writer ?? '')
        ) : (
          <button
            type="button"
            tabIndex={-1}
            title="The message that wrote it"
            onClick={(event) => {
              event.stopPropagation();
              select({ kind: 'hop', id: view.hop });
            }}
          >
            {writer ? briefAddress(writer) : `hop ${view.hop}`}
          </button>
        )}
      </span>
    </span>
  );
}

/** Who leads, in which term, and how far each member's log is. */
function Members() {
  const members = useScreen(
    useShallow((screen) => [...screen.world.components.values()].filter((component) => component.name === 'etcd')),
  );
  const revision = useSlowly((screen) => screen.revision);
  const leader = members.find((member) => member.up && member.facts['role'] === 'leader');
  return (
    <div className="members">
      <p>
        {leader ? (
          <>
            <b>★ {leader.machine}</b>, term {String(leader.facts['term'] ?? '?')}
          </>
        ) : (
          <b>▲ No leader</b>
        )}
        , revision <b>{revision.toLocaleString('en')}</b>
      </p>
      {members.map((member) => (
        <Member key={member.id} member={member} />
      ))}
    </div>
  );
}

function Member({ member }: { readonly member: ComponentView }) {
  const { facts } = member;
  return (
    <button type="button" className="member" onClick={() => select({ kind: 'component', id: member.id })}>
      <span className="member-name">
        {member.machine}{' '}
        <span>{member.up ? `${facts['role'] === 'leader' ? '★ ' : ''}${facts['role'] ?? ''}` : '▲ down'}</span>
      </span>
      {member.up && <EtcdLog id={member.id} />}
      <span className="member-log">
        log {facts['lastIndex'] ?? 0}, committed {facts['commitIndex'] ?? 0}, applied {facts['appliedIndex'] ?? 0}
      </span>
    </button>
  );
}
