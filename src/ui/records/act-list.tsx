import type { ActView } from '../../session/protocol';
import { useScreen } from '../state/screen';
import { select, send } from '../state/session';
import { clockText } from '../text/figures';
import { say, useText } from '../text/language';

/** What the user did, oldest first; any of it can be followed. */
export function ActList() {
  const text = useText();
  const acts = useScreen((screen) => screen.acts);
  const following = useScreen((screen) => screen.following);
  if (acts.length === 0) {
    return (
      <div className="empty">
        <h2>{text('records.noActsTitle')}</h2>
        <p>{text('records.noActsWords')}</p>
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
  const text = useText();
  const hops = text('counts.hops', { count: act.hops });
  const later = useScreen(({ clock }) => clock.present !== undefined && act.at > clock.now);
  return (
    <li className={`act${followed ? ' followed' : ''}${later ? ' later' : ''}`}>
      <span className="message-at">{clockText(act.at)}</span>
      <button type="button" className="act-title" onClick={() => select({ kind: 'hop', id: act.id })}>
        {say(act.title)}
      </button>
      <span className="act-words">
        {act.documents.map((document) => `${document.name} ${document.outcome}`).join(', ')}
      </span>
      <span className="act-hops">{act.done ? hops : text('records.going', { hops })}</span>
      {followed ? (
        <span className="chip follow">{text('records.isFollowed')}</span>
      ) : (
        <button type="button" className="chip" onClick={() => send({ kind: 'follow', act: act.id })}>
          {text('records.follow')}
        </button>
      )}
    </li>
  );
}
