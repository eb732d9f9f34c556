import type { ActView } from '../../session/protocol';
import { useScreen } from '../state/screen';
import { select, send } from '../state/session';
import { clockText, countText } from '../text/figures';
import { say } from '../text/language';

/** What the user did, oldest first; any of it can be followed. */
export function ActList() {
  const acts = useScreen((screen) => screen.acts);
  const following = useScreen((screen) => screen.following);
  if (acts.length === 0) {
    return (
      <div className="empty">
        <h2>You have done nothing yet</h2>
        <p>Apply or delete a manifest: it is listed here and can be followed again later.</p>
      </div>
    );
  }
  return (
    <ol className="acts">
      {acts.map((act) => (
        <Act key={act.id} act={act} followed={act.id === following} />
      ))}
    </ol>
  );
}

function Act({ act, followed }: { readonly act: ActView; readonly followed: boolean }) {
  return (
    <li className={followed ? 'act followed' : 'act'}>
      <span className="message-at">{clockText(act.at)}</span>
      <button type="button" className="act-title" onClick={() => select({ kind: 'hop', id: act.id })}>
        {say(act.title)}
      </button>
      <span className="act-words">
        {act.documents.map((document) => `${document.name} ${document.outcome}`).join(', ')}
      </span>
      <span className="act-hops">
        {countText(act.hops, 'hop')}
        {act.done ? '' : ', going on'}
      </span>
      {followed ? (
        <span className="chip follow">followed</span>
      ) : (
        <button type="button" className="chip" onClick={() => send({ kind: 'follow', act: act.id })}>
          follow
        </button>
      )}
    </li>
  );
}
