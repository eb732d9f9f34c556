// @ts-check
// What of the built app loads when: the main thread's script before Monaco, and the simulation's worker.
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { parseSync } from 'vite';

/**
 * A script and all it imports statically; what is imported dynamically (Monaco) is left out.
 * @param {readonly string[]} entries
 * @returns {string[]}
 */
function withStaticImports(entries) {
  const seen = new Set(entries);
  for (const file of seen) {
    const { module } = parseSync(file, readFileSync(file, 'utf8'));
    const requests = module.staticImports.map((one) => one.moduleRequest.value);
    const exported = module.staticExports.flatMap((one) => one.entries.map((entry) => entry.moduleRequest?.value));
    for (const request of [...requests, ...exported])
      if (request?.startsWith('.')) seen.add(join(dirname(file), request));
  }
  return [...seen];
}

/**
 * The scripts that `index.html` names or has fetched beforehand, and the picture of the cluster, which the page fetches at once; with their
 * static imports.
 * @param {string} dist
 */
export function mainThreadScripts(dist) {
  const page = join(dist, 'index.html');
  if (!existsSync(page)) throw new Error('The app is not built: run `npx vite build`.');
  const named = /<script[^>]*\ssrc="([^"]+)"|<link[^>]*\srel="modulepreload"[^>]*\shref="([^"]+)"/g;
  const sources = [...readFileSync(page, 'utf8').matchAll(named)].map(([, script, link]) => script ?? link ?? '');
  const picture = readdirSync(join(dist, 'assets')).filter((name) => /^picture-.*\.js$/.test(name));
  if (picture.length === 0) throw new Error('Nothing in the built app is the picture of the cluster.');
  return withStaticImports(
    [...sources, ...picture.map((name) => `assets/${name}`)].map((source) => join(dist, source)),
  );
}

/**
 * The worker built from `src/session/worker.ts`, and its static imports.
 * @param {string} dist
 */
export function workerScripts(dist) {
  const names = readdirSync(join(dist, 'assets')).filter((name) => /^worker-.*\.js$/.test(name));
  return withStaticImports(names.map((name) => join(dist, 'assets', name)));
}

/**
 * Thousands of bytes these files take on the wire, each compressed for itself.
 * @param {readonly string[]} files
 */
export function gzipKilobytes(files) {
  return files.reduce((sum, file) => sum + gzipSync(readFileSync(file)).length, 0) / 1000;
}
