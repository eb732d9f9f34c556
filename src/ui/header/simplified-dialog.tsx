import '../text/later-english';
import { Dialog } from '../parts/dialog';
import { useText } from '../text/language';
import { simplified } from '../text/simplified';

/** What differs from a real cluster; fetched when somebody asks. */
export function Simplified({ onClose }: { readonly onClose: () => void }) {
  const text = useText();
  return (
    <Dialog title={text('header.simplified')} onClose={onClose}>
      <p className="dialog-lead">{text('header.simplifiedLead')}</p>
      <dl className="simplified">
        {simplified.map((entry) => (
          <div key={entry.part}>
            <dt>{text(entry.part)}</dt>
            <dd>{text(entry.words)}</dd>
          </div>
        ))}
      </dl>
    </Dialog>
  );
}
