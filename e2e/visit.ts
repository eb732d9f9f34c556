import { fileURLToPath } from 'node:url';
import type { Browser, BrowserContext, BrowserContextOptions, Page, Request } from 'playwright-core';
import { afterAll } from 'vitest';
import { launchBrowser } from '../tools/browser.mjs';
import { serveFolder } from '../tools/static-server.mjs';

const dist = fileURLToPath(new URL('../dist', import.meta.url));
const screenshots = fileURLToPath(new URL('../test-results', import.meta.url));

/** A visit of the built app by a newcomer: a static host of its own, a fresh browser profile, and a record of what must not happen. */
export interface Visit {
  readonly page: Page;
  readonly address: string;
  /** Console errors, uncaught exceptions and failed requests, in order. */
  readonly complaints: readonly string[];
  /** Every request that went anywhere but to the page's own origin. */
  readonly strayRequests: readonly string[];
  /** Keeps a picture under `test-results/`. */
  screenshot(name: string): Promise<void>;
  /** Throws when the page complained or a request left the origin; call it at the end of every story. */
  expectQuiet(): void;
  close(): Promise<void>;
}

export interface VisitOptions {
  /** Where below the host the app lies, with slashes at both ends; `/` unless told. */
  readonly subPath?: string;
  /** The host sends no policy of its own: what the page may do is what it says itself. */
  readonly plainHost?: boolean;
  /** Appended to the address, for example `#seed=7`. */
  readonly suffix?: string;
  readonly context?: BrowserContextOptions;
  /** What an earlier visit chose: `{ language: 'ko', type: 'projector' }`. */
  readonly memory?: Readonly<Record<string, string>>;
  /** Runs in the page before anything of it does: what of the browser is broken. */
  readonly broken?: () => void;
}

/** For whatever a story waits for: machines differ in speed, and no story in what it tells. */
const PATIENCE_MILLISECONDS = 60_000 * Math.max(1, Number(process.env['SLOWER'] ?? 1));

let running: Promise<Browser> | undefined;

/** One for all stories of a file: each visit has a profile of its own in it, and to start one takes a second. */
async function chromium(): Promise<Browser> {
  if (!(await running)?.isConnected()) running = launchBrowser();
  return await running!;
}

afterAll(async () => await (await running)?.close());

/** Serves `dist`, opens it in a fresh profile of Chromium and waits for its load event. */
export async function visit(options: VisitOptions = {}): Promise<Visit> {
  const [host, browser] = await Promise.all([serveFolder(dist, options.subPath, options.plainHost), chromium()]);
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, ...options.context });
  await context.addInitScript((memory) => {
    for (const [key, value] of Object.entries(memory)) localStorage.setItem(`wheelhouse.${key}`, value);
  }, options.memory ?? {});
  context.setDefaultTimeout(PATIENCE_MILLISECONDS);
  const page = await context.newPage();
  await slowDown(page);
  if (options.broken) await page.addInitScript(options.broken);
  const complaints = complaintsOf(page);
  const strayRequests = strayRequestsOf(page, new URL(host.address).origin);
  const address = host.address + (options.suffix ?? '');
  await page.goto(address);
  return {
    page,
    address,
    complaints,
    strayRequests,
    screenshot: async (name) => void (await page.screenshot({ path: `${screenshots}/${name}.png` })),
    expectQuiet: () => expectQuiet(complaints, strayRequests),
    close: () => closeAll(context, host.close),
  };
}

/** `SLOWER=4 npm test -- --only e2e`: the stories on a processor so many times slower. */
async function slowDown(page: Page): Promise<void> {
  const rate = Number(process.env['SLOWER'] ?? 1);
  if (rate <= 1) return;
  const session = await page.context().newCDPSession(page);
  await session.send('Emulation.setCPUThrottlingRate', { rate });
}

function expectQuiet(complaints: readonly string[], strayRequests: readonly string[]): void {
  const said = [...complaints, ...strayRequests.map((url) => `left the origin: ${url}`)];
  if (said.length > 0) throw new Error(`The page was not quiet:\n${said.join('\n')}`);
}

async function closeAll(context: BrowserContext, closeHost: () => Promise<void>): Promise<void> {
  await context.close();
  await closeHost();
}

function complaintsOf(page: Page): string[] {
  const complaints: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(`console: ${message.text()} (${message.location().url})`);
  });
  page.on('pageerror', (error) => complaints.push(`uncaught: ${error.stack ?? error.message}`));
  const wasGivenUp = givenUpBy(page);
  page.on('requestfailed', (request) => {
    const error = request.failure()?.errorText ?? '';
    if (error !== 'net::ERR_ABORTED' || !wasGivenUp(request)) complaints.push(`failed: ${request.url()} ${error}`);
  });
  page.on('response', (response) => {
    if (response.status() >= 400) complaints.push(`${response.status()}: ${response.url()}`);
  });
  return complaints;
}

/** Tells of a request whether the page that asked for it was left (reloaded, say) before the answer was there. */
function givenUpBy(page: Page): (request: Request) => boolean {
  const pending = new Set<Request>();
  const givenUp = new WeakSet<Request>();
  let leaving = false;
  page.on('request', (request) => {
    if (request.isNavigationRequest() && request.frame() === page.mainFrame()) {
      leaving = true;
      for (const each of pending) givenUp.add(each);
    } else {
      // Between the question for the next page and its answer the one before it still asks.
      if (leaving) givenUp.add(request);
      pending.add(request);
    }
  });
  page.on('framenavigated', (frame) => {
    if (frame === page.mainFrame()) leaving = false;
  });
  page.on('requestfinished', (request) => pending.delete(request));
  page.on('requestfailed', (request) => pending.delete(request));
  return (request) => givenUp.has(request);
}

function strayRequestsOf(page: Page, origin: string): string[] {
  const stray: string[] = [];
  page.context().on('request', (request) => {
    const url = request.url();
    if (!url.startsWith(`${origin}/`) && !url.startsWith('data:') && !url.startsWith('blob:')) stray.push(url);
  });
  return stray;
}
