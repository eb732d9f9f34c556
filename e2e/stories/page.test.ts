import type { Page } from 'playwright-core';
import { afterEach, describe, expect, it } from 'vitest';
import { webDeployment } from '../../tools/sample-manifests.mjs';
import { write } from '../../tools/visitor.mjs';
import { axeFindings } from '../axe';
import { type Visit, visit } from '../visit';
import { Wheelhouse } from '../wheelhouse';

let visitor: Visit;
afterEach(() => visitor.close());

describe('the page', () => {
  it('speaks Korean and English, is light, dark and larger, without being loaded anew, and remembers it', async () => {
    visitor = await visit();
    const { page } = visitor;
    const app = new Wheelhouse(page);
    await app.isUp();
    await page.evaluate(() => Object.assign(globalThis, { sameDocument: true }));

    await app.button('한국어').click();
    await page.getByRole('region', { name: '상세 보기' }).waitFor();
    expect(await page.evaluate(() => document.documentElement.lang)).toBe('ko');
    await page.getByRole('tab', { name: '시퀀스' }).waitFor();
    await page
      .getByRole('button', { name: /^머신 worker-1, Ready/ })
      .first()
      .waitFor();
    await app.button(/^테마/).click();
    const height = () => page.locator('#header').evaluate((header) => header.getBoundingClientRect().height);
    const before = await height();
    await page.locator('#graph').focus();
    await page.keyboard.press('p');
    await expect.poll(height).toBeGreaterThan(before);
    const theme = await page.evaluate(() => document.documentElement.dataset['theme']);
    expect(await page.evaluate(() => 'sameDocument' in globalThis)).toBe(true);

    await page.reload();
    await page.getByRole('region', { name: '상세 보기' }).waitFor();
    expect(await page.evaluate(() => document.documentElement.dataset['theme'])).toBe(theme);
    await expect.poll(height).toBeGreaterThan(before);
    await app.button('English').click();
    await app.inspector.waitFor();
    visitor.expectQuiet();
  });

  it('has panes that are resized and shut by key and by mouse, and stay so', async () => {
    visitor = await visit();
    const { page } = visitor;
    await new Wheelhouse(page).isUp();
    const splitter = page.getByRole('separator', { name: 'Width of the editor' });
    const size = async () => Number(await splitter.getAttribute('aria-valuenow'));
    const before = await size();
    await splitter.focus();
    await page.keyboard.press('Shift+ArrowRight');
    await expect.poll(size).toBe(before + 96);
    const box = (await splitter.boundingBox())!;
    await page.mouse.move(box.x + 4, box.y + 200);
    await page.mouse.down();
    await page.mouse.move(box.x + 54, box.y + 200, { steps: 3 });
    await page.mouse.up();
    await expect.poll(size).toBe(before + 146);
    await splitter.focus();
    await page.keyboard.press('Enter');
    await page.locator('#editor').waitFor({ state: 'hidden' });
    await page.reload();
    await splitter.waitFor();
    expect(await page.locator('#editor').isVisible()).toBe(false);
    await splitter.focus();
    await page.keyboard.press('Enter');
    await expect.poll(size).toBe(before + 146);
    await splitter.dblclick();
    await expect.poll(size).toBe(before);
    visitor.expectQuiet();
  });
});

describe('for who wants no motion', () => {
  it('things appear where they end: nothing is animated while pods come and pictures change', async () => {
    visitor = await visit({ context: { reducedMotion: 'reduce' } });
    const { page } = visitor;
    const app = new Wheelhouse(page);
    await app.isUp();
    await page.evaluate(() => {
      const seen: string[] = [];
      Object.assign(globalThis, { seen });
      const look = () => {
        for (const { effect } of document.getAnimations()) {
          const { target } = effect as KeyframeEffect;
          if (Number(effect?.getComputedTiming().duration) > 0) seen.push(target?.className ?? 'something');
        }
        requestAnimationFrame(look);
      };
      look();
    });
    await app.apply();
    await app.runUntilQuiet();
    for (const picture of ['Ownership', 'Traffic', 'Architecture']) {
      await app.tab(picture).click();
      await page.waitForTimeout(200);
    }
    expect(await page.evaluate(() => (globalThis as unknown as { seen: string[] }).seen)).toEqual([]);
    visitor.expectQuiet();
  });
});

/** What was fetched for it is there, and nothing moves any more. */
async function isStill(page: Page): Promise<void> {
  await page.waitForTimeout(150);
  await page.waitForFunction(() => document.getAnimations().every(({ playState }) => playState !== 'running'));
}

/** More pods than have room as cards. */
const CELLS = 120;

describe('axe finds nothing', () => {
  for (const [language, colorScheme, type, viewport] of [
    ['en', 'light', 'normal', { width: 1440, height: 900 }],
    ['ko', 'dark', 'projector', { width: 1440, height: 900 }],
    // A tablet held sideways.
    ['en', 'dark', 'normal', { width: 1180, height: 820 }],
  ] as const) {
    it(`on any main screen: ${language}, ${colorScheme}, ${type} type, ${viewport.width} wide`, async () => {
      const permissions = ['clipboard-read', 'clipboard-write'];
      visitor = await visit({ context: { colorScheme, viewport, permissions }, memory: { language, type } });
      const { page } = visitor;
      const found: string[] = [];
      const brief = viewport.width < 1440;
      const isSkipped = (screen: string) =>
        brief && !['fresh', 'a pod inspected', 'etcd', 'faults', 'refused', 'compare'].includes(screen);
      const check = async (screen: string) => {
        if (isSkipped(screen)) return;
        found.push(...(await axeFindings(page)).map((finding) => `${screen}: ${finding}`));
      };
      await page.locator('button.machine-head[aria-label*="worker-3, Ready"]').waitFor();
      await page.locator('.monaco-editor').first().waitFor();
      await check('fresh');
      await page.locator('#editor .button.primary').click();
      await page.locator('#graph').focus();
      await page.keyboard.press('r');
      await page.locator('.notice').first().waitFor();
      await page.locator('button.pod').last().dispatchEvent('click');
      await page.locator('#inspected .sentence').waitFor();
      await check('a pod inspected');
      for (const tab of ['messages', 'etcd', 'acts', 'terminal', 'ownership', 'traffic', 'architecture']) {
        // The picture it ends with is what follows begins with.
        if (isSkipped(tab) && tab !== 'architecture') continue;
        await page.locator(`[data-tab="${tab}"]`).click();
        await isStill(page);
        await check(tab);
      }
      await page.locator('#graph').focus();
      await page.locator('.gallery-button').first().click();
      await page.locator('dialog[open]').waitFor();
      await check('gallery');
      await page.keyboard.press('Escape');
      await page.locator('#graph').focus();
      await page.locator('button.machine-head').first().click({ button: 'right' });
      await page.locator('.fault-menu').waitFor();
      await check('faults');
      await page.keyboard.press('Escape');
      await page.locator('.history-deeds button').last().click();
      await page.locator('dialog[open]').waitFor();
      await check('breakpoints');
      await page.keyboard.press('Escape');
      await page.locator('#graph').focus();
      await page.keyboard.press(',');
      await page.locator('.scrubber.back').waitFor();
      await check('looking back');
      await page.keyboard.press('n');
      await page.locator('.scrubber.back').waitFor({ state: 'detached' });
      await write(page, webDeployment('two'));
      await page.keyboard.press('ControlOrMeta+Enter');
      await page.locator('#graph').focus();
      await page.keyboard.press('r');
      await page.locator('.squiggly-error').first().waitFor();
      await check('refused');
      await write(page, webDeployment(CELLS));
      await page.keyboard.press('Control+Shift+Enter');
      await page.locator('#graph').focus();
      await page.keyboard.press('r');
      await page.locator('dialog[open] .view-line').first().waitFor();
      await check('compare');
      await page.keyboard.press('Escape');
      await page.locator('dialog[open]').waitFor({ state: 'detached' });
      if (!brief) {
        // What the header has no room for on a small screen, or in large type.
        if (type === 'normal') {
          await page.setViewportSize({ width: 1920, height: 1080 });
          await page.locator('.header .spare').last().click();
          await page.locator('dialog[open]').waitFor();
          await check('simplified');
          await page.keyboard.press('Escape');
          await page.setViewportSize(viewport);
        }
        await page.locator('.monaco-editor').first().click();
        await page.keyboard.press('ControlOrMeta+Enter');
        await page.locator('#graph').focus();
        await page.keyboard.press('r');
        await page.locator('.pod-field').first().waitFor();
        await check('cells');
      }
      for (const key of ['?', 'Control+k']) {
        await page.keyboard.press(key);
        await page.locator('dialog[open]').waitFor();
        await check(key);
        await page.keyboard.press('Escape');
        await page.locator('dialog[open]').waitFor({ state: 'detached' });
      }
      expect(found).toEqual([]);
      visitor.expectQuiet();
    });
  }
});
