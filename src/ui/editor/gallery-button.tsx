import { type ComponentProps, type ComponentType, useState } from 'react';
import { flushSync } from 'react-dom';
import { holdKeys } from '../parts/typed-ahead';
import { useText } from '../text/language';
import type { Gallery } from './gallery';

interface Shown {
  readonly Gallery: ComponentType<ComponentProps<typeof Gallery>>;
  readonly typed: string;
}

/** The gallery is fetched when somebody wants it. */
export function GalleryButton() {
  const text = useText();
  const [shown, setShown] = useState<Shown>();
  const show = async () => {
    const release = holdKeys();
    try {
      const { Gallery } = await import('./gallery');
      flushSync(() => setShown({ Gallery, typed: release() }));
    } finally {
      release();
    }
  };
  return (
    <>
      <button
        type="button"
        className="button lined gallery-button"
        aria-haspopup="dialog"
        title={text('editor.examplesHint')}
        onClick={() => void show()}
      >
        {text('editor.examples')}
      </button>
      {shown && <shown.Gallery typed={shown.typed} onClose={() => setShown(undefined)} />}
    </>
  );
}
