import { useEffect, useState } from 'react';
import { useText } from '../text/language';
import { reopenFile, useFiles } from './files';

const SHOWN_MILLISECONDS = 8000;

/** What is to be said of files: one was closed (and can be had back), some could not be opened, nothing more can be kept. */
export function FileNotices(props: { readonly refused: readonly string[]; readonly onDismiss: () => void }) {
  const text = useText();
  const last = useFiles((state) => state.closed[0]);
  const notKept = useFiles((state) => state.notKept);
  const [seen, setSeen] = useState(last);
  useEffect(() => {
    const timer = setTimeout(() => setSeen(last), SHOWN_MILLISECONDS);
    return () => clearTimeout(timer);
  }, [last]);
  return (
    <div className="file-notices" role="status" aria-live="polite">
      {props.refused.map((words) => (
        <p key={words}>
          <span>{words}</span>
          <button type="button" className="link" onClick={props.onDismiss}>
            {text('editor.dismiss')}
          </button>
        </p>
      ))}
      {last && last !== seen && (
        <p>
          <span>{text('editor.closed', { name: last.name })}</span>
          <button type="button" className="link" onClick={reopenFile}>
            {text('editor.undo')}
          </button>
        </p>
      )}
      {notKept && <p>{text('editor.notKept')}</p>}
    </div>
  );
}
