import type { ContainerConfig } from './cri';
import type { ContainerWorld } from './program-world';

const LONGEST = 4096;
const LONGEST_FROM_LOG = 2048;
const MOST_LINES_FROM_LOG = 80;

/** A program's last words: what it wrote to its termination log, or (where that counts and it failed) the end of its log. */
export function terminationMessage(
  { terminationMessage: wanted }: ContainerConfig,
  exitCode: number,
  { files, log }: ContainerWorld,
): string | undefined {
  if (!wanted) return undefined;
  const written = files.read(wanted.path);
  if (written) return written.slice(0, LONGEST);
  if (!wanted.fallBackToLogs || exitCode === 0) return undefined;
  const lines = log.lines.slice(-MOST_LINES_FROM_LOG).map(({ line }) => `${line}\n`);
  return lines.join('').slice(-LONGEST_FROM_LOG) || undefined;
}
