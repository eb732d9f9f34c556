// @ts-check
// Where a Chromium is, and how one is got where there is none.
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { run, runTool } from './packages.mjs';

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
const isRoot = process.getuid?.() === 0;

/**
 * A Chromium that is here already: what CHROMIUM_PATH names, else the first on the PATH, else Playwright's own.
 * @returns {Promise<string | undefined>}
 */
export async function findBrowser() {
  if (process.env.CHROMIUM_PATH) return process.env.CHROMIUM_PATH;
  const folders = (process.env.PATH ?? '').split(delimiter);
  const onPath = folders.flatMap((folder) => names.map((name) => join(folder, name))).find((path) => existsSync(path));
  if (onPath) return onPath;
  const { chromium } = await import('playwright-core');
  return existsSync(chromium.executablePath()) ? chromium.executablePath() : undefined;
}

/**
 * The same, and where there is none installs one: as root on Debian its own package, else the one Playwright brings.
 * @returns {Promise<string | undefined>}
 */
export async function findOrInstallBrowser() {
  const found = await findBrowser();
  if (found) return found;
  console.log('No Chromium here: installing one …');
  if (isRoot && existsSync('/etc/debian_version')) await installDebianPackage('chromium');
  const installed = await findBrowser();
  if (installed) return installed;
  await runTool('playwright-core/cli.js', ['install', ...(isRoot ? ['--with-deps'] : []), 'chromium']);
  return findBrowser();
}

/** @param {string} name */
async function installDebianPackage(name) {
  const env = { DEBIAN_FRONTEND: 'noninteractive' };
  for (const args of [['update'], ['install', '-y', '--no-install-recommends', name]]) {
    const { code, output } = await run('apt-get', args, { env, quiet: true });
    if (code !== 0) console.error(output);
  }
}

/** A browser that talks to nobody but the page, and starts as root too. */
export const browserArguments = [
  ...(isRoot ? ['--no-sandbox'] : []),
  '--disable-gpu',
  '--disable-dev-shm-usage',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
];

/** Starts Chromium with a profile of its own that is thrown away when it closes. */
export async function launchBrowser() {
  const executablePath = await findBrowser();
  if (!executablePath) throw new Error('No Chromium found: set CHROMIUM_PATH, or let `npm test` install one.');
  const { chromium } = await import('playwright-core');
  return chromium.launch({ executablePath, args: browserArguments });
}

/**
 * A Firefox that is here already: what FIREFOX_PATH names, else the first on the PATH.
 * @returns {string | undefined}
 */
export function findFirefox() {
  if (process.env.FIREFOX_PATH) return process.env.FIREFOX_PATH;
  const folders = (process.env.PATH ?? '').split(delimiter);
  const paths = folders.flatMap((folder) => ['firefox-esr', 'firefox'].map((name) => join(folder, name)));
  return paths.find((path) => existsSync(path));
}

/**
 * The same, and where there is none installs Debian's as root; elsewhere the story in Firefox is skipped.
 * @returns {Promise<string | undefined>}
 */
export async function findOrInstallFirefox() {
  if (!findFirefox() && isRoot && existsSync('/etc/debian_version')) {
    console.log('No Firefox here: installing one …');
    await installDebianPackage('firefox-esr');
  }
  return findFirefox();
}

/** Starts Firefox, driven over WebDriver BiDi, with a profile of its own. */
export async function launchFirefox() {
  const executablePath = findFirefox();
  if (!executablePath) throw new Error('No Firefox found: set FIREFOX_PATH, or let `npm test` install one.');
  const { default: puppeteer } = await import('puppeteer-core');
  return puppeteer.launch({ browser: 'firefox', executablePath, headless: true });
}
