import type { Page } from 'playwright-core';
import type { Wheelhouse } from './wheelhouse';

export type Step = 'Next hop' | 'Into' | 'Over' | 'Out' | 'Back';

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
  fault(target: { machine: string; component?: string }, choice: string): Promise<void>;
  language(name: 'English' | '한국어'): Promise<void>;
  dark(): Promise<void>;
}

/** Only the pointer, but for letters that are typed into a text. */
export function mouse(app: Wheelhouse): Hands {
  const { page } = app;
  return {
    write: (text) => app.write(text),
    mend: async (_field, wrong, right) => {
      await page.locator('.view-line').getByText(wrong, { exact: true }).dblclick();
      await page.keyboard.type(right);
    },
    apply: () => app.apply(),
    delete: () => app.button(/^Delete/).click(),
    runUntilQuiet: () => app.runUntilQuiet(),
    togglePlay: () => app.button(/^(Play|Pause)/).click(),
    step: (how) => app.button(new RegExp(`^${how}`)).click(),
    runAhead: (button) => app.history.getByRole('button', { name: button }).click(),
    inspectPod: () => app.pods('Running').first().click(),
    inspectMachine: (name) => app.button(new RegExp(`^Machine ${name}`)).click(),
    inspectMessage: async (title) => {
      await app.tab(/^Messages/).click();
      await app.records.getByText(title).first().click();
    },
    fault: async ({ machine, component }, choice) => {
      const target = component ? `${component} on ${machine}` : `Machine ${machine}`;
      await app.button(new RegExp(`^${target}`)).click({ button: 'right' });
      await page.getByRole('menuitem', { name: choice, exact: true }).click();
    },
    language: (name) => app.button(name).click(),
    dark: async () => {
      while ((await themeOf(page)) !== 'dark') await app.button(/^Theme/).click();
    },
  };
}

/** Only keys, from wherever the focus is: nothing is focused or clicked but by them. */
export function keyboard(app: Wheelhouse): Hands {
  const { page } = app;
  const { keyboard: keys } = page;
  return {
    write: async (text) => {
      await tabTo(page, 'editor', isInEditor);
      await keys.press('ControlOrMeta+A');
      await page.evaluate(async (words) => await navigator.clipboard.writeText(words), text);
      await keys.press('ControlOrMeta+V');
    },
    mend: async (field, _wrong, right) => {
      await tabTo(page, 'editor', isInEditor);
      for (const key of ['F8', 'Escape', 'Shift+End']) await keys.press(key);
      await keys.type(`${field}: ${right}`);
    },
    apply: () => choose(page, 'apply manifest', /Apply/),
    delete: () => choose(page, 'delete what', /Delete/),
    runUntilQuiet: () =>
      app.untilQuiet(async () => {
        await outOfTexts(page);
        await keys.press('r');
      }),
    togglePlay: async () => {
      await outOfTexts(page);
      await keys.press('Space');
    },
    step: async (how) => {
      await outOfTexts(page);
      await keys.press({ 'Next hop': '.', Into: 'i', Over: 'o', Out: 'u', Back: ',' }[how]);
    },
    runAhead: async (button) => {
      await tabTo(page, 'records', ({ name }) => name === button);
      await keys.press('Enter');
    },
    inspectPod: () => choose(page, 'pod web running', /^web-.*Running/),
    inspectMachine: (name) => choose(page, name, new RegExp(`^${name}`)),
    inspectMessage: async (title) => {
      await choose(page, 'sequence', /sequence/i);
      await tabTo(page, 'records', ({ name }) => name === 'Sequence');
      await keys.press('Home');
      const selected = app.sequence.getByRole('option', { selected: true });
      await selected.waitFor();
      while (!title.test((await selected.getAttribute('aria-label')) ?? '')) await keys.press('ArrowRight');
    },
    fault: async ({ machine, component }, choice) => {
      const option = component ? `${component} (${machine})` : machine;
      await choose(page, component ? `${machine}/${component}` : machine, new RegExp(`^${escaped(option)}`));
      await outOfTexts(page);
      await keys.press('x');
      const item = page.locator('[role=menuitem]:focus');
      await item.waitFor();
      while (!(await item.innerText()).includes(choice)) await keys.press('ArrowDown');
      await keys.press('Enter');
    },
    language: (name) => choose(page, name, new RegExp(name)),
    dark: () => choose(page, 'theme dark', /dark|어두/i),
  };
}

const escaped = (words: string) => words.replace(/[()/.]/g, '\\$&');

const themeOf = (page: Page) => page.evaluate(() => document.documentElement.dataset['theme']);

interface Focused {
  /** The pane it lies in, by its id. */
  readonly pane: string;
  readonly name: string;
  /** It can be seen where the keys go. */
  readonly seen: boolean;
  readonly takesText: boolean;
}

/** Where the keys go now. */
export function focused(page: Page): Promise<Focused> {
  return page.evaluate(() => {
    const element = document.activeElement;
    if (!(element instanceof HTMLElement)) return { pane: '', name: '', seen: false, takesText: false };
    return {
      pane: element.closest('#header, #editor, #graph, #records, #inspector')?.id ?? '',
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

/** Keys that do something do it anywhere but in a text. */
async function outOfTexts(page: Page): Promise<void> {
  if ((await focused(page)).takesText) await page.keyboard.press('F6');
}

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
