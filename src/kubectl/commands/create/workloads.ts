import type { Process } from '../../../simulation';
import { CommandError } from '../../failure';
import type { Invocation } from '../../invocation';
import { resourceArguments } from '../../resource-argument';
import { metadataOf } from './generate';
import type { Fields, Generator } from './generate';

/** What a container is called that nobody named: the last part of its image, without its tag. */
function nameOfImage(image: string): string {
  return image
    .replace(/^.*\//, '')
    .replace(/[:@].*$/, '')
    .replace(/[^a-z0-9]+/g, '-');
}

function deploymentContainers({ flags, dashed }: Invocation): Fields[] {
  const images = flags.list('image');
  const port = flags.integer('port');
  if (images.length > 1 && dashed?.length)
    throw new CommandError('cannot specify multiple --image options and command');
  return images.map((image, index) => ({
    name: nameOfImage(image),
    image,
    ...(dashed?.length && { command: dashed }),
    ...(index === 0 && port !== undefined && port >= 0 && { ports: [{ containerPort: port }] }),
    resources: {},
  }));
}

export const deployment: Generator = {
  resource: 'deployments.apps',
  required: ['image'],
  failing: 'failed to create deployment',
  make(invocation, name) {
    const labels = { app: name };
    return {
      kind: 'Deployment',
      apiVersion: 'apps/v1',
      metadata: metadataOf(invocation, name, labels),
      spec: {
        replicas: invocation.flags.integer('replicas') ?? 1,
        selector: { matchLabels: labels },
        template: { metadata: { labels }, spec: { containers: deploymentContainers(invocation) } },
        strategy: {},
      },
      status: {},
    };
  },
};

function jobPodSpec({ flags, dashed }: Invocation, name: string, restartPolicy: string): Fields {
  const container = {
    name,
    image: flags.text('image'),
    ...(dashed?.length && { command: dashed }),
    resources: {},
  };
  return { containers: [container], restartPolicy };
}

/** A job made now from what a cron job would make later. */
function* fromCronJob(invocation: Invocation, name: string, from: string): Process<Fields> {
  const [target] = resourceArguments([from]);
  const { kind, name: source } = target!;
  if (source === undefined) throw new CommandError('resource(s) were provided, but no name was specified');
  const found = yield* invocation.requests.get({ kind, namespace: invocation.namespace, name: source });
  if (kind.kind !== 'CronJob') throw new CommandError(`unknown object type *${kind.version}.${kind.kind}`);
  const { metadata, spec } = (found as unknown as { spec: { jobTemplate: { metadata?: Fields; spec: Fields } } }).spec
    .jobTemplate;
  const owner = { apiVersion: 'batch/v1', kind: 'CronJob', name: source, uid: found.metadata.uid, controller: true };
  return {
    kind: 'Job',
    apiVersion: 'batch/v1',
    metadata: {
      name,
      ...(metadata?.['labels'] !== undefined && { labels: metadata['labels'] }),
      annotations: { ...(metadata?.['annotations'] as Fields), 'cronjob.kubernetes.io/instantiate': 'manual' },
      ownerReferences: [owner],
    },
    spec,
    status: {},
  };
}

export const job: Generator = {
  resource: 'jobs.batch',
  failing: 'failed to create job',
  make(invocation, name) {
    const from = invocation.flags.text('from');
    if (from && invocation.flags.has('image')) throw new CommandError('either --image or --from must be specified');
    if (from) return fromCronJob(invocation, name, from);
    if (!invocation.flags.text('image')) throw new CommandError('either --image or --from must be specified');
    return {
      kind: 'Job',
      apiVersion: 'batch/v1',
      metadata: metadataOf(invocation, name),
      spec: { template: { metadata: {}, spec: jobPodSpec(invocation, name, 'Never') } },
      status: {},
    };
  },
};

export const cronJob: Generator = {
  resource: 'cronjobs.batch',
  required: ['image', 'schedule'],
  failing: 'failed to create cronjob',
  make(invocation, name) {
    const restartPolicy = invocation.flags.text('restart') ?? 'OnFailure';
    const template = { metadata: {}, spec: jobPodSpec(invocation, name, restartPolicy) };
    return {
      kind: 'CronJob',
      apiVersion: 'batch/v1',
      metadata: metadataOf(invocation, name),
      spec: { schedule: invocation.flags.text('schedule'), jobTemplate: { metadata: { name }, spec: { template } } },
      status: {},
    };
  },
};
