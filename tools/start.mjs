// @ts-check
// `npm start`: from a fresh clone to the app in a browser, with one command.
//   --dev       serve the sources and reload when they change
//   --no-open   do not open a browser
//   --port N    4173 unless told; the next free one is taken
import { spawn } from 'node:child_process';
import { parseArgs } from 'node:util';
import { buildWhenStale, demandNode, installPackages, root } from './packages.mjs';

/** @type {Record<string, [string, string[]]>} */
const openers = { darwin: ['open', []], win32: ['cmd', ['/c', 'start', '']] };

demandNode();
const { values: options } = parseArgs({
  options: { dev: { type: 'boolean' }, 'no-open': { type: 'boolean' }, port: { type: 'string', default: '4173' } },
});
await installPackages();
const address = options.dev ? await serveSources() : await serveBuilt();
console.log(`\n  Wheelhouse is at ${address}\n  Ctrl-C ends it.\n`);
if (!options['no-open'] && hasDisplay()) openInBrowser(address);

async function serveBuilt() {
  await buildWhenStale();
  const { preview } = await import('vite');
  const server = await preview({ root, logLevel: 'warn', preview: { port: Number(options.port), host: '127.0.0.1' } });
  return server.resolvedUrls?.local[0] ?? '';
}

async function serveSources() {
  const { createServer } = await import('vite');
  const server = await createServer({
    root,
    logLevel: 'info',
    server: { port: Number(options.port), host: '127.0.0.1' },
  });
  await server.listen();
  return server.resolvedUrls?.local[0] ?? '';
}

function hasDisplay() {
  if (process.env.CI || process.env.BROWSER === 'none') return false;
  if (process.platform === 'darwin' || process.platform === 'win32') return true;
  return Boolean(process.env.DISPLAY || process.env.WAYLAND_DISPLAY);
}

/** @param {string} url */
function openInBrowser(url) {
  const [command, args] = openers[process.platform] ?? ['xdg-open', []];
  const child = spawn(command, [...args, url], { stdio: 'ignore', detached: true });
  child.on('error', () => console.log('  (no browser could be opened: open the address yourself)'));
  child.unref();
}
