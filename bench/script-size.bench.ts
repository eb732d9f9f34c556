import { join } from 'node:path';
import { gzipKilobytes, mainThreadScripts } from '../tools/bundle.mjs';
import type { Benchmark } from './benchmark';

const dist = join(process.cwd(), 'dist');

export const benchmarks: Benchmark[] = [
  {
    name: 'script-gzip-kb',
    unit: 'KB',
    target: '≤ 220',
    runs: 1,
    ofBuiltApp: true,
    run: () => gzipKilobytes(mainThreadScripts(dist)),
  },
];
