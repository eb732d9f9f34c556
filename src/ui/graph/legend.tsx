import type { ObjectState } from '../../session/protocol';
import { StateMark } from '../parts/state-mark';
import { usePreferences } from '../state/preferences';
import { useSlowly } from '../state/slowly';

const states: readonly { readonly state: ObjectState; readonly word: string }[] = [
  { state: 'running', word: 'running' },
  { state: 'pending', word: 'pending' },
  { state: 'failing', word: 'failing' },
  { state: 'done', word: 'done' },
  { state: 'terminating', word: 'terminating' },
];

export function Legend() {
  return (
    <span className="legend">
      {states.map(({ state, word }) => (
        <span key={state} className="legend-entry">
          <StateMark state={state} />
          {word}
        </span>
      ))}
      <span className="legend-entry">★ leads</span>
      <span className="legend-entry legend-follow">orange: the request you follow</span>
    </span>
  );
}

/** Background traffic is counted, and drawn faint when asked for. */
export function BackgroundChip() {
  const rate = useSlowly((screen) => Math.round(screen.backgroundPerSecond));
  const shown = usePreferences((state) => state.showBackground);
  return (
    <button
      type="button"
      className="chip"
      aria-pressed={shown}
      title="Heartbeats, lease renewals, status refreshes: most of the traffic and none of the story. Drawn while the clock is paused or slow. Key: b"
      onClick={() => usePreferences.setState({ showBackground: !shown })}
    >
      background {rate.toLocaleString('en')}/s, {shown ? 'shown faint' : 'hidden'}
    </button>
  );
}
