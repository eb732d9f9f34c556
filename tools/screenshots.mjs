// @ts-check
// `npm run screenshots`: pictures of the main screens of the built app into docs/screenshots/, light, dark, in Korean, in projector type, on a tablet and without
// colour.
//   --only korean     just this way of looking
//   --screens past    just these screens, in ways of looking that have them
//   --like "ko dark projector 1920x1080 touch"    another way of looking than those that are kept; what is not said is en light normal 1440x900
//   --into FOLDER     pictures to look at, not to keep
import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { launchBrowser } from './browser.mjs';
import { caller, configMap, service, together, webDeployment } from './sample-manifests.mjs';
import { buildWhenStale, demandNode, installPackages, root } from './packages.mjs';
import { serveFolder } from './static-server.mjs';
import { apply, goFast, write } from './visitor.mjs';

/** @typedef {import('playwright-core').Page} Page */
/**
 * A way of looking at the page, and which screens are worth a picture in it.
 * @typedef {{ name: string, language: 'en' | 'ko', theme: 'light' | 'dark', type: 'normal' | 'projector', width: number, height: number, screens?: string[], touch?: boolean, grey?: boolean }} Look
 */
/**
 * A screen is what a visitor has done by the time of the picture, after all that was done for the ones before it.
 * @typedef {{ name: string, prepare: (page: Page) => Promise<void> }} Screen
 */

const laptop = { width: 1440, height: 900 };
const tablet = { width: 1024, height: 768 };
const hall = { width: 1920, height: 1080 };

/** What speaks kubectl's English, and nothing else, reads the same. */
const NOT_ENGLISH_ALONE = [
  ...['fresh', 'step', 'why', 'etcd', 'messages', 'ownership', 'palette', 'gallery', 'faults', 'refused'],
  ...['comparison', 'breakpoints', 'past', 'recovery', 'crash', 'boot', 'traffic'],
];

/** @type {Look[]} */
const looks = [
  { name: 'light', language: 'en', theme: 'light', type: 'normal', ...laptop },
  { name: 'dark', language: 'en', theme: 'dark', type: 'normal', ...laptop },
  { name: 'korean', language: 'ko', theme: 'light', type: 'normal', ...laptop, screens: NOT_ENGLISH_ALONE },
  {
    name: 'projector',
    language: 'en',
    theme: 'light',
    type: 'projector',
    ...hall,
    screens: ['fresh', 'step', 'why', 'etcd', 'terminal', 'ownership', 'faults', 'refused', 'comparison', 'past'],
  },
  {
    name: 'korean-projector-dark',
    language: 'ko',
    theme: 'dark',
    type: 'projector',
    ...laptop,
    screens: ['step', 'why', 'etcd', 'ownership', 'refused', 'past'],
  },
  {
    name: 'tablet',
    language: 'en',
    theme: 'light',
    type: 'normal',
    ...tablet,
    touch: true,
    screens: ['fresh', 'step', 'why', 'etcd', 'ownership', 'comparison', 'past'],
  },
  { name: 'grey', language: 'en', theme: 'light', type: 'normal', ...laptop, grey: true, screens: ['step', 'faults'] },
];

/** @param {string} words @returns {Look} */
function lookOf(words) {
  const said = new Set(words.split(/\s+/));
  const [width, height] =
    words
      .match(/\d+x\d+/)?.[0]
      .split('x')
      .map(Number) ?? [];
  return {
    name: words.trim().replaceAll(/\s+/g, '-'),
    language: said.has('ko') ? 'ko' : 'en',
    theme: said.has('dark') ? 'dark' : 'light',
    type: said.has('projector') ? 'projector' : 'normal',
    width: width ?? laptop.width,
    height: height ?? laptop.height,
    touch: said.has('touch'),
    grey: said.has('grey'),
  };
}

/** Pods grow into their slots, the inspector hears from the worker. */
const SETTLE_MILLISECONDS = 900;

const READ_MILLISECONDS = 1700;

const BROKEN = together(configMap('settings'), webDeployment('three'));

const LONG_MILLISECONDS = 240_000;

/** @param {Page} page */
async function up(page) {
  await page.locator('#editor .button.primary:enabled').waitFor();
  await page.locator('.monaco-editor').first().waitFor();
  for (const worker of ['worker-1', 'worker-2', 'worker-3'])
    await page.locator(`button.machine-head[aria-label*="${worker}, Ready"]`).waitFor();
}

/** @param {Page} page @param {string} key */
async function key(page, key) {
  await page.evaluate(() => document.activeElement instanceof HTMLElement && document.activeElement.blur());
  await page.keyboard.press(key);
}

/** @param {Page} page */
async function quiet(page) {
  await key(page, 'r');
  await page.locator('.notice').first().waitFor();
}

/** @param {Page} page @param {string} tab */
const open = (page, tab) => page.locator(`[data-tab="${tab}"]`).click();

/** @param {Page} page */
const closeDialog = async (page) => {
  if (await page.locator('dialog[open]').count()) await page.keyboard.press('Escape');
};

/** @type {Screen[]} */
const screens = [
  { name: 'fresh', prepare: up },
  {
    name: 'step',
    prepare: async (page) => {
      await page.locator('#editor .button.primary').click();
      for (let hop = 0; hop < 27; hop++) {
        await key(page, '.');
        await page.waitForTimeout(40);
      }
    },
  },
  {
    name: 'why',
    prepare: async (page) => {
      await quiet(page);
      // So that the notice has been read, and goes.
      await page.waitForTimeout(READ_MILLISECONDS);
      await page.locator('button.pod.running[data-object*="/web-"]').first().dispatchEvent('click');
    },
  },
  { name: 'etcd', prepare: (page) => open(page, 'etcd') },
  { name: 'messages', prepare: (page) => open(page, 'messages') },
  {
    name: 'terminal',
    prepare: async (page) => {
      await key(page, ' ');
      await key(page, 'a');
      await open(page, 'terminal');
      await page.locator('.xterm').click();
      for (const line of ['kubectl get pods', 'kubectl run box --image=busybox --restart=Never -it --rm -- sh']) {
        await page.keyboard.type(`${line}\n`, { delay: 5 });
        await page.waitForTimeout(READ_MILLISECONDS);
      }
      const prompt = () =>
        page.waitForFunction(() =>
          [...document.querySelectorAll('.xterm-rows > div')].some((row) => /^#\s*$/.test(row.textContent ?? '')),
        );
      await page.locator('.xterm-rows').getByText('try pressing enter').waitFor();
      await page.keyboard.press('Enter');
      await prompt();
      await page.keyboard.type('hostname; cat /etc/resolv.conf\n', { delay: 5 });
      await page.locator('.xterm-rows').getByText('options ndots').waitFor();
      await prompt();
    },
  },
  {
    name: 'ownership',
    prepare: async (page) => {
      await open(page, 'ownership');
      await page.locator('.tree-card').first().waitFor();
    },
  },
  {
    name: 'palette',
    prepare: async (page) => {
      await open(page, 'architecture');
      await key(page, 'Control+k');
      await page.locator('.palette-input').fill('worker-2');
    },
  },
  {
    name: 'gallery',
    prepare: async (page) => {
      await closeDialog(page);
      await page.locator('.gallery-button').first().click();
      await page.locator('dialog[open]').waitFor();
    },
  },
  {
    name: 'faults',
    prepare: async (page) => {
      await closeDialog(page);
      await open(page, 'sequence');
      await page.locator('button.machine-head[aria-label*="worker-2"]').click({ button: 'right' });
      await page.locator('.fault-menu [role=menuitem]').first().click();
      await page.waitForTimeout(1500);
      await page.locator('button.machine-head[aria-label*="worker-3"]').click({ button: 'right' });
    },
  },
  {
    name: 'refused',
    prepare: async (page) => {
      await page.keyboard.press('Escape');
      await apply(page, BROKEN);
      await quiet(page);
    },
  },
  {
    name: 'comparison',
    prepare: async (page) => {
      await write(page, webDeployment(5, 'nginx:1.29'));
      await page.keyboard.press('Control+Shift+Enter');
      await quiet(page);
      await page.locator('dialog[open] .line-insert, dialog[open] .char-insert').first().waitFor();
    },
  },
  {
    name: 'breakpoints',
    prepare: async (page) => {
      await closeDialog(page);
      await page.locator('.history-deeds .stops').click();
      await page.locator('dialog[open] input[type=checkbox]').first().check();
    },
  },
  {
    name: 'past',
    prepare: async (page) => {
      await page.locator('dialog[open] input[type=checkbox]').first().uncheck();
      await closeDialog(page);
      await open(page, 'acts');
      await page.locator('.acts button.chip').first().click();
      await page.locator('.act.followed', { hasText: 'kubectl apply -f web.yaml' }).waitFor();
      await open(page, 'sequence');
      await page.locator('.sequence').focus();
      await page.keyboard.press('Home');
      for (let step = 0; step < 9; step++) await page.keyboard.press('ArrowRight');
      await page.keyboard.press('Shift+,');
      await page.locator('.scrubber.back').waitFor();
    },
  },
  {
    name: 'recovery',
    prepare: async (page) => {
      await key(page, 'n');
      await page.locator('.scrubber.back').waitFor({ state: 'detached' });
      // Ten simulated minutes more: on the way through them there is something to be seen.
      for (let tens = 0; tens < 2; tens++) await page.locator('.history-deeds button').nth(2).click();
      await page.waitForFunction(() => /^2\d:/.test(document.querySelector('[role=timer]')?.textContent ?? ''));
      await page.locator('.button.play.on').waitFor();
      // So that the way is still long when the picture is taken.
      page.on('worker', slowSimulation);
      await killWorker(page);
      await page.waitForFunction(
        () => (document.querySelector('.seeking progress')?.getAttribute('value') ?? '') > '0.3',
      );
    },
  },
  {
    name: 'crash',
    prepare: async (page) => {
      page.off('worker', slowSimulation);
      // A worker that dies again and again is not started for ever: as long as that is soon after the last time.
      while ((await page.locator('.crash').count()) === 0) {
        await killWorker(page);
        await page.waitForTimeout(READ_MILLISECONDS);
      }
    },
  },
];

/** @param {import('playwright-core').Worker} worker */
const isSimulation = (worker) => /assets\/worker-/.test(worker.url());

/** As on a machine that has other things to do, so that what passes quickly can be looked at. @param {import('playwright-core').Worker} worker */
async function slowDown(worker) {
  await worker.evaluate(() => {
    const soon = globalThis.setTimeout;
    Object.assign(globalThis, {
      setTimeout: (/** @type {() => void} */ run, /** @type {number} */ after) => soon(run, Math.max(after, 1500)),
    });
  });
}

/** @param {import('playwright-core').Worker} worker */
const slowSimulation = (worker) => void (isSimulation(worker) && slowDown(worker).catch(() => {}));

/** As a browser does that needs the room. @param {Page} page */
async function killWorker(page) {
  const worker = page.workers().filter(isSimulation).at(-1);
  // One that has ended already is not there to hear it.
  await worker?.evaluate(() => void setTimeout(() => self.close())).catch(() => {});
}

/** Screens that want a cluster and a manifest of their own. @type {(Screen & { query?: string })[]} */
const visits = [
  {
    name: 'boot',
    prepare: async (page) => {
      page.on('worker', slowSimulation);
      await page.goto(new URL('?seed=kite-42', page.url()).href, { waitUntil: 'commit' });
      await page.waitForFunction(() => Number(document.querySelector('progress')?.getAttribute('value')) >= 3);
    },
  },
  {
    name: 'traffic',
    prepare: async (page) => {
      await apply(page, together(webDeployment(3), service('web')));
      await goFast(page);
      // Who calls before names are served calls in vain.
      for (const name of ['coredns-', 'web-'])
        await page
          .locator(`button.pod.running[data-object*="/${name}"] >> nth=1`)
          .waitFor({ timeout: LONG_MILLISECONDS });
      await page.waitForTimeout(READ_MILLISECONDS);
      await apply(page, caller('web'));
      await open(page, 'traffic');
      await page.waitForFunction(
        () => /\d\d/.test(document.querySelector('.traffic-card.Service')?.getAttribute('aria-label') ?? ''),
        undefined,
        { timeout: LONG_MILLISECONDS },
      );
    },
  },
  {
    name: 'many',
    query: '?workers=10',
    prepare: async (page) => {
      await apply(page, webDeployment(1000));
      await goFast(page);
      await page.getByRole('img', { name: /worker-10\D.*(9\d|1\d\d)/ }).waitFor({ timeout: LONG_MILLISECONDS });
    },
  },
  {
    name: 'machines',
    query: '?workers=100',
    prepare: async (page) => {
      await apply(page, webDeployment(400));
      await goFast(page);
      await page.getByRole('img', { name: /worker-99\D.*\d/ }).waitFor({ timeout: LONG_MILLISECONDS });
    },
  },
];

/**
 * @param {import('playwright-core').Browser} browser
 * @param {string} address
 * @param {Look} look
 */
async function visit(browser, address, look) {
  const context = await browser.newContext({
    viewport: { width: look.width, height: look.height },
    colorScheme: look.theme,
    permissions: ['clipboard-read', 'clipboard-write'],
    ...(look.touch && { hasTouch: true, isMobile: true }),
  });
  const page = await context.newPage();
  page.setDefaultTimeout(60_000);
  await page.addInitScript(({ language, type }) => {
    localStorage.setItem('wheelhouse.language', language);
    localStorage.setItem('wheelhouse.type', type);
  }, look);
  await page.goto(address);
  return page;
}

/** @param {Page} page @param {string} name @param {Look} look */
async function take(page, name, look) {
  await page.waitForTimeout(SETTLE_MILLISECONDS);
  const path = join(folder, `${name}-${look.name}.png`);
  const devTools = look.grey && (await page.context().newCDPSession(page));
  if (devTools) await devTools.send('Emulation.setEmulatedVisionDeficiency', { type: 'achromatopsia' });
  await page.screenshot({ path });
  if (devTools) await devTools.detach();
  console.log(relative(root, path));
}

/** What cannot be reached is pictured where it stopped. @param {Page} page @param {Screen} screen @param {Look} look */
async function prepared(page, { name, prepare }, look) {
  try {
    await prepare(page);
  } catch (error) {
    const path = join(tmpdir(), `wheelhouse-${name}-${look.name}.png`);
    await page.screenshot({ path });
    console.error(`${name} was not reached: ${path}`);
    throw error;
  }
}

/**
 * @param {import('playwright-core').Browser} browser
 * @param {string} address
 * @param {Look} look
 */
async function takeAll(browser, address, look) {
  const last = screens.findLastIndex(({ name }) => !look.screens || look.screens.includes(name));
  const page = await visit(browser, `${address}?seed=kite-42`, look);
  for (const screen of screens.slice(0, last + 1)) {
    await prepared(page, screen, look);
    if (!look.screens || look.screens.includes(screen.name)) await take(page, screen.name, look);
  }
  await page.context().close();
  for (const { name, query = '', prepare } of visits) {
    if (look.screens && !look.screens.includes(name)) continue;
    const own = await visit(browser, address + query, look);
    await prepared(own, { name, prepare }, look);
    await own.evaluate(() => document.activeElement instanceof HTMLElement && document.activeElement.blur());
    await take(own, name, look);
    await own.context().close();
  }
}

demandNode();
const { values: options } = parseArgs({
  options: {
    only: { type: 'string' },
    screens: { type: 'string' },
    like: { type: 'string' },
    into: { type: 'string' },
  },
});
const folder = resolve(root, options.into ?? join('docs', 'screenshots'));
const asked = options.screens?.split(',');
await installPackages();
await buildWhenStale();
mkdirSync(folder, { recursive: true });
if (!options.only && !asked && !options.like && !options.into)
  for (const name of readdirSync(folder)) if (name.endsWith('.png')) rmSync(join(folder, name));
const host = await serveFolder(join(root, 'dist'));
const browser = await launchBrowser();
const wanted = options.like
  ? [lookOf(options.like)]
  : looks.filter(({ name }) => !options.only || name === options.only);
for (const look of wanted) {
  const screensOfLook = asked && asked.filter((name) => !look.screens || look.screens.includes(name));
  if (screensOfLook?.length !== 0)
    await takeAll(browser, host.address, { ...look, ...(asked && { screens: screensOfLook }) });
}
await browser.close();
await host.close();
