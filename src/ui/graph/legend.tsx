import type { ObjectState } from '../../session/protocol';
import { StateMark } from '../parts/state-mark';
import { usePreferences } from '../state/preferences';
import { useSlowly } from '../state/slowly';
import { useText } from '../text/language';

const states: readonly ObjectState[] = ['running', 'pending', 'failing', 'done', 'terminating'];

export function Legend() {
  const text = useText();
  return (
    <span className="legend">
      {states.map((state) => (
        <span key={state} className="legend-entry">
          <StateMark state={state} />
          {text(`states.${state}`)}
        </span>
      ))}
      <span className="legend-entry">{text('graph.leads')}</span>
      <span className="legend-entry legend-follow">{text('graph.followed')}</span>
    </span>
  );
}

/** Background traffic is counted, and drawn faint when asked for. */
export function BackgroundChip() {
  const text = useText();
  const rate = useSlowly((screen) => Math.round(screen.backgroundPerSecond));
  const shown = usePreferences((state) => state.showBackground);
  return (
    <button
      type="button"
      className="chip"
      aria-pressed={shown}
      title={text('graph.backgroundHint')}
      onClick={() => usePreferences.setState({ showBackground: !shown })}
    >
      {text(shown ? 'graph.backgroundShown' : 'graph.backgroundHidden', { rate })}
    </button>
  );
}
