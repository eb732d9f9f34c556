import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

/** See `visit.ts`. */
const slower = Math.max(1, Number(process.env['SLOWER'] ?? 1));

export default defineConfig({
  test: {
    root: new URL('.', import.meta.url).pathname,
    include: ['stories/**/*.test.ts'],
    environment: 'node',
    // Two browsers at a time where there are two cores: most of a story is waiting, and what is measured is processor time.
    maxWorkers: Math.min(2, availableParallelism()),
    testTimeout: 240_000 * slower,
    hookTimeout: 60_000 * slower,
    // What is asked again and again comes true as soon as the page is there, on a slow machine too.
    expect: { poll: { timeout: 30_000 * slower, interval: 100 } },
  },
});
