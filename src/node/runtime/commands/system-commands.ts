import type { Process } from '../../../simulation';
import { Signal, sleep } from '../../../simulation';
import { CLIENT_COMMANDS } from './client-commands';
import { parseOptions } from './command-options';
import type { ImageTemplate } from '../images/image-table';
import type { ProgramWorld } from '../program-world';
import type { Command, Invocation } from '../invocation';
import { forEver } from '../invocation';
import { arithmetic } from '../shell/shell-arithmetic';
import { OUT_OF_MEMORY, signalName } from '../signals';

const PROCESSORS = 8;

function says(text: (invocation: Invocation) => string): Command {
  return function* (invocation) {
    invocation.streams.output(`${text(invocation)}\n`);
    return 0;
  };
}

function hostName({ parameters, world }: Invocation): string {
  const name = world.environment.HOSTNAME ?? '';
  if (/^-[iI]$/.test(parameters[0] ?? '')) return world.container.address;
  if (!/^-(f|-fqdn)$/.test(parameters[0] ?? '')) return name.split('.')[0] ?? name;
  const names = (world.readFile('/etc/hosts') ?? '').split('\n').map((line) => line.split(/\s+/).slice(1));
  return names.find((all) => all.includes(name) && all[0] !== 'localhost')?.[0] ?? name;
}

const UNAME: Readonly<Record<string, string>> = { s: 'Linux', r: '6.12.48', m: 'x86_64', p: 'x86_64', o: 'GNU/Linux' };

function systemName({ parameters, world }: Invocation): string {
  const letters = parameters.join('').replaceAll('-', '') || 's';
  const host = world.environment.HOSTNAME ?? '';
  if (letters.includes('a')) return `Linux ${host} ${UNAME['r']} #1 SMP x86_64 GNU/Linux`;
  return [...letters].map((letter) => (letter === 'n' ? host : (UNAME[letter] ?? ''))).join(' ');
}

function identity({ parameters }: Invocation): string {
  const [option = ''] = parameters;
  if (/^-\w*[ugG]/.test(option)) return option.includes('n') ? 'root' : '0';
  return 'uid=0(root) gid=0(root) groups=0(root)';
}

function processes({ world, parameters }: Invocation): string {
  const first = (world.container.words ?? ['sh']).join(' ');
  const own = ['ps', ...parameters].join(' ');
  const rows = world.isFirst
    ? [[1, first]]
    : [
        [1, first],
        [world.processId, own],
      ];
  return [
    'PID   USER     TIME  COMMAND',
    ...rows.map(([id, line]) => `${String(id).padStart(5)} root      0:00 ${line}`),
  ].join('\n');
}

/** The name of the container's first program. */
function firstProgram({ container }: ProgramWorld): string {
  return (container.words?.[0] ?? '').replace(/^.*\//, '');
}

/** `killall NAME`, `pkill NAME`, `pidof NAME`: of a container's programs only its first one is known. */
function found(acts: boolean): Command {
  return function* ({ parameters, world, streams }) {
    const signal =
      /^-(\w+)$/.exec(parameters.find((each) => each !== '-f' && each.startsWith('-')) ?? '')?.[1] ?? 'TERM';
    const name = parameters.find((each) => !each.startsWith('-')) ?? '';
    if (firstProgram(world) !== name) {
      if (acts) streams.error(`killall: ${name}: no process killed\n`);
      return 1;
    }
    if (!acts) streams.output('1\n');
    else if (signal !== '0') world.container.signal?.(signalName(signal));
    return 0;
  };
}

/** `kill 1`, as a program of its own. */
function* kill({ parameters, world, streams }: Invocation): Process<number> {
  const told = parameters[0]?.startsWith('-') ? parameters[0].slice(1) : undefined;
  for (const id of parameters.slice(told === undefined ? 0 : 1)) {
    if (id !== '1') streams.error(`kill: can't kill pid ${id}: No such process\n`);
    else if (told !== '0') world.container.signal?.(signalName(told ?? 'TERM'));
  }
  return parameters.at(-1) === '1' ? 0 : 1;
}

/** `nginx -s quit`, `nginx -t` */
function* nginx({ parameters, world, streams }: Invocation): Process<number> {
  const at = parameters.indexOf('-s');
  if (at >= 0 && /^(quit|stop)$/.test(parameters[at + 1] ?? '')) world.container.signal?.('QUIT');
  if (parameters.some((each) => /^-[tT]$/.test(each)))
    streams.error(
      'nginx: the configuration file /etc/nginx/nginx.conf syntax is ok\nnginx: configuration file /etc/nginx/nginx.conf test is successful\n',
    );
  if (parameters.some((each) => /^-[vV]$/.test(each))) streams.error(`nginx version: nginx/${world.container.tag}\n`);
  return 0;
}

const UNITS: Readonly<Record<string, number>> = { B: 1, K: 1024, M: 1024 ** 2, G: 1024 ** 3 };

function bytesOf(text: string): number {
  const [, number = '0', unit = 'B'] = /^([\d.]+)([BKMG]?)/i.exec(text) ?? [];
  return Number(number) * (UNITS[unit.toUpperCase() || 'B'] ?? 1);
}

/** `stress --vm 1 --vm-bytes 150M`: more memory than the container may use is its end. */
function* stress({ parameters, world, streams }: Invocation): Process<number> {
  const long = new Set(['cpu', 'io', 'vm', 'hdd', 'vm-bytes', 'vm-hang', 'timeout', 'backoff', 'cpus', 'mem-total']);
  const { flags } = parseOptions(
    parameters.map((each) => each.replace(/^-(?=\w\w)/, '--')),
    'cimdt',
    long,
  );
  const count = (name: string, letter: string) => Number(flags.get(name) ?? flags.get(letter) ?? 0);
  const workers = count('vm', 'm');
  streams.output(
    `stress: info: [1] dispatching hogs: ${count('cpu', 'c')} cpu, ${count('io', 'i')} io, ${workers} vm, ${count('hdd', 'd')} hdd\n`,
  );
  const limit = world.container.memory?.();
  if (limit !== undefined && workers * bytesOf(flags.get('vm-bytes') ?? '256M') > limit) {
    yield* sleep(100);
    world.container.signal?.(OUT_OF_MEMORY);
  }
  const seconds = flags.get('timeout') ?? flags.get('t');
  if (seconds === undefined) yield* new Signal(world.component.simulation).wait();
  else yield* sleep(Number.parseFloat(seconds) * 1000);
  streams.output(`stress: info: [1] successful run completed in ${Number.parseFloat(seconds ?? '0')}s\n`);
  return 0;
}

function uuid({ component }: ProgramWorld): string {
  const { random } = component;
  return `${random.hex(8)}-${random.hex(4)}-4${random.hex(3)}-a${random.hex(3)}-${random.hex(12)}`;
}

/** `echo 'scale=2; 10/3' | bc`: a sum a line, of whole numbers but for the digits that `scale` leaves of a division. */
function* reckon({ streams }: Invocation): Process<number> {
  let scale = 0;
  for (const line of streams.input.split(/[;\n]/).filter((each) => each.trim())) {
    const told = /^\s*scale\s*=\s*(\d+)\s*$/.exec(line)?.[1];
    const [, left, right] = /^\s*(-?[\d.]+)\s*\/\s*(-?[\d.]+)\s*$/.exec(line) ?? [];
    if (told !== undefined) scale = Number(told);
    else if (left === undefined) streams.output(`${arithmetic(line, { read: () => '0', write: () => {} })}\n`);
    else
      streams.output(
        `${(Math.trunc((Number(left) / Number(right)) * 10 ** scale) / 10 ** scale).toFixed(scale).replace(/^(-?)0\./, '$1.')}\n`,
      );
  }
  return 0;
}

/** Every program that is modelled is there: installing one more needs no download. */
const installs: Command = function* () {
  yield* sleep(2_000);
  return 0;
};

/** What looks at the machine and at what runs on it. */
export const SYSTEM_COMMANDS: Readonly<Record<string, Command>> = {
  nproc: says(() => String(PROCESSORS)),
  getconf: says(({ parameters }) => (parameters[0] === 'PAGESIZE' ? '4096' : String(PROCESSORS))),
  arch: says(() => 'x86_64'),
  uuidgen: says(({ world }) => uuid(world)),
  bc: reckon,
  hostname: says(hostName),
  whoami: says(() => 'root'),
  id: says(identity),
  groups: says(() => 'root'),
  uname: says(systemName),
  uptime: says(({ world }) => ` up ${Math.floor(world.component.now / 60_000)} min,  load average: 0.00, 0.00, 0.00`),
  ps: says(processes),
  kill,
  killall: found(true),
  pkill: found(true),
  pidof: found(false),
  pgrep: found(false),
  sysctl: says(({ parameters }) =>
    parameters
      .filter((each) => !each.startsWith('-'))
      .map((each) => each.replace('=', ' = '))
      .join('\n'),
  ),
};

const BUILDS = /^(install|ci|i|add|build|get|mod|clone|pull|run-script)$/;

function isScriptName(word: string | undefined): boolean {
  return word !== undefined && /^[^-].*\.(py|js|mjs|cjs|pl)$/.test(word);
}

/** A script in a file: of one that is there nothing is known but that it runs. */
function interpreted(name: string): Command {
  return function* ({ parameters, world, streams }) {
    const [file = ''] = parameters;
    if (world.readFile(file) !== undefined) {
      const launched = world.launch([name, ...parameters], false);
      return typeof launched === 'number' ? launched : yield* forEver(world);
    }
    if (name === 'node')
      streams.error(
        `node:internal/modules/cjs/loader\n  throw err;\n  ^\n\nError: Cannot find module '${world.path(file)}'\n`,
      );
    else if (name === 'perl') streams.error(`Can't open perl script "${file}": No such file or directory\n`);
    else streams.error(`${name}: can't open file '${world.path(file)}': [Errno 2] No such file or directory\n`);
    return name === 'node' ? 1 : 2;
  };
}

/** What some images have beside a small system; of tools that build and servers that are told something it depends on the words. */
export function imageCommand(name: string, words: readonly string[], image: ImageTemplate): Command | undefined {
  const isBusybox = image.repository.endsWith('/busybox');
  switch (name) {
    case 'nginx':
      return image.servers.includes('nginx') && words.some((word) => /^-[stTvV]$/.test(word)) ? nginx : undefined;
    case 'stress':
      return image.anyCommand ? stress : undefined;
    case 'apk':
    case 'apt':
    case 'apt-get':
    case 'yum':
    case 'pip':
    case 'pip3':
      return isBusybox ? undefined : installs;
    case 'git':
    case 'npm':
    case 'yarn':
    case 'go':
      return !isBusybox && BUILDS.test(words[1] ?? '') ? installs : undefined;
    case 'python':
    case 'python3':
    case 'node':
    case 'perl':
      return image.servers.includes(name) && isScriptName(words[1]) ? interpreted(name) : undefined;
    default:
      return isBusybox ? undefined : CLIENT_COMMANDS[name];
  }
}
