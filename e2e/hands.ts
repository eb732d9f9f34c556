import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import type { Wheelhouse } from './wheelhouse';

export type Step = 'Next hop' | 'Into' | 'Over' | 'Out' | 'Back';

export interface FaultTarget {
  readonly machine: string;
  readonly component?: string;
}

/** What a visitor does, whatever with: a story told with two pairs of hands is the same story. */
export interface Hands {
  /** A text in place of what the editor holds. */
  write(text: string): Promise<void>;
  /** In the line with the problem, something else in place of the value that is wrong. */
  mend(field: string, wrong: string, right: string): Promise<void>;
  apply(): Promise<void>;
  delete(): Promise<void>;
  runUntilQuiet(): Promise<void>;
  /** Pauses, or plays on. */
  togglePlay(): Promise<void>;
  step(how: Step): Promise<void>;
  runAhead(button: '+10 s' | '+1 min'): Promise<void>;
  /** Opens the inspector on one of the user's pods that run. */
  inspectPod(): Promise<void>;
  inspectMachine(name: string): Promise<void>;
  /** Opens the inspector on the first message of the followed request that says this. */
  inspectMessage(title: RegExp): Promise<void>;
  /** Out of the menu of faults of a machine, or of a component on one. */
  fault(target: FaultTarget, choice: string): Promise<void>;
  language(name: 'English' | '한국어'): Promise<void>;
  dark(): Promise<void>;
}

/** Only the pointer, but for letters that are typed into a text. */
export class Mouse implements Hands {
  private readonly app: Wheelhouse;

  constructor(app: Wheelhouse) {
    this.app = app;
  }

  write(text: string): Promise<void> {
    return this.app.write(text);
  }

  async mend(_field: string, wrong: string, right: string): Promise<void> {
    await this.app.page.locator('.view-line').getByText(wrong, { exact: true }).dblclick();
    await this.app.page.keyboard.type(right);
  }

  apply(): Promise<void> {
    return this.app.apply();
  }

  delete(): Promise<void> {
    return this.app.button(/^Delete/).click();
  }

  runUntilQuiet(): Promise<void> {
    return this.app.runUntilQuiet();
  }

  togglePlay(): Promise<void> {
    return this.app.button(/^(Play|Pause)/).click();
  }

  step(how: Step): Promise<void> {
    return this.app.button(new RegExp(`^${how}`)).click();
  }

  runAhead(button: string): Promise<void> {
    return this.app.history.getByRole('button', { name: button }).click();
  }

  inspectPod(): Promise<void> {
    return this.app.pods('Running').first().click();
  }

  inspectMachine(name: string): Promise<void> {
    return this.app.button(new RegExp(`^Machine ${name}`)).click();
  }

  async inspectMessage(title: RegExp): Promise<void> {
    await this.app.tab(/^Messages/).click();
    await this.app.records.getByText(title).first().click();
  }

  async fault({ machine, component }: FaultTarget, choice: string): Promise<void> {
    const target = component ? `${component} on ${machine}` : `Machine ${machine}`;
    await this.app.button(new RegExp(`^${target}`)).click({ button: 'right' });
    await this.app.page.getByRole('menuitem', { name: choice, exact: true }).click();
  }

  language(name: string): Promise<void> {
    return this.app.button(name).click();
  }

  async dark(): Promise<void> {
    while ((await themeOf(this.app.page)) !== 'dark') await this.app.button(/^Theme/).click();
  }
}

/** Only keys, from wherever the focus is: nothing is focused or clicked but by them. */
export class Keyboard implements Hands {
  private readonly app: Wheelhouse;

  constructor(app: Wheelhouse) {
    this.app = app;
  }

  async write(text: string): Promise<void> {
    const { page } = this.app;
    await tabTo(page, 'editor', isInEditor);
    await page.keyboard.press('ControlOrMeta+A');
    await page.evaluate(async (words) => await navigator.clipboard.writeText(words), text);
    await page.keyboard.press('ControlOrMeta+V');
    // The browser reads the clipboard first: what is pressed meanwhile would be there before the text.
    await expect.poll(() => shownLines(page), { timeout: 20_000 }).toEqual(expect.arrayContaining(linesOf(text)));
  }

  async mend(field: string, _wrong: string, right: string): Promise<void> {
    const { page } = this.app;
    await tabTo(page, 'editor', isInEditor);
    for (const key of ['F8', 'Escape', 'Shift+End']) await page.keyboard.press(key);
    await page.keyboard.type(`${field}: ${right}`);
  }

  apply(): Promise<void> {
    return choose(this.app.page, 'apply manifest', /Apply/);
  }

  delete(): Promise<void> {
    return choose(this.app.page, 'delete what', /Delete/);
  }

  runUntilQuiet(): Promise<void> {
    return this.app.untilQuiet(() => this.press('r'));
  }

  togglePlay(): Promise<void> {
    return this.press('Space');
  }

  step(how: Step): Promise<void> {
    return this.press({ 'Next hop': '.', Into: 'i', Over: 'o', Out: 'u', Back: ',' }[how]);
  }

  async runAhead(button: string): Promise<void> {
    await tabTo(this.app.page, 'records', ({ name }) => name === button);
    await this.app.page.keyboard.press('Enter');
  }

  inspectPod(): Promise<void> {
    return choose(this.app.page, 'pod web running', /^web-.*Running/);
  }

  inspectMachine(name: string): Promise<void> {
    return choose(this.app.page, name, new RegExp(`^${name}`));
  }

  async inspectMessage(title: RegExp): Promise<void> {
    const { page, sequence } = this.app;
    await choose(page, 'sequence', /sequence/i);
    await tabTo(page, 'records', ({ role, name }) => role === 'listbox' && name.startsWith('Sequence'));
    await sequence.getByRole('option', { name: title }).first().waitFor();
    const selected = sequence.getByRole('option', { selected: true });
    const now = async () => (await selected.count()) === 1 && (await selected.getAttribute('aria-label'));
    let before: string | false | null = false;
    for (let key = 'Home'; !title.test(before || ''); key = 'ArrowRight') {
      await page.keyboard.press(key);
      // The next key is for who has seen what the last one did.
      await expect.poll(now).not.toBe(before);
      before = await now();
    }
  }

  async fault({ machine, component }: FaultTarget, choice: string): Promise<void> {
    const { page } = this.app;
    const option = component ? `${component} (${machine})` : machine;
    await choose(page, component ? `${machine}/${component}` : machine, new RegExp(`^${escaped(option)}`));
    await this.press('x');
    const item = page.locator('[role=menuitem]:focus');
    await item.waitFor();
    while (!(await item.innerText()).includes(choice)) await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
  }

  language(name: string): Promise<void> {
    return choose(this.app.page, name, new RegExp(name));
  }

  dark(): Promise<void> {
    return choose(this.app.page, 'theme dark', /dark/i);
  }

  /** Keys that do something do it anywhere but in a text. */
  private async press(key: string): Promise<void> {
    const { page } = this.app;
    if ((await focused(page)).takesText) await page.keyboard.press('F6');
    await page.keyboard.press(key);
  }
}

const escaped = (words: string) => words.replace(/[()/.]/g, '\\$&');

const themeOf = (page: Page) => page.evaluate(() => document.documentElement.dataset['theme']);

interface Focused {
  /** The pane it lies in, by its id. */
  readonly pane: string;
  readonly role: string;
  readonly name: string;
  /** It can be seen where the keys go. */
  readonly seen: boolean;
  readonly takesText: boolean;
}

/** Where the keys go now. */
export function focused(page: Page): Promise<Focused> {
  return page.evaluate(() => {
    const element = document.activeElement;
    if (!(element instanceof HTMLElement)) return { pane: '', role: '', name: '', seen: false, takesText: false };
    return {
      pane: element.closest('#header, #editor, #graph, #records, #inspector')?.id ?? '',
      role: element.role ?? '',
      name: element.getAttribute('aria-label') ?? element.textContent ?? '',
      seen: getComputedStyle(element).outlineStyle !== 'none',
      takesText: element.closest('input:not([type=range]), textarea, [contenteditable], .monaco-editor') !== null,
    };
  });
}

export const isInEditor = ({ pane, takesText }: Focused) => pane === 'editor' && takesText;
const MOST_STOPS = 120;

/** F6 to a pane, then Tab to what is looked for in it. */
export async function tabTo(page: Page, pane: string, isIt: (focused: Focused) => boolean): Promise<void> {
  if (isIt(await focused(page))) return;
  // Round once where it is there already: Tab begins at the pane's first stop.
  do await page.keyboard.press('F6');
  while ((await focused(page)).pane !== pane);
  for (let stop = 0; stop < MOST_STOPS; stop++) {
    if (isIt(await focused(page))) return;
    await page.keyboard.press('Tab');
  }
  throw new Error(`Tab does not lead there in ${pane}`);
}

/** Without the blanks, which the editor writes otherwise. */
const linesOf = (text: string): string[] =>
  text
    .split('\n')
    .map((line) => line.replace(/\s/g, ''))
    .filter((line) => line !== '');

const shownLines = async (page: Page): Promise<string[]> =>
  linesOf((await page.locator('.view-lines .view-line').allInnerTexts()).join('\n'));

/** By its name, out of everything that can be found and done. */
async function choose(page: Page, typed: string, wanted: RegExp): Promise<void> {
  await page.keyboard.press('Control+k');
  await page.getByRole('combobox').and(page.locator(':focus')).waitFor();
  await page.keyboard.type(typed);
  await page.getByRole('option', { name: wanted }).first().waitFor();
  const selected = page.locator('dialog[open] [role=option][aria-selected=true]');
  for (let down = 0; !wanted.test((await selected.innerText()).replaceAll('\n', ' ')); down++) {
    if (down > 15) throw new Error(`${wanted} is not offered for ${typed}`);
    await page.keyboard.press('ArrowDown');
  }
  await page.keyboard.press('Enter');
  await page.locator('dialog[open]').waitFor({ state: 'detached' });
}
