import { type ReactNode, useEffect, useRef } from 'react';
import { useText } from '../text/language';

/** The browser's own modal dialog: Escape closes, focus stays inside and goes back where it was. */
export function Dialog(props: { readonly title: string; readonly onClose: () => void; readonly children: ReactNode }) {
  const text = useText();
  const element = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    element.current?.showModal();
  }, []);
  return (
    <dialog
      ref={element}
      className="dialog"
      aria-label={props.title}
      onClose={props.onClose}
      onClick={(event) => event.target === element.current && element.current.close()}
    >
      <div className="dialog-body">
        <div className="dialog-head">
          <h2>{props.title}</h2>
          <button
            type="button"
            className="button"
            aria-label={text('page.close')}
            onClick={() => element.current?.close()}
          >
            ✕
          </button>
        </div>
        {props.children}
      </div>
    </dialog>
  );
}
