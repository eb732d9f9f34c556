import { usePreferences } from '../state/preferences';
import { useSlowly } from '../state/slowly';
import { useText } from '../text/language';

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
