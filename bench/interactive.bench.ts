import type { CDPSession } from 'playwright-core';
import type { Benchmark } from './benchmark';
import { openApp } from './open-app';

/** Instants since the navigation began. */
interface Opening {
  /** The manifest can be typed and Apply pressed: the page answers, and what is pressed is not lost. */
  readonly interactive?: number;
  /** The cluster has come up: its clock plays. */
  readonly up?: number;
}

/** Runs in the page before anything of it does. An instant counts when the page has drawn what it is about and is free again. */
function watchOpening(): void {
  const page = globalThis as unknown as { opening: Record<string, number> };
  page.opening = {};
  const signs = { interactive: '#editor .button.primary:enabled', up: '.transport .play:enabled' };
  const free = new MessageChannel();
  free.port1.onmessage = ({ data }) => (page.opening[data as string] ??= performance.now());
  const look = () => {
    for (const [name, sign] of Object.entries(signs))
      if (!(name in page.opening) && document.querySelector(sign)) free.port2.postMessage(name);
    if (page.opening['up'] === undefined) requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
}

const SLOW_LINE = { offline: false, latency: 20, downloadThroughput: 1.25e6, uploadThroughput: 1.25e6 };

/** A processor four times slower, and 10 Mbit/s. */
async function throttle(client: CDPSession): Promise<void> {
  await client.send('Network.enable');
  await client.send('Network.emulateNetworkConditions', SLOW_LINE);
  await client.send('Emulation.setCPUThrottlingRate', { rate: 4 });
}

/** How long it took; a press of Apply, made as soon as that was so, has to lead to a Deployment. */
async function opened(what: keyof Opening, throttled: boolean): Promise<number> {
  const { page, close } = await openApp({
    prepare: async (client) => {
      await client.send('Page.enable');
      await client.send('Page.addScriptToEvaluateOnNewDocument', { source: `(${String(watchOpening)})()` });
      if (throttled) await throttle(client);
    },
  });
  const instant = () =>
    page.waitForFunction((name) => (globalThis as unknown as { opening: Opening }).opening[name], what, {
      timeout: 60_000,
    });
  const milliseconds = await (await instant()).jsonValue();
  await page.locator('#editor .button.primary').click();
  await page.locator('.answers').getByText('deployment.apps/web').waitFor({ timeout: 60_000 });
  await close();
  return milliseconds ?? Number.NaN;
}

const ofBuiltApp = true;

export const benchmarks: readonly Benchmark[] = [
  {
    name: 'interactive-milliseconds',
    unit: 'ms',
    target: '≤ 1,000',
    ofBuiltApp,
    run: () => opened('interactive', false),
  },
  {
    name: 'interactive-throttled-milliseconds',
    unit: 'ms',
    target: '≤ 1,800',
    ofBuiltApp,
    run: () => opened('interactive', true),
  },
  { name: 'cluster-up-milliseconds', unit: 'ms', ofBuiltApp, run: () => opened('up', false) },
  { name: 'cluster-up-throttled-milliseconds', unit: 'ms', ofBuiltApp, run: () => opened('up', true) },
];
