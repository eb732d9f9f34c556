import type { KubeObject } from '../../apimachinery';
import { writeYaml } from '../../apimachinery';
import type { ClusterOptions } from '../index';
import { createCluster, startCommand, startLine } from '../index';
import type { CommandProgress } from '../index';
import { hasComeUp, isReady } from '../readiness';
import type { AuditLine } from './audit';
import { auditLog } from './audit';

const BOOT_LIMIT_MILLISECONDS = 120_000;
const COMMAND_LIMIT_MILLISECONDS = 180_000;

/** What was waited for did not come in time. */
export class Overdue extends Error {}

/** A cluster in a test: what a user does to it, and what can be said of it afterwards. */
export class Story {
  readonly cluster;
  readonly simulation;
  /** Objects as etcd holds them now, by key. */
  readonly objects = new Map<string, KubeObject>();
  #revision = 0;

  constructor(options: ClusterOptions) {
    this.cluster = createCluster(options);
    this.simulation = this.cluster.simulation;
  }

  /** Runs until all workers are Ready and the default service account is there. */
  boot(): this {
    this.until(() => this.isUp(), BOOT_LIMIT_MILLISECONDS, 'the cluster to come up');
    this.run(5000);
    return this;
  }

  apply(file: string, text: string | readonly object[]): number {
    const manifest =
      typeof text === 'string' ? text : text.map((document) => writeYaml(document as never)).join('---\n');
    return startCommand(this.cluster, { kind: 'apply', file, text: manifest });
  }

  delete(file: string, text: string): number {
    return startCommand(this.cluster, { kind: 'delete', file, text });
  }

  /** Runs a command line to its end; what it printed. */
  kubectl(
    line: string,
    files: Readonly<Record<string, string>> = {},
    namespace = 'default',
  ): NonNullable<CommandProgress['result']> {
    let result: CommandProgress['result'];
    startLine(this.cluster, line, files, (_act, progress) => (result = progress.result), namespace);
    this.until(() => result !== undefined, COMMAND_LIMIT_MILLISECONDS, line);
    return result!;
  }

  /** The same as a person reads it: without the end of the last line. */
  type(line: string, files?: Readonly<Record<string, string>>) {
    const { text, code, written, opened } = this.kubectl(line, files);
    return { out: text.stdout.trimEnd(), err: text.stderr.trimEnd(), code, written, opened };
  }

  /** Something that a person does to a machine: an act like any other. */
  act(title: string, deed: () => void): number {
    const act = this.simulation.act(this.cluster.component('laptop/kubectl'), title, null);
    this.simulation.withCause({ first: act, others: [] }, deed);
    return act;
  }

  run(milliseconds: number): void {
    this.simulation.runFor(milliseconds);
    this.look();
  }

  until(test: () => boolean, limitMilliseconds: number, what: string): void {
    const end = this.simulation.now + limitMilliseconds;
    for (this.look(); !test(); this.look()) {
      if (this.simulation.now > end) throw new Overdue(`waited ${limitMilliseconds} ms for ${what}`);
      this.simulation.runFor(50);
    }
  }

  look(): void {
    for (const change of this.cluster.changesAfter(this.#revision)) {
      this.#revision = Math.max(this.#revision, change.revision);
      if (change.deleted) this.objects.delete(change.key);
      else this.objects.set(change.key, change.value as KubeObject);
    }
  }

  under(prefix: string): readonly any[] {
    return [...this.objects].filter(([key]) => key.startsWith(prefix)).map(([, object]) => object);
  }

  pods(namespace = 'default'): readonly any[] {
    return this.under(`/registry/pods/${namespace}/`);
  }

  readyPods(namespace = 'default'): number {
    return this.pods(namespace).filter(isReady).length;
  }

  audit(sinceHop: number): readonly AuditLine[] {
    return auditLog(this.simulation, sinceHop);
  }

  isUp(): boolean {
    return hasComeUp(this.cluster, this.objects);
  }
}
