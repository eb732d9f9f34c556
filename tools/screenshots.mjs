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

/** Pods grow into their slots, the inspector hears from the worker. */
const SETTLE_MILLISECONDS = 700;
const projector = { width: 1920, height: 1080 };
const sizes = [{ width: 1440, height: 900 }, projector];

const BROKEN = `apiVersion: v1
kind: ConfigMap
metadata:
  name: settings
data:
  colour: green
---
apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
spec:
  replicas: three
`;

/** @param {import('playwright-core').Page} page */
async function up(page) {
  for (const worker of ['worker-1', 'worker-2', 'worker-3']) {
    await page.getByRole('button', { name: `Machine ${worker}, Ready` }).waitFor();
  }
  await page.locator('.monaco-editor').waitFor();
}

/**
 * @param {import('playwright-core').Page} page
 * @param {RegExp} name
 */
const press = (page, name) => page.getByRole('button', { name }).first().click();

/** @param {import('playwright-core').Page} page */
async function quiet(page) {
  await press(page, /^Run until quiet/);
  await page.getByText(/Quiet after/).waitFor();
}

/** @param {import('playwright-core').Page} page */
async function running(page) {
  await up(page);
  await press(page, /^Apply/);
  await quiet(page);
}

/** @type {Screen[]} */
const screens = [
  { name: 'fresh', prepare: up },
  {
    name: 'step',
    prepare: async (page) => {
      await up(page);
      await press(page, /^Apply/);
      for (let hop = 0; hop < 27; hop++) await press(page, /^Next hop/);
    },
  },
  {
    name: 'why',
    prepare: async (page) => {
      await running(page);
      await press(page, /^Pod .*Running/);
    },
  },
  {
    name: 'etcd',
    prepare: async (page) => {
      await running(page);
      await page.getByRole('tab', { name: /^etcd/ }).click();
    },
  },
  {
    name: 'sequence',
    prepare: async (page) => {
      await running(page);
      await page.getByRole('listbox', { name: 'Sequence' }).focus();
      await page.keyboard.press('Home');
      for (let step = 0; step < 26; step++) await page.keyboard.press('ArrowRight');
    },
  },
  {
    name: 'ownership',
    prepare: async (page) => {
      await running(page);
      await page.getByRole('tab', { name: 'Ownership' }).click();
      await press(page, /^ReplicaSet web/);
    },
  },
  {
    name: 'faults',
    prepare: async (page) => {
      await running(page);
      await page.getByRole('button', { name: /^Machine worker-2/ }).click({ button: 'right' });
      await page.getByRole('menuitem', { name: 'Power off' }).click();
      await page.getByRole('button', { name: /^etcd on cp-1/ }).click({ button: 'right' });
      await page.getByRole('menuitem', { name: 'Cut the link to cp-2' }).click();
      await press(page, /^Machine worker-2/);
    },
  },
  {
    name: 'refused',
    prepare: async (page) => {
      await page.evaluate((text) => navigator.clipboard.writeText(text), BROKEN);
      await up(page);
      await page.locator('.monaco-editor').first().click();
      await page.keyboard.press('ControlOrMeta+A');
      await page.keyboard.press('ControlOrMeta+V');
      await press(page, /^Apply/);
      await quiet(page);
    },
  },
];

/**
 * @param {import('playwright-core').Browser} browser
 * @param {string} address
 * @param {Screen} screen
 * @param {{ width: number, height: number }} viewport
 * @param {'light' | 'dark'} colorScheme
 */
async function take(browser, address, screen, viewport, colorScheme) {
  const permissions = ['clipboard-read', 'clipboard-write'];
  const context = await browser.newContext({ viewport, colorScheme, permissions });
  const page = await context.newPage();
  await page.goto(address);
  await screen.prepare(page);
  await page.waitForTimeout(SETTLE_MILLISECONDS);
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
  // The projector's size for one screen is enough to see that the layout fills it.
  for (const viewport of screen.name === 'why' ? sizes : sizes.slice(0, 1)) {
    await take(browser, host.address, screen, viewport, 'light');
    await take(browser, host.address, screen, viewport, 'dark');
  }
}
await browser.close();
await host.close();
