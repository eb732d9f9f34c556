// @ts-check
// Bundles src/serve/main.ts to build/serve/main.mjs, packages left out.
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { root } from './packages.mjs';

/** Answers the bundle's file URL. esbuild is loaded here and not above: it may have been installed a moment ago. */
export async function bundledServe() {
  const { build } = await import('esbuild');
  const outfile = join(root, 'build/serve/main.mjs');
  await build({
    entryPoints: [join(root, 'src/serve/main.ts')],
    outfile,
    bundle: true,
    format: 'esm',
    platform: 'node',
    packages: 'external',
    sourcemap: 'linked',
    logLevel: 'warning',
  });
  return pathToFileURL(outfile).href;
}
