import react from '@vitejs/plugin-react';
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Plugin } from 'vite';
import { defineConfig } from 'vitest/config';
import { headerPolicy, pagePolicy } from './tools/content-security-policy.mjs';

/** In the built page alone: while developing, Vite puts a script of its own into it. */
const policy: Plugin = {
  name: 'content-security-policy',
  apply: 'build',
  transformIndexHtml: () => [
    {
      tag: 'meta',
      attrs: { 'http-equiv': 'Content-Security-Policy', content: pagePolicy },
      injectTo: 'head-prepend',
    },
  ],
};

/** The page itself is imported by a small first script: the browser is told at once what that will ask for. */
const preload: Plugin = {
  name: 'preload',
  apply: 'build',
  transformIndexHtml: {
    order: 'post',
    handler: (html, { bundle = {} }) => {
      const chunks = Object.values(bundle).filter((file) => file.type === 'chunk');
      const page = chunks.find((chunk) => chunk.moduleIds.some((id) => id.endsWith('/src/ui/main.tsx')));
      const facade = chunks.find((chunk) => chunk.facadeModuleId?.endsWith('/src/ui/main.tsx'));
      const named = page ? [page.fileName, facade?.fileName ?? page.fileName, ...page.imports] : [];
      const files = [...new Set(named)].filter((file) => !html.includes(file));
      const styles = chunks.flatMap((chunk) =>
        files.includes(chunk.fileName) ? [...(chunk.viteMetadata?.importedCss ?? [])] : [],
      );
      return [
        ...files.map((file) => ({
          tag: 'link',
          attrs: {
            rel: 'modulepreload',
            crossorigin: true,
            href: `./${file}`,
            ...(file === page?.fileName ? { 'data-page': '' } : {}),
          },
          injectTo: 'head' as const,
        })),
        ...styles.map((file) => ({
          tag: 'link',
          attrs: { rel: 'stylesheet', crossorigin: true, href: `./${file}` },
          injectTo: 'head' as const,
        })),
      ];
    },
  },
};

/** The first script waits for nobody, not for the style sheet either; it stands behind the links that it looks for. */
const atOnce: Plugin = {
  name: 'at-once',
  apply: 'build',
  transformIndexHtml: {
    order: 'post',
    handler: (html) => {
      const script = /<script type="module" crossorigin src="[^"]+"><\/script>\s*/.exec(html)?.[0] ?? '';
      const first = script.trimEnd().replace('type="module"', 'type="module" async');
      return html.replace(script, '').replace('</head>', `  ${first}\n  </head>`);
    },
  },
};

/**
 * All that the page imports statically is one file: a slow line asks once, and it packs better as a whole. What the first script
 * imports stays with that.
 */
const groups = [
  { name: 'boot', test: /\/src\/ui\/boot\.ts$/, priority: 2 },
  { name: 'page', test: /\/src\/ui\/main\.tsx$/, priority: 1 },
];

/** What a history depends on besides seed and acts: the sources of the simulation. */
function simulationBuild(): string {
  const hash = createHash('sha256');
  const folder = fileURLToPath(new URL('src', import.meta.url));
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((name) => name.replaceAll('\\', '/'));
  const counts = (name: string) => name.endsWith('.ts') && !/^(ui|serve)\/|\.test\.ts$|\/test(data|ing)\//.test(name);
  for (const name of names.filter(counts).sort()) hash.update(name).update(readFileSync(`${folder}/${name}`));
  return hash.digest('hex').slice(0, 12);
}

export default defineConfig({
  // Relative addresses: the built `dist` works from any sub-path of a static host.
  base: './',
  plugins: [react(), policy, preload, atOnce],
  worker: { format: 'es' },
  define: { __SIMULATION_BUILD__: JSON.stringify(simulationBuild()) },
  build: {
    target: 'es2022',
    // Monaco is large and lazy by design; what loads before it is measured by `size-limit` in `npm test`.
    chunkSizeWarningLimit: 4096,
    // What `es2022` runs in knows `modulepreload`.
    modulePreload: { polyfill: false },
    rolldownOptions: { output: { codeSplitting: { groups } } },
  },
  server: { host: '127.0.0.1' },
  preview: { host: '127.0.0.1', headers: { 'content-security-policy': headerPolicy } },
  test: {
    include: ['src/**/*.test.{ts,tsx}', 'bench/**/*.test.ts', 'tools/**/*.test.ts'],
    environment: 'node',
    // Modules are loaded once for many files, which takes a third of the time; and what a module kept of one file would show in the next.
    isolate: false,
    // What the app fetches when the cluster has come up, tests have from the start.
    setupFiles: [
      'src/api/further.ts',
      'src/apiserver/custom/index.ts',
      'src/controllers/custom-kinds.ts',
      'src/kubectl/further.ts',
      'src/node/further.ts',
    ],
    testTimeout: 30_000,
  },
});
