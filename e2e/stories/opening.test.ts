import { afterEach, describe, expect, it } from 'vitest';
import { type Visit, visit } from '../visit';
import { Wheelhouse } from '../wheelhouse';

let visitor: Visit;
afterEach(() => visitor.close());

describe('a newcomer opens the built app', () => {
  for (const [subPath, plainHost] of [
    ['/', false],
    // A host that says nothing of what the page may do: the page says it itself.
    ['/some/where/', true],
  ] as const) {
    it(`at ${subPath} of a static host: it draws itself, says no error, asks nobody else, and runs no foreign script`, async () => {
      visitor = await visit({ subPath, plainHost });
      const { page } = visitor;
      await page.waitForFunction(() => document.querySelector('#root')?.childElementCount);
      expect(await page.title()).toContain('Wheelhouse');
      await page.waitForLoadState('networkidle');
      visitor.expectQuiet();

      const ran = await page.evaluate(async () => {
        const script = document.createElement('script');
        script.textContent = 'globalThis.inlineRan = true';
        document.body.append(script);
        script.remove();
        const stolen = await fetch('https://example.invalid/').catch((error: Error) => error.message);
        return [(globalThis as { inlineRan?: true }).inlineRan ?? false, String(stolen)];
      });
      expect(ran[0]).toBe(false);
      await expect.poll(() => visitor.complaints.join(' ')).toMatch(/connect-src 'self'/);
      expect(visitor.complaints.join(' ')).toMatch(/script-src 'self'/);
    });
  }
});

describe('a first visit', () => {
  const SLOWER = Math.max(1, Number(process.env['SLOWER'] ?? 1));

  it('finds the cluster up within five seconds, and three sentences that say what to do', async () => {
    visitor = await visit();
    const { page } = visitor;
    const app = new Wheelhouse(page);
    await app.isUp();
    // Since the browser set out for the page.
    expect(await page.evaluate(() => performance.now())).toBeLessThan(5000 * SLOWER);
    const sentences = await app.inspector.locator('.empty p').allInnerTexts();
    expect(sentences).toHaveLength(3);
    for (const sentence of sentences) expect(sentence).toMatch(/^[A-Z][^]*[^.!?] ?\.$/);
    expect(sentences.join(' ')).toMatch(/Press Apply[^]*Click[^]*Space/);
    visitor.expectQuiet();
  });
});

describe('on screens of every size', () => {
  it('nothing stands out of the page, and every control is whole', async () => {
    visitor = await visit();
    const { page } = visitor;
    const app = new Wheelhouse(page);
    await app.isUp();
    await app.apply();
    await app.runUntilQuiet();
    for (const [width, height] of [
      [1440, 900],
      [1920, 1080],
      [1180, 820],
    ] as const) {
      await page.setViewportSize({ width, height });
      // What was laid out for the size before is laid out anew.
      await expect.poll(() => page.evaluate(cutOff), { message: `${width} × ${height}` }).toEqual([]);
    }
    visitor.expectQuiet();
  });
});

/** Runs in the page: what of it cannot be seen whole. */
function cutOff(): string[] {
  const controls = '#header button, #editor button, .bar button, .history button, [role=tab]';
  const outside = [...document.querySelectorAll(controls)].filter((control) => {
    const { left, top, right, bottom, width } = control.getBoundingClientRect();
    return width > 0 && (left < 0 || top < 0 || right > innerWidth + 1 || bottom > innerHeight + 1);
  });
  const { scrollWidth, scrollHeight } = document.documentElement;
  const over = scrollWidth > innerWidth || scrollHeight > innerHeight ? ['the page'] : [];
  return [...over, ...outside.map((control) => control.outerHTML.slice(0, 120))];
}
