// @ts-check
// What every command needs first: a Node that is new enough, and the packages. Runs on a machine with nothing installed.
import { spawn } from 'node:child_process';
import { existsSync, readdirSync, statSync, utimesSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = dirname(dirname(fileURLToPath(import.meta.url)));
const leastNode = [20, 19];

/** Ends the process with a sentence a person can act on when this Node is too old. */
export function demandNode() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  const [leastMajor = 0, leastMinor = 0] = leastNode;
  if (major > leastMajor || (major === leastMajor && minor >= leastMinor)) return;
  console.error(`Wheelhouse needs Node ${leastNode.join('.')} or newer, and this is ${process.versions.node}.`);
  console.error('Get a newer one from https://nodejs.org or your package manager, then run the same command again.');
  process.exit(1);
}

/**
 * Runs a command in the project's folder and answers its exit code; its output is the caller's, unless `quiet`,
 * which hands the output back instead.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {{ env?: Record<string, string | undefined>, quiet?: boolean }} [options]
 * @returns {Promise<{ code: number, output: string }>}
 */
export function run(command, args, options = {}) {
  const npmOnWindows = process.platform === 'win32' && command === 'npm';
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      cwd: root,
      env: { ...process.env, ...options.env },
      stdio: options.quiet ? ['ignore', 'pipe', 'pipe'] : ['ignore', 'inherit', 'inherit'],
      shell: npmOnWindows,
    });
    let output = '';
    child.stdout?.on('data', (data) => (output += data));
    child.stderr?.on('data', (data) => (output += data));
    child.on('error', (error) => resolve({ code: 127, output: `${output}${error.message}\n` }));
    child.on('close', (code, signal) =>
      resolve({ code: code ?? 1, output: signal ? `${output}${command} was ended by ${signal}\n` : output }),
    );
  });
}

/**
 * Runs a tool of an installed package by its own script, so that neither a shell nor a PATH is in between.
 * @param {string} script below node_modules, for example `vite/bin/vite.js`
 * @param {readonly string[]} args
 * @param {{ env?: Record<string, string | undefined>, quiet?: boolean }} [options]
 */
export function runTool(script, args, options) {
  return run(process.execPath, [join(root, 'node_modules', script), ...args], options);
}

/**
 * Installs what the lock file names when `node_modules` is missing or older than the lock. Not with `npm ci`: that refuses a lock
 * without the native parts of every other platform, and a registry's mirror may not hold those.
 */
export async function installPackages() {
  const installed = join(root, 'node_modules', '.package-lock.json');
  const lock = join(root, 'package-lock.json');
  if (existsSync(installed) && statSync(installed).mtimeMs >= statSync(lock).mtimeMs) return;
  console.log('Installing packages …');
  const { code } = await run('npm', ['install', '--no-save', '--no-audit', '--no-fund']);
  if (code === 0) return utimesSync(installed, new Date(), new Date());
  console.error('The packages could not be installed; npm says why above. Is the network there?');
  process.exit(1);
}

/**
 * The newest change below a path, in milliseconds since 1970; 0 where there is nothing.
 * @param {string} path
 * @returns {number}
 */
function newest(path) {
  if (!existsSync(path)) return 0;
  const found = statSync(path);
  if (!found.isDirectory()) return found.mtimeMs;
  return Math.max(found.mtimeMs, ...readdirSync(path).map((name) => newest(join(path, name))));
}

const sources = ['src', 'public', 'index.html', 'vite.config.ts', 'package-lock.json'];

/** Builds the app into `dist` unless what lies there is newer than every source. */
export async function buildWhenStale() {
  const built = join(root, 'dist', 'index.html');
  if (existsSync(built) && statSync(built).mtimeMs > Math.max(...sources.map((name) => newest(join(root, name)))))
    return;
  console.log('Building the app …');
  const { code, output } = await runTool('vite/bin/vite.js', ['build', '--logLevel', 'warn'], { quiet: true });
  if (code === 0) return;
  console.error(output);
  process.exit(1);
}

/**
 * Judges by what others recorded, where it lies beside this repository; says so where it doesn't.
 * @param {string} place what has to be there
 * @param {string} what `recordings beside this repository (../shared/conformance)`
 * @param {() => Promise<void>} judge
 */
export async function judgeBy(place, what, judge) {
  demandNode();
  if (!existsSync(place)) return console.log(`There are no ${what}.\n0 passed, 0 failed`);
  await installPackages();
  await judge();
}
