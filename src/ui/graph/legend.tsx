import type { ObjectState } from '../../session/protocol';
import { StateMark } from '../parts/state-mark';
import type { GraphView } from '../state/preferences';
import { useText } from '../text/language';
import { lastWord } from '../text/names';
import { useDots } from './hop-painter';
import type { Layout } from './layout';
import { hasRoomForName } from './machine-node';

const states: readonly ObjectState[] = ['running', 'pending', 'failing', 'done', 'terminating'];

/** What marks, lines and colours mean, in the picture that is shown. */
export function Legend({ view, layout }: { readonly view: GraphView; readonly layout?: Layout }) {
  const text = useText();
  return (
    <span className="legend">
      {states.map((state) => (
        <span key={state} className="legend-entry">
          <StateMark state={state} />
          {text(`states.${state}`)}
        </span>
      ))}
      {view === 'architecture' && <span className="legend-entry">{text('graph.leads')}</span>}
      {layout && <ShortName layout={layout} />}
      {view === 'ownership' && <OwnershipLines />}
      {view === 'traffic' && (
        <>
          <span className="legend-entry">{text('traffic.solid')}</span>
          <span className="legend-entry legend-red">{text('traffic.red')}</span>
        </>
      )}
      {view === 'architecture' && <span className="legend-entry legend-follow">{text('graph.followed')}</span>}
    </span>
  );
}

/** Where machines are so many that only the end of their names is drawn. */
function ShortName({ layout }: { readonly layout: Layout }) {
  const text = useText();
  const last = [...layout.machines.values()].at(-1);
  if (last?.density !== 'mini' || hasRoomForName(last.machine, last.width)) return null;
  const name = last.machine;
  return <span className="legend-entry">{text('graph.shortName', { short: lastWord(name), name })}</span>;
}

const LINES = [
  { kind: 'owns', says: 'ownership.solid' },
  { kind: 'refers', says: 'ownership.dotted' },
  { kind: 'broken', says: 'ownership.red' },
] as const;

function OwnershipLines() {
  const text = useText();
  return LINES.map(({ kind, says }) => (
    <span key={kind} className="legend-entry">
      <svg className="legend-line tree-edges" width="22" height="6" aria-hidden="true">
        <path className={kind} d="M0 3H22" />
      </svg>
      {text(says)}
    </span>
  ));
}

/** Of what is in the air so much is drawn; the rest is counted. */
export function DotsLeftOut() {
  const text = useText();
  const leftOut = useDots((dots) => dots.leftOut);
  return leftOut > 0 && <span className="legend">{text('graph.dotsLeftOut', { count: leftOut })}</span>;
}
