import type { Process, Task } from '../../../simulation';
import type { ProgramWorld } from '../program-world';
import { statusOfSignal } from '../signals';

interface Job {
  readonly id: number;
  readonly name: string;
  /** Once it has ended. */
  status: number | undefined;
  task: Task | undefined;
}

/** What a shell runs beside itself. */
export class ShellJobs {
  private readonly world: ProgramWorld;
  private readonly jobs: Job[] = [];

  constructor(world: ProgramWorld) {
    this.world = world;
  }

  /** All shells of a program share them. */
  static of(world: ProgramWorld): ShellJobs {
    return (world.jobs ??= new ShellJobs(world)) as ShellJobs;
  }

  start(name: string, body: Process<number>): void {
    const job: Job = { id: this.world.processId + 6 + this.jobs.length, name, status: undefined, task: undefined };
    this.jobs.push(job);
    job.task = this.world.startBeside(name, this.run(job, body));
  }

  private *run(job: Job, body: Process<number>): Process<void> {
    job.status = yield* body;
    this.world.news.fire();
  }

  /** `$!` */
  get last(): number | undefined {
    return this.jobs.at(-1)?.id;
  }

  /** `%1` */
  at(number: number): number | undefined {
    return this.jobs[number - 1]?.id;
  }

  /** Whether one of these jobs still runs; any at all where none is named. */
  isBusy(ids: readonly number[]): boolean {
    return this.jobs.some(({ id, status }) => status === undefined && (ids.length === 0 || ids.includes(id)));
  }

  statusOf(id: number): number | undefined {
    return this.jobs.find((job) => job.id === id)?.status;
  }

  /** `jobs`, and `jobs -p` */
  lines(idsOnly: boolean): readonly string[] {
    return this.jobs.flatMap(({ id, name, status }, at) => {
      if (status !== undefined) return [];
      return [idsOnly ? String(id) : `[${at + 1}]+  Running                 ${name}`];
    });
  }

  /** Sends a signal to a process; false where there is none of that number. */
  kill(id: number, signal: string): boolean {
    const { world } = this;
    if (id === world.processId && signal !== '0' && world.trap !== undefined) world.signal();
    else if (id === 1) world.container.signal?.(signal);
    else return id === world.processId || this.killJob(id, signal);
    return true;
  }

  private killJob(id: number, signal: string): boolean {
    const job = this.jobs.find((each) => each.id === id);
    if (!job || job.status !== undefined) return false;
    if (signal === '0') return true;
    job.status = statusOfSignal(signal);
    job.task?.interrupt('killed');
    this.world.news.fire();
    return true;
  }
}
