// @ts-check
// `npm run screenshots` (or `-- --only NAME,NAME`): pictures of the main screens of the built app, light and dark, into docs/screenshots/.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { launchBrowser } from './browser.mjs';
import { buildWhenStale, demandNode, installPackages, root } from './packages.mjs';
import { serveFolder } from './static-server.mjs';

/**
 * A screen is what a visitor has done by the time of the picture.
 * @typedef {{ name: string, query?: string, prepare: (page: import('playwright-core').Page) => Promise<void> }} Screen
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

const LONG_MILLISECONDS = 240_000;

/** @param {number} replicas */
const web = (replicas) => `apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
spec:
  replicas: ${replicas}
  selector:
    matchLabels:
      app: web
  template:
    metadata:
      labels:
        app: web
    spec:
      containers:
      - name: web
        image: nginx:1.27
        ports:
        - containerPort: 80
`;

const CALLS = `---
apiVersion: v1
kind: Service
metadata:
  name: web
spec:
  selector:
    app: web
  ports:
  - port: 80
---
apiVersion: v1
kind: Pod
metadata:
  name: client
spec:
  containers:
  - name: client
    image: busybox
    command: [sh, -c, "while true; do wget -qO- http://web; sleep 1; done"]
`;

/**
 * @param {import('playwright-core').Page} page
 * @param {string} manifest
 */
async function applied(page, manifest) {
  await page.locator('.monaco-editor').first().waitFor({ timeout: LONG_MILLISECONDS });
  await page.evaluate((text) => navigator.clipboard.writeText(text), manifest);
  await page.locator('.monaco-editor').first().click();
  await page.keyboard.press('ControlOrMeta+A');
  await page.keyboard.press('ControlOrMeta+V');
  await press(page, /^Apply/);
  await page.locator('#graph').focus();
}

/** Ten times real time, message by message no more. @param {import('playwright-core').Page} page */
async function fast(page) {
  await page.keyboard.press('a');
  for (let step = 0; step < 3; step++) await page.keyboard.press(']');
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
    name: 'traffic',
    prepare: async (page) => {
      await applied(page, web(3) + CALLS);
      await fast(page);
      await page.getByRole('tab', { name: 'Traffic' }).click();
      await page.getByRole('button', { name: /^Through: web, \d\d calls/ }).waitFor({ timeout: LONG_MILLISECONDS });
    },
  },
  {
    name: 'many',
    query: '?workers=10',
    prepare: async (page) => {
      await applied(page, web(1000));
      await fast(page);
      await page
        .getByRole('img', { name: /^Pods on worker-10: .*9\d running/ })
        .waitFor({ timeout: LONG_MILLISECONDS });
    },
  },
  {
    name: 'machines',
    query: '?workers=100',
    prepare: async (page) => {
      await applied(page, web(400));
      await fast(page);
      await page.getByRole('img', { name: /^Pods on worker-99: \d running/ }).waitFor({ timeout: LONG_MILLISECONDS });
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
  await page.goto(address + (screen.query ?? ''));
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
const { values: options } = parseArgs({ options: { only: { type: 'string' } } });
const only = options.only?.split(',');
for (const screen of screens.filter(({ name }) => only?.includes(name) ?? true)) {
  // The projector's size for one screen is enough to see that the layout fills it.
  for (const viewport of screen.name === 'why' ? sizes : sizes.slice(0, 1)) {
    await take(browser, host.address, screen, viewport, 'light');
    await take(browser, host.address, screen, viewport, 'dark');
  }
}
await browser.close();
await host.close();
