import type { CommandProgress } from '../../../cluster';
import { createCluster, startCommand, startLine } from '../../../cluster';
import type { Example } from '../examples';

const BOOT_MILLISECONDS = 30_000;
const COMMAND_MILLISECONDS = 120_000;

/** A cluster in which an example was applied and had its time; lines are typed into its terminal. */
export class SettledExample {
  readonly #cluster = createCluster({ seed: 'gallery', dns: true });

  constructor({ file, text, seconds }: Example) {
    this.#cluster.simulation.runFor(BOOT_MILLISECONDS);
    startCommand(this.#cluster, { kind: 'apply', file, text });
    this.#cluster.simulation.runFor(seconds * 1000);
  }

  /** What a line prints, on both streams. */
  type(line: string): string {
    let result: CommandProgress['result'];
    const { simulation } = this.#cluster;
    startLine(this.#cluster, line, {}, (_act, progress) => (result ??= progress.result));
    simulation.runWhile(() => result === undefined, COMMAND_MILLISECONDS);
    if (!result) throw new Error(`${line} did not end`);
    return result.text.stdout + result.text.stderr;
  }
}
