import { memo, useEffect, useRef } from 'react';
import type { ComponentView } from '../../session/protocol';
import { forgetFrame, nextFrame } from '../state/frames';
import { simulatedClock, useScreen } from '../state/screen';
import { useText } from '../text/language';
import type { PlainKey } from '../text/translation';

const RADIUS = 4.5;
const ROUND = 2 * Math.PI * RADIUS;
/** Nobody sees a finer step of so small a ring. */
const PATIENCE_MILLISECONDS = 90;
/** A lease that is renewed in time is no news; one of which less than this is left is. */
const LEASE_NEWS = 0.62;

const HIDDEN = { display: 'none' };

interface RingProps {
  readonly since: number;
  readonly until: number;
  /** Shown once no more than this share is left. */
  readonly below: number;
  readonly words: PlainKey;
}

/** How much of a wait is left, as a ring that shrinks with the simulated clock. */
const Ring = memo(function Ring({ since, until, below, words }: RingProps) {
  const text = useText();
  const ring = useRef<SVGSVGElement>(null);
  const arc = useRef<SVGCircleElement>(null);
  useEffect(() => {
    let drawn = -PATIENCE_MILLISECONDS;
    const draw = (at: number) => {
      const now = simulatedClock.read(performance.now());
      if (simulatedClock.isMoving && now < until) nextFrame(draw);
      if (at - drawn < PATIENCE_MILLISECONDS && now < until) return;
      drawn = at;
      const left = Math.max(0, Math.min(1, (until - now) / (until - since)));
      if (ring.current) ring.current.style.display = left <= 0 || left > below ? 'none' : '';
      arc.current?.setAttribute('stroke-dashoffset', String(ROUND * (1 - left)));
    };
    nextFrame(draw);
    const stop = useScreen.subscribe((now, before) => now.clock.mode !== before.clock.mode && nextFrame(draw));
    return () => {
      stop();
      forgetFrame(draw);
    };
  }, [since, until, below]);
  return (
    <svg ref={ring} className="countdown" width="12" height="12" viewBox="-6 -6 12 12" role="img" style={HIDDEN}>
      <title>{text(words)}</title>
      <circle className="countdown-all" r={RADIUS} />
      <circle ref={arc} className="countdown-left" r={RADIUS} strokeDasharray={ROUND} transform="rotate(-90)" />
    </svg>
  );
});

/** What is stated about a machine, a component or a pod: a lease that runs out, a pause before the next start. */
export function Countdown({ of }: { readonly of: string }) {
  const timer = useScreen((screen) => screen.world.timers.get(of));
  if (!timer) return null;
  const { kind, since, until } = timer;
  return kind === 'lease' ? (
    <Ring since={since} until={until} below={LEASE_NEWS} words="graph.leaseTimer" />
  ) : (
    <Ring since={since} until={until} below={1} words="graph.backOffTimer" />
  );
}

/** Of an etcd member that has not heard of a leader: until it asks for votes. */
export function ElectionTimer({ component }: { readonly component: ComponentView }) {
  const { electionSince: since, electionDue: until } = component.facts;
  if (typeof since !== 'number' || typeof until !== 'number') return null;
  return <Ring since={since} until={until} below={1} words="graph.electionTimer" />;
}
