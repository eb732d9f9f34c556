import { afterEach, describe, expect, it } from 'vitest';
import { focused, isInEditor, tabTo } from '../hands';
import { type Visit, visit } from '../visit';
import { Wheelhouse } from '../wheelhouse';

let visitor: Visit;
afterEach(() => visitor.close());

/** What is done by keyboard alone is told in six-stories.test.ts; here is how one gets about. */
describe('the keyboard', () => {
  it('goes round the panes and back, is not shut in by the editor, and is shown where it is', async () => {
    visitor = await visit();
    const { page } = visitor;
    await new Wheelhouse(page).isUp();
    await page.locator('.monaco-editor').first().waitFor();

    const panes: string[] = [];
    for (let turn = 0; turn < 5; turn++) {
      await page.keyboard.press('F6');
      panes.push((await focused(page)).pane);
    }
    expect([...panes].sort()).toEqual(['editor', 'graph', 'header', 'inspector', 'records']);

    // In the editor Tab is a letter, until it is told to let go.
    await tabTo(page, 'editor', isInEditor);
    await page.keyboard.press('Tab');
    expect(isInEditor(await focused(page))).toBe(true);
    await page.keyboard.press('Control+m');
    const left = async () => {
      await page.keyboard.press('Tab');
      return !isInEditor(await focused(page));
    };
    await expect.poll(left).toBe(true);
    expect((await focused(page)).seen).toBe(true);

    await page.keyboard.press('?');
    await page.getByRole('dialog', { name: 'Keys' }).waitFor();
    await page.keyboard.press('Escape');
    expect((await focused(page)).pane).not.toBe('');
    visitor.expectQuiet();
  });

  it('is heard where it writes Hangul, and as fast as somebody can press', async () => {
    visitor = await visit();
    const { page } = visitor;
    const app = new Wheelhouse(page);
    await app.isUp();
    await page.locator('#graph').focus();
    for (let press = 0; press < 7; press++) await page.keyboard.press('v');
    await expect.poll(() => app.tab('Ownership').getAttribute('aria-selected')).toBe('true');
    const press = (key: string, code: string) =>
      page.locator('#graph').dispatchEvent('keydown', { key, code, bubbles: true, cancelable: true });
    await press('ㅍ', 'KeyV');
    await expect.poll(() => app.tab('Traffic').getAttribute('aria-selected')).toBe('true');
    visitor.expectQuiet();
  });

  it('finds by name what else stands on buttons alone', async () => {
    visitor = await visit();
    const { page } = visitor;
    const app = new Wheelhouse(page);
    await app.isUp();
    const choose = async (typed: string, wanted: RegExp) => {
      await page.keyboard.press('Control+k');
      await page.keyboard.type(typed);
      await page.getByRole('option', { name: wanted }).waitFor();
      await page.keyboard.press('Enter');
      await page.locator('dialog[open]').waitFor({ state: 'detached' });
    };
    await choose('stop bound', /^Stop the clock when a pod is bound/);
    await app.button('1 breakpoint').waitFor();
    await choose('stop bound', /^No longer stop the clock when a pod is bound/);
    await app.button('Breakpoints').waitFor();
    await choose('ahead 10 s', /^\+10 s: run so far/);
    await app.button(/^Play/).waitFor();
    await choose('empty file', /^An empty file/);
    await app.button('File manifest.yaml').waitFor();
    visitor.expectQuiet();
  });
});
