// @ts-check
// The size budget. The files are looked up in the built app, since their names carry hashes.
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { mainThreadScripts, workerScripts } from './bundle.mjs';
import { root } from './packages.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const dist = join(root, 'dist');

/**
 * @param {string} name
 * @param {readonly string[]} files
 * @param {string} limit
 */
function budget(name, files, limit) {
  if (files.length === 0) throw new Error(`Nothing in the built app is the ${name}.`);
  return { name, path: files.map((file) => relative(here, file)), limit, gzip: true };
}

export default [
  budget('main-thread script before Monaco', mainThreadScripts(dist), '220 kB'),
  budget('simulation worker', workerScripts(dist), '373 kB'),
];
