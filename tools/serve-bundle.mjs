// @ts-check
// Bundles src/serve/main.ts to build/serve/main.mjs, packages left out.
import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { root } from './packages.mjs';

/** Answers the bundle's file URL. esbuild is loaded here and not above: it may have been installed a moment ago. */
export async function bundledServe() {
  const { build } = await import('esbuild');
  const outfile = join(root, 'build/serve/main.mjs');
  const { outputFiles } = await build({
    entryPoints: [join(root, 'src/serve/main.ts')],
    outfile,
    bundle: true,
    format: 'esm',
    platform: 'node',
    packages: 'external',
    sourcemap: 'linked',
    logLevel: 'warning',
    write: false,
  });
  // Renamed into its place: steps that run side by side bundle the same, and neither may read half a file of the other.
  mkdirSync(dirname(outfile), { recursive: true });
  for (const { path, contents } of outputFiles) {
    writeFileSync(`${path}.${process.pid}`, contents);
    renameSync(`${path}.${process.pid}`, path);
  }
  return pathToFileURL(outfile).href;
}
