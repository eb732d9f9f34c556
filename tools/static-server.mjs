// @ts-check
// A static host as plain as they come: files below a folder, at `/` and below any sub-path, nothing rewritten.
import { createReadStream, existsSync, readFileSync, statSync } from 'node:fs';
import { createServer } from 'node:http';
import { gzipSync } from 'node:zlib';
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
 * @param {boolean} [plain] as hosts that are told nothing do: without headers of policy
 * @returns {Promise<{ address: string, close: () => Promise<void> }>}
 */
export async function serveFolder(folder, subPath = '/', plain = false) {
  const server = createServer((request, response) => {
    const file = fileFor(folder, subPath, request.url ?? '/');
    if (!file) {
      response.writeHead(404, { 'content-type': 'text/plain' }).end('not found\n');
      return;
    }
    if (!plain) response.setHeader('content-security-policy', headerPolicy);
    response.setHeader('x-content-type-options', 'nosniff');
    response.setHeader('referrer-policy', 'no-referrer');
    send(file, request, response);
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(undefined)));
  const bound = server.address();
  const port = typeof bound === 'object' && bound ? bound.port : 0;
  return { address: `http://127.0.0.1:${port}${subPath}`, close: () => closed(server) };
}

/** Compressed once: by path, with the instant the file was changed. */
const compressed = new Map();
const COMPRESSED = new Set(['.html', '.js', '.css', '.json', '.svg', '.txt', '.yaml']);

/**
 * As static hosts do it: text goes compressed to whoever takes it so.
 * @param {string} file
 * @param {import('node:http').IncomingMessage} request
 * @param {import('node:http').ServerResponse} response
 */
function send(file, request, response) {
  response.setHeader('content-type', contentTypes[extname(file)] ?? 'application/octet-stream');
  if (!COMPRESSED.has(extname(file)) || !/\bgzip\b/.test(String(request.headers['accept-encoding']))) {
    createReadStream(file).pipe(response);
    return;
  }
  const changed = statSync(file).mtimeMs;
  const known = compressed.get(file);
  const body = known?.changed === changed ? known.body : gzipSync(readFileSync(file));
  compressed.set(file, { changed, body });
  response.setHeader('content-encoding', 'gzip');
  response.end(body);
}

/** @param {import('node:http').Server} server */
function closed(server) {
  server.closeAllConnections();
  return new Promise((/** @type {(value: void) => void} */ resolve) => server.close(() => resolve()));
}
