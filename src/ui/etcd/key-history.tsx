import { useMemo, useState } from 'react';
import type { KeyHistory, KeyVersion } from '../../session/protocol';
import { useScreen } from '../state/screen';
import { select } from '../state/session';
import { useSlowly } from '../state/slowly';
import { clockText } from '../text/figures';
import { useText } from '../text/language';
import { briefAddress } from '../text/names';
import { aroundChanges, lineDiff } from './line-diff';

const AROUND = 3;

/** The versions of the key that is chosen, and what one changed of another. */
export function KeyHistoryView({ chosen }: { readonly chosen: string }) {
  const text = useText();
  const history = useSlowly((screen) => (screen.etcd?.key?.key === chosen ? screen.etcd.key : undefined));
  if (!history) return <p className="key-history key-history-empty">{text('etcd.chooseKey')}</p>;
  // What was compared is forgotten with the key it was about.
  return <Versions key={chosen} history={history} />;
}

function Versions({ history }: { readonly history: KeyHistory }) {
  const text = useText();
  const { versions } = history;
  const [picked, setPicked] = useState<number>();
  const [against, setAgainst] = useState<number>();
  const newest = versions[versions.length - 1];
  const after = versions.find(({ revision }) => revision === picked) ?? newest;
  const previous = versions[versions.findIndex((version) => version === after) - 1];
  const before = versions.find(({ revision }) => revision === against) ?? previous;
  const oldest = versions[0];
  return (
    <div className="key-history">
      <div className="versions" role="group" aria-label={text('etcd.versions')}>
        {versions.toReversed().map((version) => (
          <Version
            key={version.revision}
            version={version}
            chosen={version === after}
            compared={version === before}
            onPick={(withShift) => (withShift ? setAgainst(version.revision) : pick(version.revision))}
          />
        ))}
        {oldest && oldest.version > 1 && (
          <p className="compacted">
            {text('etcd.compacted', { count: oldest.version - 1, revision: history.compactedRevision })}
          </p>
        )}
      </div>
      {after && <Difference before={before === after ? undefined : before} after={after} />}
    </div>
  );

  function pick(revision: number): void {
    setPicked(revision);
    setAgainst(undefined);
  }
}

interface VersionProps {
  readonly version: KeyVersion;
  readonly chosen: boolean;
  readonly compared: boolean;
  readonly onPick: (withShift: boolean) => void;
}

function Version({ version, chosen, compared, onPick }: VersionProps) {
  const text = useText();
  return (
    <div className={`version${chosen ? ' chosen' : ''}${compared ? ' compared' : ''}`}>
      <button
        type="button"
        aria-pressed={chosen}
        title={text('etcd.versionHint')}
        onClick={(event) => onPick(event.shiftKey)}
      >
        <b>{version.revision}</b> {version.version === 0 ? text('etcd.deleted') : `v${version.version}`}
        {version.at !== undefined && <span className="version-at">{clockText(version.at)}</span>}
      </button>
      <Stands version={version} />
      <Writer version={version} />
    </div>
  );
}

/** On how many members it stands; on which, for who points at it. */
function Stands({ version: { standsOn } }: { readonly version: KeyVersion }) {
  const text = useText();
  return (
    <span className="version-stands" title={text('etcd.standsOn', { machines: standsOn.join(', ') })}>
      {'●'.repeat(standsOn.length)}
    </span>
  );
}

/** The door to the message that wrote it. */
function Writer({ version }: { readonly version: KeyVersion }) {
  const text = useText();
  const followed = useScreen(
    (screen) => screen.following !== 0 && screen.world.hops.get(version.hop)?.root === screen.following,
  );
  if (version.hop === 0) return null;
  return (
    <button
      type="button"
      className={followed ? 'version-writer followed' : 'version-writer'}
      title={text('etcd.writerHint')}
      onClick={() => select({ kind: 'hop', id: version.hop })}
    >
      {version.writer ? briefAddress(version.writer) : text('etcd.hop', { hop: version.hop })}
    </button>
  );
}

const SIGNS = { same: ' ', gone: '−', new: '+' } as const;

/** Rows of a text never change places, so their numbers name them. */
function Difference({ before, after }: { readonly before: KeyVersion | undefined; readonly after: KeyVersion }) {
  const text = useText();
  const lines = useMemo(() => {
    const all = lineDiff(before?.yaml ?? '', after.yaml);
    return before ? aroundChanges(all, AROUND) : all;
  }, [before, after]);
  const title = before
    ? text('etcd.changedBetween', { before: before.revision, after: after.revision })
    : text('etcd.asWritten', { revision: after.revision });
  return (
    <div className="difference" tabIndex={0} role="region" aria-label={title}>
      <p>
        {title}
        <span className="difference-by">
          {after.at !== undefined && clockText(after.at)} <Writer version={after} /> <Stands version={after} />
        </span>
      </p>
      <pre>
        {numbered(lines).map(({ line, number }) =>
          line ? (
            <span key={number} className={before ? `diff-${line.kind}` : 'diff-same'}>
              {before ? `${SIGNS[line.kind]} ` : ''}
              {line.text}
            </span>
          ) : (
            <span key={number} className="diff-gap">
              ⋯
            </span>
          ),
        )}
      </pre>
    </div>
  );
}

function numbered<T>(lines: readonly T[]): readonly { readonly line: T; readonly number: number }[] {
  return lines.map((line, number) => ({ line, number }));
}
