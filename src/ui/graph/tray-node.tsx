import { memo } from 'react';
import { useScreen } from '../state/screen';
import { WAITING } from '../state/pod-places';
import { useText } from '../text/language';
import type { Rect } from './component-seats';
import { PodCard } from './pod-card';
import { PodField } from './pod-field';

export interface TrayData extends Record<string, unknown> {
  readonly rect: Rect;
}

const CARD_WIDTH = 122;
const WORDS_WIDTH = 240;

/** Pods that no machine has yet: a place of their own, so that nothing waits unseen. */
export const TrayNode = memo(function TrayNode({ data }: { readonly data: TrayData }) {
  const text = useText();
  useScreen((screen) => screen.world.places.versionOf(WAITING));
  const slots = useScreen((screen) => screen.world.places.slotsOf(WAITING));
  const waiting = slots.filter((key) => key !== null).length;
  const cards = Math.floor((data.rect.width - WORDS_WIDTH) / CARD_WIDTH);
  return (
    <div
      role="group"
      aria-label={text('graph.waiting')}
      className="tray"
      style={{ width: data.rect.width, height: data.rect.height }}
    >
      <span className="tray-title">{text('graph.waiting')}</span>
      {slots.length <= cards ? (
        <span className="tray-cards">
          {slots.map((key, place) =>
            key === null ? (
              <span key={`free-${place}`} className="pod-free" />
            ) : (
              <PodCard key={key} podKey={key} width={116} />
            ),
          )}
        </span>
      ) : (
        <PodField
          machine={WAITING}
          title={text('graph.waiting')}
          width={data.rect.width - WORDS_WIDTH - 124}
          height={26}
          words="beside"
        />
      )}
      {slots.length <= cards && (
        <span className="tray-count">
          {waiting === 0 ? text('graph.waitingNone') : text('counts.pods', { count: waiting })}
        </span>
      )}
    </div>
  );
});
