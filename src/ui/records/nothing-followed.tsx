import { useScreen } from '../state/screen';
import { useText } from '../text/language';
import type { PlainKey } from '../text/translation';

/** No message to be shown: nothing has been asked yet, or it was so long ago that its messages are gone. */
export function NothingFollowed({ title, words }: { readonly title: PlainKey; readonly words: PlainKey }) {
  const text = useText();
  const isGone = useScreen(({ following, clock }) => following !== 0 && clock.recordedSince > 0);
  return (
    <div className="empty">
      <h2>{text(isGone ? 'records.goneTitle' : title)}</h2>
      <p>{text(isGone ? 'records.goneWords' : words)}</p>
    </div>
  );
}
