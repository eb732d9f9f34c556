import { type ComponentType, useState } from 'react';
import { useText } from '../text/language';

/** The gallery is fetched when somebody wants it. */
export function GalleryButton() {
  const text = useText();
  const [Gallery, setGallery] = useState<ComponentType<{ readonly onClose: () => void }>>();
  const show = async () => {
    const loaded = await import('./gallery');
    setGallery(() => loaded.Gallery);
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
      {Gallery && <Gallery onClose={() => setGallery(undefined)} />}
    </>
  );
}
