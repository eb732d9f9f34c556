import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { CDPSession, Page } from 'playwright-core';
import { launchBrowser } from '../tools/browser.mjs';
import { serveFolder } from '../tools/static-server.mjs';
import type { Order } from './rollout-worker';

const EMPTY_PAGE = 'empty.html';

interface Measured {
  readonly cpuSeconds: number;
  readonly hops: number;
}

/** The simulation in a worker of a page that has nothing else: where the product runs it, without what the product draws. */
export class SimulationPage {
  readonly #page: Page;
  readonly #instruments: CDPSession;
  readonly #closeAll: () => Promise<void>;

  private constructor(page: Page, instruments: CDPSession, closeAll: () => Promise<void>) {
    this.#page = page;
    this.#instruments = instruments;
    this.#closeAll = closeAll;
  }

  /** A browser of its own, and in it a worker that has done nothing yet. */
  static async open(): Promise<SimulationPage> {
    const host = await serveFolder(dirname(fileURLToPath(import.meta.url)));
    const browser = await launchBrowser();
    const page = await browser.newPage();
    await page.route(`**/${EMPTY_PAGE}`, (route) => route.fulfill({ contentType: 'text/html', body: '' }));
    await page.goto(host.address + EMPTY_PAGE);
    await page.evaluate(startWorker);
    return new SimulationPage(page, await browser.newBrowserCDPSession(), async () => {
      await browser.close();
      await host.close();
    });
  }

  /** A new cluster that comes up, in place of the one before. */
  async boot(workers: number): Promise<void> {
    await this.#order({ kind: 'boot', workers });
  }

  async rollOut(pods: number): Promise<Measured> {
    return await this.#measured({ kind: 'roll out', pods });
  }

  async idle(milliseconds: number): Promise<Measured> {
    return await this.#measured({ kind: 'idle', milliseconds });
  }

  async close(): Promise<void> {
    await this.#closeAll();
  }

  async #measured(order: Order): Promise<Measured> {
    const before = await this.#cpuSeconds();
    const hops = await this.#order(order);
    return { cpuSeconds: (await this.#cpuSeconds()) - before, hops };
  }

  async #order(order: Order): Promise<number> {
    return await this.#page.evaluate(askWorker, order);
  }

  /** Of the page's whole process, with all its threads: compilation and garbage collection count. */
  async #cpuSeconds(): Promise<number> {
    const { processInfo } = await this.#instruments.send('SystemInfo.getProcessInfo');
    return processInfo.filter(({ type }) => type === 'renderer').reduce((sum, { cpuTime }) => sum + cpuTime, 0);
  }
}

type Scope = typeof globalThis & { simulation: Worker };

/** Runs in the page. */
function startWorker(): void {
  (globalThis as Scope).simulation = new Worker('/rollout-worker.js', { type: 'module' });
}

/** Runs in the page. */
function askWorker(order: Order): Promise<number> {
  const { simulation } = globalThis as Scope;
  return new Promise((resolve, reject) => {
    simulation.onmessage = ({ data }: MessageEvent<number>) => resolve(data);
    simulation.onerror = ({ message }) => reject(new Error(message));
    simulation.postMessage(order);
  });
}
