import { join } from 'node:path';
import { launchBrowser } from '../tools/browser.mjs';
import { serveFolder } from '../tools/static-server.mjs';
import type { Benchmark } from './benchmark';

const dist = join(process.cwd(), 'dist');

/** From the navigation to a page that takes input: the manifest can be typed, and Apply pressed with the cluster up behind it. */
async function interactive(): Promise<number> {
  const host = await serveFolder(dist);
  const browser = await launchBrowser();
  const page = await browser.newPage();
  await page.goto(host.address);
  const milliseconds = await page.evaluate(untilApplyWorks);
  await browser.close();
  await host.close();
  return milliseconds;
}

/** Runs in the page. */
function untilApplyWorks(): Promise<number> {
  const isThere = () =>
    [...document.querySelectorAll('button')].some((button) => button.textContent === 'Apply' && !button.disabled);
  return new Promise((resolve) => {
    const look = () => (isThere() ? resolve(performance.now()) : requestAnimationFrame(look));
    look();
  });
}

export const benchmarks: readonly Benchmark[] = [
  { name: 'interactive-milliseconds', unit: 'ms', target: '≤ 1,000', ofBuiltApp: true, run: interactive },
];
