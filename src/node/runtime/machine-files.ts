import type { ImageTemplate } from './images/image-table';

const SYSTEMS: Readonly<Record<string, string>> = { alpine: 'Alpine Linux', ubuntu: 'Ubuntu', busybox: 'BusyBox' };
const PROCESSORS = 8;

/** Files of every system that programs look at; of what they say only little depends on the machine. */
export function machineFile(name: string, { repository }: ImageTemplate): string | undefined {
  const system = repository.replace(/^.*\//, '');
  switch (name) {
    case '/etc/passwd':
      return 'root:x:0:0:root:/root:/bin/sh\nnobody:x:65534:65534:nobody:/:/bin/false\n';
    case '/etc/group':
      return 'root:x:0:\nnobody:x:65534:\n';
    case '/etc/os-release':
      return system === 'busybox'
        ? undefined
        : `PRETTY_NAME="${SYSTEMS[system] ?? 'Debian GNU/Linux 13 (trixie)'}"\nID=${SYSTEMS[system] ? system : 'debian'}\n`;
    case '/proc/meminfo':
      return 'MemTotal:       16384000 kB\nMemFree:         8192000 kB\nMemAvailable:   12288000 kB\n';
    case '/proc/cpuinfo':
      return Array.from({ length: PROCESSORS }, (_, number) => `processor\t: ${number}\n`).join('\n');
    case '/proc/version':
      return 'Linux version 6.12.48\n';
    default:
      return undefined;
  }
}
