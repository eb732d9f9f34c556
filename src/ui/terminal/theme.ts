import type { ITheme } from '@xterm/xterm';

/** A token's colour as it is in the theme of now: xterm wants a colour, not a variable. */
function colourOf(token: string, probe: HTMLElement): string {
  probe.style.color = `var(${token})`;
  return getComputedStyle(probe).color;
}

/** The page's tokens as a terminal's colours. */
export function terminalTheme(): ITheme {
  const probe = document.createElement('span');
  document.body.append(probe);
  const colour = (token: string) => colourOf(token, probe);
  const theme: ITheme = {
    background: colour('--surface'),
    foreground: colour('--ink'),
    cursor: colour('--follow'),
    selectionBackground: colour('--act-wash'),
    selectionForeground: colour('--ink'),
    scrollbarSliderBackground: colour('--line'),
    scrollbarSliderHoverBackground: colour('--line-strong'),
    scrollbarSliderActiveBackground: colour('--line-strong'),
    black: colour('--ink'),
    red: colour('--bad'),
    green: colour('--ok'),
    yellow: colour('--wait'),
    blue: colour('--act'),
    magenta: colour('--code-text'),
    cyan: colour('--etcd'),
    white: colour('--quiet'),
    brightGreen: colour('--ok'),
    brightRed: colour('--bad'),
  };
  probe.remove();
  return theme;
}
