import type { Loose } from './printers/description';
import { CommandError } from './failure';
import type { ObjectAddress } from './requests';

const paths: Readonly<Record<string, readonly string[]>> = {
  Pod: ['spec'],
  CronJob: ['spec', 'jobTemplate', 'spec', 'template', 'spec'],
};
const templated = new Set([
  'Deployment',
  'ReplicaSet',
  'StatefulSet',
  'DaemonSet',
  'Job',
  'ReplicationController',
  'PodTemplate',
]);

/** Where an object's pod spec stands; throws for kinds that have none. */
export function podSpecPath({ kind, name }: ObjectAddress): readonly string[] {
  const path = paths[kind.kind] ?? (templated.has(kind.kind) ? ['spec', 'template', 'spec'] : undefined);
  if (path) return path;
  throw new CommandError(
    `error: ${kind.plural}/${name} the object is not a pod or does not have a pod template: *${kind.version}.${kind.kind}\n`,
  );
}

/** Containers whose names match; `*` stands for any letters. */
export function matchingContainers(containers: readonly Loose[], pattern: string): readonly Loose[] {
  const expression = new RegExp(`^${pattern.replace(/[.+?^${}()|[\]\\]/g, '\\$&').replaceAll('*', '.*')}$`);
  return containers.filter(({ name }) => expression.test(name));
}
