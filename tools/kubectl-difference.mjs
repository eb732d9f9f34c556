// @ts-check
// `node tools/kubectl-difference.mjs [FILE …]` (all of tools/kubectl-lines where none is given): command lines are run twice against one served cluster with a stepped clock, by real kubectl
// through the port and by the laptop's through the terminal, and every difference of output and exit code is shown. Each case (a `== name`
// line, then files as `@ name` with their text up to a line `@`, then a command a line) has a namespace for either (one for both where
// the case's name begins with `shared`), written {ns}; `= 1500` lets that much
// simulated time pass; a line that begins with `!` is only run.
//   --only TEXT   cases whose name has it     --quiet   only the count
import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { kubectl } from './clients.mjs';
import { root } from './packages.mjs';
import { post, startServing } from './served.mjs';

const { normalise, words } = await import(join(root, '../shared/conformance/terminal.mjs'));

/** @typedef {{ stdout: string, stderr: string, code: number }} Answer */
/** @typedef {{ name: string, files: Record<string, string>, lines: string[] }} Case */

/**
 * @param {string} text
 * @returns {Case[]}
 */
function readCases(text) {
  /** @type {Case[]} */
  const cases = [];
  let file;
  for (const line of text.split('\n')) {
    const current = cases.at(-1);
    if (file !== undefined && current) {
      if (line === '@') file = undefined;
      else current.files[file] += `${line}\n`;
    } else if (line.startsWith('== ')) cases.push({ name: line.slice(3), files: {}, lines: [] });
    else if (line.startsWith('@ ') && current) current.files[(file = line.slice(2))] = '';
    else if (line.trim() && !line.startsWith('# ') && current) current.lines.push(line);
  }
  return cases;
}

/**
 * @param {string} program
 * @param {string} kubeconfig
 * @param {string} namespace
 * @param {Record<string, string>} files
 */
function realShell(program, kubeconfig, namespace, files) {
  const folder = mkdtempSync(join(tmpdir(), 'difference-'));
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  const config = readFileSync(kubeconfig, 'utf8').replace('user: admin', `user: admin\n    namespace: ${namespace}`);
  writeFileSync(join(folder, '.kubeconfig'), config);
  const env = {
    PATH: process.env['PATH'],
    HOME: folder,
    KUBECONFIG: join(folder, '.kubeconfig'),
    KUBECACHEDIR: join(tmpdir(), 'difference-cache'),
    TERM: 'dumb',
  };
  /** @param {string} line @returns {Promise<Answer>} */
  return (line) =>
    new Promise((done) => {
      const child = execFile(
        program,
        words(line).slice(1),
        { cwd: folder, timeout: 60_000, maxBuffer: 1 << 26, env },
        (error, stdout, stderr) => done({ stdout, stderr, code: error ? Number(error.code ?? 124) : 0 }),
      );
      child.stdin?.end();
    });
}

const mostShown = 40;

/**
 * What only one of them says, line by line, with what both say left out.
 * @param {string} left
 * @param {string} right
 */
function shownDifference(left, right) {
  const [before, after] = [left.split('\n'), right.split('\n')];
  // How many lines the rests of both have in common, from each place on.
  const width = after.length + 1;
  const common = new Uint32Array((before.length + 1) * width);
  /** @param {number} i @param {number} j */
  const from = (i, j) => common[i * width + j] ?? 0;
  for (let i = before.length - 1; i >= 0; i--)
    for (let j = after.length - 1; j >= 0; j--)
      common[i * width + j] =
        before[i] === after[j] ? from(i + 1, j + 1) + 1 : Math.max(from(i + 1, j), from(i, j + 1));
  const lines = [];
  for (let i = 0, j = 0; i < before.length || j < after.length; ) {
    if (before[i] === after[j]) {
      i++;
      j++;
    } else if (j >= after.length || (i < before.length && from(i + 1, j) >= from(i, j + 1)))
      lines.push(`    real: ${JSON.stringify(before[i++])}`);
    else lines.push(`    ours: ${JSON.stringify(after[j++])}`);
  }
  return [
    ...lines.slice(0, mostShown),
    ...(lines.length > mostShown ? [`    … ${lines.length - mostShown} lines more`] : []),
  ].join('\n');
}

/**
 * What klog puts before a line: severity, time and process.
 * @param {string} text
 */
const withoutProcess = (text) =>
  text
    .replace(/^([IWEF])\d{4} \d\d:\d\d:\d\d\.\d+ +\d+ /gm, '$1<time> ')
    .replace(/[^\s']*\/difference-\w{6}/g, '/home/you');

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { only: { type: 'string' }, quiet: { type: 'boolean' } },
});
const program = await kubectl();
if (!program) throw new Error('there is no real kubectl to be had');
const folder = mkdtempSync(join(tmpdir(), 'difference-served-'));
const kubeconfig = join(folder, 'kubeconfig');
const { address, stop } = await startServing(['--kubeconfig', kubeconfig]);
let [same, different, sequence] = [0, 0, 0];
const lists = join(root, 'tools/kubectl-lines');
const paths = positionals.length > 0 ? positionals : readdirSync(lists).map((name) => join(lists, name));
for (const { name, files, lines } of paths.flatMap((path) => readCases(readFileSync(path, 'utf8')))) {
  if (!name.includes(values.only ?? '')) continue;
  const shared = name.startsWith('shared');
  const namespaces = [`real-${++sequence}`, shared ? `real-${sequence}` : `ours-${sequence}`];
  const [filesOfReal, filesOfOurs] = namespaces.map((namespace) =>
    Object.fromEntries(Object.entries(files).map(([file, text]) => [file, text.replaceAll('{ns}', namespace)])),
  );
  const real = realShell(program, kubeconfig, String(namespaces[0]), filesOfReal ?? {});
  for (const namespace of new Set(namespaces)) await real(`kubectl create namespace ${namespace}`);
  await post(`${address}/wheelhouse/clock?milliseconds=500`);
  console.log(`== ${name}`);
  for (const line of lines) {
    if (line.startsWith('= ')) {
      await post(`${address}/wheelhouse/clock?milliseconds=${line.slice(2)}`);
      continue;
    }
    const command = line.replace(/^!\s*/, '');
    if (line.startsWith('!') && shared) {
      const answer = await real(command.replaceAll('{ns}', String(namespaces[0])));
      if (answer.code !== 0) console.log(answer.stderr);
      continue;
    }
    const expected = await real(command.replaceAll('{ns}', String(namespaces[0])));
    const body = {
      command: command.replaceAll('{ns}', String(namespaces[1])),
      files: filesOfOurs,
      namespace: namespaces[1],
    };
    /** @type {Answer} */
    const found = JSON.parse(await post(`${address}/wheelhouse/terminal`, body));
    if (line.startsWith('!')) continue;
    const parts = /** @type {const} */ (['stdout', 'stderr']).flatMap((part) => {
      const left = normalise(withoutProcess(expected[part]), namespaces[0]);
      const right = normalise(withoutProcess(found[part]), namespaces[1]);
      return left === right ? [] : [`  ${part}:\n${shownDifference(left, right)}`];
    });
    if (expected.code !== found.code) parts.push(`  code: real ${expected.code}, ours ${found.code}`);
    if (parts.length === 0) same++;
    else {
      different++;
      if (!values.quiet) console.log(`$ ${command}\n${parts.join('\n')}`);
    }
  }
  for (const namespace of new Set(namespaces)) await real(`kubectl delete namespace ${namespace} --wait=false`);
}
stop();
console.log(`${same} passed, ${different} failed`);
