import { fileURLToPath } from 'node:url';
import type { Page } from 'puppeteer-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findFirefox, launchFirefox } from '../../tools/browser.mjs';
import { serveFolder } from '../../tools/static-server.mjs';

const dist = fileURLToPath(new URL('../../dist', import.meta.url));
const here = findFirefox();
if (!here) console.log('No Firefox here: the story is not told in it. As root on Debian `npm test` installs one.');

/** Waits for words on the page: their first place, as the reader sees it. */
async function words(page: Page, selector: string, pattern: RegExp): Promise<void> {
  await page.waitForFunction(
    (where: string, source: string) =>
      [...document.querySelectorAll<HTMLElement>(where)].some((element) => new RegExp(source).test(element.innerText)),
    { timeout: 60_000 },
    selector,
    pattern.source,
  );
}

async function press(page: Page, selector: string, pattern: RegExp): Promise<void> {
  await words(page, selector, pattern);
  await page.evaluate(
    (where: string, source: string) => {
      const found = [...document.querySelectorAll<HTMLElement>(where)];
      found.find((element) => new RegExp(source).test(element.innerText))?.click();
    },
    selector,
    pattern.source,
  );
}

describe.skipIf(!here)('the Deployment story in Firefox', () => {
  let host: Awaited<ReturnType<typeof serveFolder>>;
  let browser: Awaited<ReturnType<typeof launchFirefox>>;
  beforeAll(async () => {
    host = await serveFolder(dist);
    browser = await launchFirefox();
  });
  afterAll(async () => {
    await browser?.close();
    await host?.close();
  });

  it('applies, comes to rest, shows why a pod is where it is, steps and speaks Korean', async () => {
    const page = await browser.newPage();
    const complaints: string[] = [];
    page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
    page.on('pageerror', (error) => complaints.push(String(error)));
    await page.setViewport({ width: 1440, height: 900 });
    await page.goto(host.address);
    await page.waitForSelector('#editor .button.primary:enabled', { timeout: 60_000 });
    await page.waitForSelector('button[aria-label="Machine worker-3, Ready"]');

    await press(page, '#editor .button.primary', /^Apply/);
    await words(page, '#editor', /deployment\.apps\/web/);
    await press(page, '.transport button', /^Run until quiet/);
    await words(page, '.notice', /Quiet after [\d,]+ messages/);
    await page.waitForFunction(() => document.querySelectorAll('button.pod.running[aria-label*="web-"]').length === 3);

    await page.evaluate(() => document.querySelector<HTMLElement>('button.pod[aria-label*="web-"]')?.click());
    await words(page, '#inspected .sentence', /^Pod web-\S+ is Running on worker-\d\.$/);
    await words(page, '#inspected .why', /You ran kubectl apply -f web\.yaml\./);

    await press(page, '.transport button', /^Next hop/);
    await page.waitForSelector('#inspected .chip');
    await press(page, '.header button', /^한국어/);
    await words(page, '#inspector .tab', /메시지/);
    expect(complaints).toEqual([]);
  });
});
