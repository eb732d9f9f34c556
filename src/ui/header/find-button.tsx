import { type ComponentProps, type ComponentType, useEffect, useState } from 'react';
import { flushSync } from 'react-dom';
import type { Palette } from '../palette/palette';
import { closeSheet, openSheet, useSheet } from '../palette/open-palette';
import { holdKeys } from '../parts/typed-ahead';
import { useText } from '../text/language';

type PaletteView = ComponentType<ComponentProps<typeof Palette>>;

/** The door to the palette, which is fetched when somebody wants it. */
export function FindButton() {
  const text = useText();
  const open = useSheet(({ sheet }) => sheet === 'palette');
  const [View, setView] = useState<PaletteView>();
  const [typed, setTyped] = useState('');
  useEffect(() => {
    if (!open || View) return;
    const release = holdKeys();
    const show = (loaded: PaletteView) =>
      flushSync(() => {
        setTyped(release());
        setView(() => loaded);
      });
    import('../palette/palette').then((loaded) => show(loaded.Palette)).catch(closeSheet);
    return () => void release();
  }, [open, View]);
  const close = () => {
    setTyped('');
    closeSheet();
  };
  return (
    <>
      <button
        type="button"
        className="button lined"
        aria-haspopup="dialog"
        title={text('header.findHint')}
        onClick={() => openSheet('palette')}
      >
        {text('header.find')} <kbd>Ctrl K</kbd>
      </button>
      {open && View && <View typed={typed} onClose={close} />}
    </>
  );
}
