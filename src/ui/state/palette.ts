import { isDark } from './preferences';

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

const known = new Map<boolean, Palette>();

/** Asked for by every canvas that draws: the browser, which would work out all styles to answer, is asked once for each theme. */
export function readPalette(): Palette {
  const dark = isDark();
  const palette = known.get(dark) ?? resolved();
  known.set(dark, palette);
  return palette;
}

/** Custom properties keep `light-dark()` unresolved; a colour asked of an element does not. */
function resolved(): Palette {
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
