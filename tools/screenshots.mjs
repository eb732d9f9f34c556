// @ts-check
// `npm run screenshots`: pictures of the main screens of the built app, light and dark, into docs/screenshots/.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { launchBrowser } from './browser.mjs';
import { buildWhenStale, demandNode, installPackages, root } from './packages.mjs';
import { serveFolder } from './static-server.mjs';

/**
 * A screen is what a visitor has done by the time of the picture.
 * @typedef {{ name: string, prepare: (page: import('playwright-core').Page) => Promise<void> }} Screen
 */

const sizes = [
  { width: 1440, height: 900 },
  { width: 1920, height: 1080 },
];

/** @type {Screen[]} */
const screens = [{ name: 'main', prepare: async (page) => page.waitForTimeout(4000) }];

/**
 * @param {import('playwright-core').Browser} browser
 * @param {string} address
 * @param {Screen} screen
 * @param {{ width: number, height: number }} viewport
 * @param {'light' | 'dark'} colorScheme
 */
async function take(browser, address, screen, viewport, colorScheme) {
  const context = await browser.newContext({ viewport, colorScheme });
  const page = await context.newPage();
  await page.goto(address);
  await screen.prepare(page);
  const path = join(root, 'docs', 'screenshots', `${screen.name}-${colorScheme}-${viewport.width}.png`);
  await page.screenshot({ path });
  console.log(path.slice(root.length + 1));
  await context.close();
}

demandNode();
await installPackages();
await buildWhenStale();
mkdirSync(join(root, 'docs', 'screenshots'), { recursive: true });
const host = await serveFolder(join(root, 'dist'));
const browser = await launchBrowser();
for (const screen of screens) {
  for (const viewport of sizes) {
    await take(browser, host.address, screen, viewport, 'light');
    await take(browser, host.address, screen, viewport, 'dark');
  }
}
await browser.close();
await host.close();
