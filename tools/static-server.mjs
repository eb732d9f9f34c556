// @ts-check
// A static host as plain as they come: files below a folder, at `/` and below any sub-path, nothing rewritten.
import { createReadStream, existsSync, statSync } from 'node:fs';
import { createServer } from 'node:http';
import { extname, join, normalize, sep } from 'node:path';
import { headerPolicy } from './content-security-policy.mjs';

/** @type {Record<string, string>} */
const contentTypes = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
  '.woff': 'font/woff',
  '.ttf': 'font/ttf',
  '.txt': 'text/plain; charset=utf-8',
  '.yaml': 'text/plain; charset=utf-8',
};

/**
 * The file an address names, or undefined where there is none or it would lead out of the folder.
 * @param {string} folder
 * @param {string} subPath
 * @param {string} url
 */
function fileFor(folder, subPath, url) {
  const path = decodeURIComponent(new URL(url, 'http://host').pathname);
  if (!path.startsWith(subPath)) return undefined;
  const file = normalize(join(folder, path.slice(subPath.length)));
  if (file !== normalize(folder) && !file.startsWith(normalize(folder + sep))) return undefined;
  const found = existsSync(file) && statSync(file).isDirectory() ? join(file, 'index.html') : file;
  return existsSync(found) ? found : undefined;
}

/**
 * Serves `folder` on a free port of loopback.
 * @param {string} folder
 * @param {string} [subPath] begins and ends with a slash
 * @returns {Promise<{ address: string, close: () => Promise<void> }>}
 */
export async function serveFolder(folder, subPath = '/') {
  const server = createServer((request, response) => {
    const file = fileFor(folder, subPath, request.url ?? '/');
    if (!file) {
      response.writeHead(404, { 'content-type': 'text/plain' }).end('not found\n');
      return;
    }
    response.writeHead(200, {
      'content-type': contentTypes[extname(file)] ?? 'application/octet-stream',
      'content-security-policy': headerPolicy,
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
    });
    createReadStream(file).pipe(response);
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(undefined)));
  const bound = server.address();
  const port = typeof bound === 'object' && bound ? bound.port : 0;
  return { address: `http://127.0.0.1:${port}${subPath}`, close: () => closed(server) };
}

/** @param {import('node:http').Server} server */
function closed(server) {
  server.closeAllConnections();
  return new Promise((/** @type {(value: void) => void} */ resolve) => server.close(() => resolve()));
}
