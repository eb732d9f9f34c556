// @ts-check
// What a visitor does with the page, for stories, pictures and benchmarks.

/** @typedef {import('playwright-core').Page} Page */

/**
 * Puts a text into the editor in place of what is there; the browser has to allow the clipboard.
 * @param {Page} page
 * @param {string} text
 */
export async function write(page, text) {
  const editor = page.locator('.monaco-editor').first();
  await editor.waitFor({ timeout: 60_000 });
  await editor.click();
  await page.keyboard.press('ControlOrMeta+A');
  await page.evaluate(async (words) => await navigator.clipboard.writeText(words), text);
  await page.keyboard.press('ControlOrMeta+V');
}

/**
 * The same, applied; the keys are the page's afterwards.
 * @param {Page} page
 * @param {string} manifest
 */
export async function apply(page, manifest) {
  await write(page, manifest);
  await page.keyboard.press('ControlOrMeta+Enter');
  await page.locator('#graph').focus();
}

/**
 * Time passes many times as fast as it does, and not message by message.
 * @param {Page} page
 * @param {number} [steps] of the speed slider
 */
export async function goFast(page, steps = 3) {
  await page.keyboard.press('a');
  for (let step = 0; step < steps; step++) await page.keyboard.press(']');
}
