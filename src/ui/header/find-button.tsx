import { type ComponentType, useEffect, useState } from 'react';
import { closeSheet, openSheet, useSheet } from '../palette/open-palette';
import { useText } from '../text/language';

type PaletteView = ComponentType<{ readonly onClose: () => void }>;

/** The door to the palette, which is fetched when somebody wants it. */
export function FindButton() {
  const text = useText();
  const open = useSheet(({ sheet }) => sheet === 'palette');
  const [Palette, setPalette] = useState<PaletteView>();
  useEffect(() => {
    if (open && !Palette) void import('../palette/palette').then((loaded) => setPalette(() => loaded.Palette));
  }, [open, Palette]);
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
      {open && Palette && <Palette onClose={closeSheet} />}
    </>
  );
}
