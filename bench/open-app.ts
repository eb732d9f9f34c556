import { join } from 'node:path';
import type { CDPSession, Page } from 'playwright-core';
import { launchBrowser } from '../tools/browser.mjs';
import { serveFolder } from '../tools/static-server.mjs';

const dist = join(process.cwd(), 'dist');
const UP_MILLISECONDS = 60_000;

/** The built app in a browser of its own, and the browser's own instruments. */
export interface OpenApp {
  readonly page: Page;
  readonly client: CDPSession;
  close(): Promise<void>;
}

export interface OpenOptions {
  /** `?seed=1&workers=10` */
  readonly query?: string;
  /** Before the page is asked for: throttles, for example. */
  readonly prepare?: (client: CDPSession) => Promise<void>;
}

/** Serves `dist` and opens it; nothing is waited for but the answer. */
export async function openApp({ query = '', prepare }: OpenOptions = {}): Promise<OpenApp> {
  const host = await serveFolder(dist);
  const browser = await launchBrowser();
  const context = await browser.newContext({
    viewport: { width: 1440, height: 900 },
    permissions: ['clipboard-read', 'clipboard-write'],
  });
  const page = await context.newPage();
  const client = await context.newCDPSession(page);
  await prepare?.(client);
  await page.goto(host.address + query, { waitUntil: 'commit' });
  const close = async () => {
    await browser.close();
    await host.close();
  };
  return { page, client, close };
}

/** The same, with the cluster up, the clock playing, and auto pace off. */
export async function openCluster(options: OpenOptions = {}): Promise<OpenApp> {
  const app = await openApp(options);
  await app.page.getByRole('button', { name: /^Pause/ }).waitFor({ timeout: UP_MILLISECONDS });
  await app.page.locator('.monaco-editor').first().waitFor({ timeout: UP_MILLISECONDS });
  await app.page.keyboard.press('a');
  return app;
}
