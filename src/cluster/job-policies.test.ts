import { describe, expect, it } from 'vitest';
import { Story } from './testing/story';

const job = (name: string, spec: object, command: string): object => ({
  apiVersion: 'batch/v1',
  kind: 'Job',
  metadata: { name },
  spec: {
    ...spec,
    template: {
      spec: {
        restartPolicy: 'Never',
        containers: [{ name: 'main', image: 'busybox:1.36', command: ['sh', '-c', command] }],
      },
    },
  },
});

/** Runs a job to its end; its status without times, its conditions by type and reason, and its events. */
function runToEnd(of: object): { readonly status: any; readonly conditions: string[]; readonly reasons: string[] } {
  const story = new Story({ seed: 'jobs', topology: { controlPlanes: 1, workers: 1 } }).boot();
  story.apply('job.yaml', [of]);
  const now = () => story.under('/registry/jobs/default/')[0];
  const ended = () => now()?.status.conditions?.some(({ type }: any) => /^(Complete|Failed)$/.test(type));
  story.until(ended, 300_000, 'the job to end');
  story.run(5000);
  const { conditions, startTime: _, completionTime: __, ...status } = now().status;
  const events = story.under('/registry/events/default/').filter((each) => each.involvedObject.kind === 'Job');
  return {
    status,
    conditions: conditions.map(({ type, reason }: any) => `${type}: ${reason}`),
    reasons: events.map(({ reason }) => reason),
  };
}

describe('a job in a whole cluster', () => {
  it('gives each index its own tries, and fails when the others are through', () => {
    const limits = { completionMode: 'Indexed', completions: 4, parallelism: 4, backoffLimitPerIndex: 1 };
    const { status, conditions, reasons } = runToEnd(job('each', limits, 'exit $(( JOB_COMPLETION_INDEX % 2 ))'));
    expect(status).toEqual({
      completedIndexes: '0,2',
      failed: 4,
      failedIndexes: '1,3',
      ready: 0,
      succeeded: 2,
      terminating: 0,
      uncountedTerminatedPods: {},
    });
    expect(conditions).toEqual(['FailureTarget: FailedIndexes', 'Failed: FailedIndexes']);
    expect(reasons.filter((reason) => reason === 'SuccessfulCreate')).toHaveLength(6);
    expect(reasons).toContain('FailedIndexes');
  });

  it('succeeds with the indexes that its policy names, and stops the others', () => {
    const policy = { successPolicy: { rules: [{ succeededIndexes: '0' }] } };
    const shape = { completionMode: 'Indexed', completions: 3, parallelism: 3, ...policy };
    const command = 'trap "exit 0" TERM; if [ $JOB_COMPLETION_INDEX -gt 0 ]; then sleep 1000 & wait; fi';
    const { status, conditions, reasons } = runToEnd(job('leader', shape, command));
    expect(status).toMatchObject({ completedIndexes: '0', succeeded: 1, terminating: 0 });
    expect(conditions).toEqual(['SuccessCriteriaMet: SuccessPolicy', 'Complete: SuccessPolicy']);
    expect(reasons).toContain('Completed');
  });

  it('ends at an exit code that its policy calls hopeless', () => {
    const rules = [{ action: 'FailJob', onExitCodes: { containerName: 'main', operator: 'In', values: [42] } }];
    const { status, conditions, reasons } = runToEnd(job('once', { podFailurePolicy: { rules } }, 'exit 42'));
    expect(status).toMatchObject({ failed: 1, terminating: 0 });
    expect(conditions).toEqual(['FailureTarget: PodFailurePolicy', 'Failed: PodFailurePolicy']);
    expect(reasons.sort()).toEqual(['PodFailurePolicy', 'SuccessfulCreate']);
  });
});
