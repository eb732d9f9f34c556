import { afterEach, describe, expect, it } from 'vitest';
import { type Visit, visit } from '../visit';
import { Wheelhouse } from '../wheelhouse';

let visitor: Visit;
afterEach(() => visitor.close());

/** Where the keys go now: its name, and whether it can be seen that they do. */
function focused() {
  const element = document.activeElement;
  if (!(element instanceof HTMLElement)) return { pane: '', seen: false, name: '' };
  const { outlineStyle } = getComputedStyle(element);
  return {
    pane: element.closest('#header, #editor, #graph, #records, #inspector')?.id ?? '',
    seen: outlineStyle !== 'none',
    name: element.getAttribute('aria-label') ?? element.textContent ?? '',
  };
}

describe('the Deployment story, by keyboard alone', () => {
  it('applies, runs until quiet, finds a pod by its name, reads why, steps, and shuts nobody in', async () => {
    visitor = await visit();
    const { page } = visitor;
    const app = new Wheelhouse(page);
    await app.isUp();
    await page.locator('.monaco-editor').first().waitFor();

    const panes: string[] = [];
    for (let turn = 0; turn < 5; turn++) {
      await page.keyboard.press('F6');
      panes.push((await page.evaluate(focused)).pane);
    }
    expect([...panes].sort()).toEqual(['editor', 'graph', 'header', 'inspector', 'records']);

    await page.keyboard.press('Control+k');
    await page.getByRole('combobox', { name: 'Find and do' }).fill('apply manifest');
    await page.keyboard.press('Enter');
    await app.answers.getByText('deployment.apps/web').waitFor();
    await page.keyboard.press('F1');
    await page.getByRole('combobox', { name: 'Find and do' }).fill('until quiet');
    await page.keyboard.press('Enter');
    await page.getByText(/Quiet after \d+ messages/).waitFor();

    await page.keyboard.press('Control+k');
    await page.getByRole('combobox', { name: 'Find and do' }).fill('pod web running');
    await page
      .getByRole('option', { name: /^web-.*Running/ })
      .first()
      .waitFor();
    await page.keyboard.press('Enter');
    await app.inspector.getByText(/^Pod web-\S+ is Running on worker-\d\.$/).waitFor();
    await app.inspector.getByText('You ran kubectl apply -f web.yaml.').waitFor();

    // The editor lets Tab go once it is told to.
    await page.locator('.monaco-editor').first().press('Control+m');
    const left = async () => {
      await page.keyboard.press('Tab');
      return (await page.evaluate(focused)).pane !== 'editor';
    };
    await expect.poll(left).toBe(true);
    expect((await page.evaluate(focused)).seen).toBe(true);

    await page.keyboard.press('?');
    await page.getByRole('dialog', { name: 'Keys' }).waitFor();
    await page.keyboard.press('Escape');
    expect((await page.evaluate(focused)).pane).not.toBe('');
    visitor.expectQuiet();
  });
});
