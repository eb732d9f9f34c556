import type { CDPSession, Page } from 'playwright-core';
import type { Benchmark } from './benchmark';
import { webDeployment } from '../tools/sample-manifests.mjs';
import { apply } from '../tools/visitor.mjs';
import { Heaps } from './heaps';
import { openCluster } from './open-app';

/** The cluster has sent its first thousands of messages, the page has compiled what it needs. */
const WARM_MILLISECONDS = 4000;
const MEASURED_MILLISECONDS = 10_000;

/** CPU that the page's main thread takes while 200 pods roll at once, in per cent of the time that passes. */
async function busyPercent(): Promise<number> {
  const { page, client, close } = await openCluster();
  await apply(page, webDeployment(200));
  await page.waitForTimeout(WARM_MILLISECONDS);
  await client.send('Performance.enable', { timeDomain: 'threadTicks' });
  const began = performance.now();
  const before = await taskSeconds(client);
  await page.waitForTimeout(MEASURED_MILLISECONDS);
  const spent = (await taskSeconds(client)) - before;
  const passed = (performance.now() - began) / 1000;
  await close();
  return (100 * spent) / passed;
}

async function taskSeconds(client: CDPSession): Promise<number> {
  const { metrics } = await client.send('Performance.getMetrics');
  return metrics.find(({ name }) => name === 'TaskDuration')?.value ?? Number.NaN;
}

interface TraceEvent {
  readonly name: string;
  readonly ph: string;
  readonly pid: number;
  readonly tid: number;
  readonly ts: number;
  readonly dur?: number;
  readonly tdur?: number;
  readonly args?: { readonly name?: string };
}

/** Presses of the keys for faster and slower: from once to a hundred times as fast as it does, and back. */
const FASTEST = 6;
/** By then 1,000 pods are up: their manager may ask for twenty a second. */
const ALL_UP_MINUTES = 3;

/** 95th percentile of the main thread's CPU for a frame, while 1,000 pods on ten machines roll to another image. */
async function frameP95(): Promise<number> {
  const { page, client, close } = await openCluster({ query: '?workers=10' });
  await apply(page, webDeployment(1000));
  for (let step = 0; step < FASTEST; step++) await page.keyboard.press(']');
  await untilMinute(page, ALL_UP_MINUTES);
  for (let step = 0; step < FASTEST; step++) await page.keyboard.press('[');
  await apply(page, webDeployment(1000, 'nginx:1.25'));
  await page.waitForTimeout(WARM_MILLISECONDS);
  const events = await traced(client, page, MEASURED_MILLISECONDS);
  await close();
  return percentile(workByFrame(events), 0.95);
}

async function traced(client: CDPSession, page: Page, milliseconds: number): Promise<readonly TraceEvent[]> {
  const events: TraceEvent[] = [];
  client.on('Tracing.dataCollected', ({ value }) => events.push(...(value as unknown as TraceEvent[])));
  const includedCategories = ['toplevel', 'devtools.timeline', 'disabled-by-default-devtools.timeline'];
  await client.send('Tracing.start', { transferMode: 'ReportEvents', traceConfig: { includedCategories } });
  await page.waitForTimeout(milliseconds);
  const complete = new Promise((resolve) => client.once('Tracing.tracingComplete', resolve));
  await client.send('Tracing.end');
  await complete;
  return events;
}

const FRAME_MICROSECONDS = 16_700;

/** Milliseconds of CPU per frame: the task that draws it, and whatever ran in the 16.7 ms before it began. */
export function workByFrame(events: readonly TraceEvent[]): number[] {
  const mine = mainThread(events);
  const frames = mine.filter(({ name, ph }) => name === 'AnimationFrame::Render' && ph === 'b').map(({ ts }) => ts);
  const tasks = mine.filter(({ name, ph }) => name === 'RunTask' && ph === 'X');
  return frames.map((frame) => {
    const near = tasks.filter(({ ts, dur = 0 }) => ts <= frame && ts + dur > frame - FRAME_MICROSECONDS);
    return near.reduce((sum, { tdur = 0 }) => sum + tdur / 1000, 0);
  });
}

/** Of the renderer with most to do: others serve blank pages. */
function mainThread(events: readonly TraceEvent[]): TraceEvent[] {
  const threadOf = ({ pid, tid }: TraceEvent) => `${pid} ${tid}`;
  const mains = events.filter(({ name, args }) => name === 'thread_name' && args?.name === 'CrRendererMain');
  const counts = mains.map((main) => events.filter((event) => threadOf(event) === threadOf(main)));
  return counts.sort((a, b) => b.length - a.length)[0] ?? [];
}

function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

const CLICKS = 12;
const BETWEEN_CLICKS_MILLISECONDS = 350;

/** The slowest of some clicks and keys while 200 pods roll, from the event to the paint after it, as the browser times it. */
async function inputToPaint(): Promise<number> {
  const { page, close } = await openCluster();
  await apply(page, webDeployment(200));
  await page.waitForTimeout(WARM_MILLISECONDS);
  await page.evaluate(watchEvents);
  for (let click = 0; click < CLICKS; click++) {
    const worker = `Machine worker-${(click % 3) + 1}, Ready`;
    await page.getByRole('button', { name: worker }).click();
    await page.waitForTimeout(BETWEEN_CLICKS_MILLISECONDS);
    await page.keyboard.press('Escape');
  }
  const slowest = await page.evaluate(() => (globalThis as unknown as { slowestEvent: number }).slowestEvent);
  await close();
  return slowest;
}

/** Runs in the page. */
function watchEvents(): void {
  const page = globalThis as unknown as { slowestEvent: number };
  page.slowestEvent = 0;
  const observer = new PerformanceObserver((list) => {
    for (const entry of list.getEntries() as PerformanceEventTiming[])
      if (/^(pointerdown|pointerup|click|keydown)$/.test(entry.name))
        page.slowestEvent = Math.max(page.slowestEvent, entry.duration);
  });
  observer.observe({ type: 'event', durationThreshold: 16 } as PerformanceObserverInit);
}

const UNTIL_MILLISECONDS = 1_500_000;
/** Simulated minutes before the first look (the trace keeps thirty) and up to the second. */
const MINUTES = { settled: 35, hour: 95 };

/** How much the heaps of the page and its workers grow in a simulated hour with 60 pods, once the trace has its limit. */
async function heapGrowth(): Promise<number> {
  const { page, client, close } = await openCluster();
  await apply(page, webDeployment(60));
  for (let step = 0; step < FASTEST; step++) await page.keyboard.press(']');
  const heaps = await Heaps.of(page, client);
  await untilMinute(page, MINUTES.settled);
  const before = await heaps.afterCollection();
  await untilMinute(page, MINUTES.hour);
  const after = await heaps.afterCollection();
  await close();
  return (100 * (after - before)) / before;
}

async function untilMinute(page: Page, minutes: number): Promise<void> {
  await page.waitForFunction(
    (wanted) => {
      const figures = document.querySelector('.clock-figures')?.textContent ?? '';
      const [seconds = 0, minute = 0, hours = 0] = figures.split(':').map(Number).reverse();
      return hours * 60 + minute + seconds / 60 >= wanted;
    },
    minutes,
    { timeout: UNTIL_MILLISECONDS, polling: 500 },
  );
}

const ofBuiltApp = true;

export const benchmarks: readonly Benchmark[] = [
  { name: 'main-thread-busy-percent', unit: '%', target: '≤ 20', ofBuiltApp, runs: 3, run: busyPercent },
  { name: 'frame-p95-milliseconds', unit: 'ms', target: '≤ 16.7', ofBuiltApp, runs: 3, run: frameP95 },
  { name: 'input-to-paint-milliseconds', unit: 'ms', target: '≤ 100', ofBuiltApp, runs: 3, run: inputToPaint },
  { name: 'heap-growth-percent', unit: '%', target: '≤ 10', ofBuiltApp, runs: 1, run: heapGrowth },
];
