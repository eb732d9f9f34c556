/** The colour tokens as a canvas needs them: resolved for the theme of the moment. */
export interface Palette {
  readonly surface: string;
  readonly line: string;
  readonly quiet: string;
  readonly faint: string;
  readonly follow: string;
  readonly act: string;
  readonly ok: string;
  readonly wait: string;
  readonly bad: string;
}

const tokens = ['surface', 'line', 'quiet', 'faint', 'follow', 'act', 'ok', 'wait', 'bad'] as const;

/** Custom properties keep `light-dark()` unresolved; a colour asked of an element does not. */
export function readPalette(): Palette {
  const probe = document.createElement('span');
  probe.hidden = true;
  document.body.append(probe);
  const entries = tokens.map((token) => {
    probe.style.color = `var(--${token})`;
    return [token, getComputedStyle(probe).color] as const;
  });
  probe.remove();
  return Object.fromEntries(entries) as unknown as Palette;
}
