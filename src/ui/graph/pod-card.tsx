import { memo, useState } from 'react';
import { useScreen } from '../state/screen';
import { select } from '../state/session';
import { matchesWithin } from '../ownership/forest';
import { useFind } from '../state/find';
import { StateMark } from '../parts/state-mark';
import { Countdown } from './countdown';
import { fitName } from '../text/fit-name';
import { useText } from '../text/language';
import { Drawn } from '../parts/drawn';

const FONT = '11px "Inter Variable", sans-serif';
/** Border, padding and mark. */
const BESIDE_NAME = 30;
const RING = 17;

/** A pod in its place. The place where the followed request's pod will be is dashed and orange until it runs. */
export const PodCard = memo(function PodCard({ podKey, width }: { readonly podKey: string; readonly width: number }) {
  const text = useText();
  const pod = useScreen((screen) => screen.world.objects.get(podKey));
  const selected = useScreen((screen) => screen.selection?.kind === 'object' && screen.selection.key === podKey);
  const awaited = useScreen(
    (screen) => pod !== undefined && pod.state === 'pending' && pod.root !== 0 && pod.root === screen.following,
  );
  const missed = useFind((find) => pod !== undefined && !matchesWithin(pod, find, useScreen.getState().world.objects));
  // It grows into its place, unless many come at once.
  const [grows] = useState(() => !useScreen.getState().world.crowded);
  const waits = useScreen((screen) => screen.world.timers.has(podKey));
  if (!pod) return null;
  const words = { namespace: pod.namespace, name: pod.name, word: pod.word };
  return (
    <button
      type="button"
      className={`pod nopan ${pod.state}${selected ? ' selected' : ''}${awaited ? ' awaited' : ''}${grows ? ' grows' : ''}${missed ? ' missed' : ''}`}
      data-object={podKey}
      title={pod.ready ? text('graph.podReadyHint', { ...words, ready: pod.ready }) : text('graph.podHint', words)}
      aria-label={pod.ready ? text('graph.podReady', { ...words, ready: pod.ready }) : text('graph.pod', words)}
      aria-pressed={selected}
      onClick={() => select({ kind: 'object', key: podKey })}
    >
      <StateMark state={pod.state} />
      <Countdown of={podKey} />
      <Drawn className="pod-name" words={fitName(pod.name, width - BESIDE_NAME - (waits ? RING : 0), FONT)} />
    </button>
  );
});
