import type { Pod } from '../../api';

/** The instant that tests look at things, in milliseconds. */
export const NOW = 600_000;

export interface Wishes {
  readonly phase?: string;
  readonly node?: string;
  readonly hash?: string;
  readonly ready?: boolean;
  readonly index?: number;
  readonly ended?: string;
  readonly finalizers?: readonly string[];
}

export function pod(
  name: string,
  { phase = 'Running', node, hash, ready = true, index, ended, finalizers }: Wishes = {},
): Pod {
  const terminated = ended && [{ name: 'main', restartCount: 0, state: { terminated: { finishedAt: ended } } }];
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name,
      uid: name,
      namespace: 'default',
      labels: { ...(hash && { 'controller-revision-hash': hash }) },
      ...(index !== undefined && { annotations: { 'batch.kubernetes.io/job-completion-index': String(index) } }),
      ...(finalizers && { finalizers }),
    },
    spec: { containers: [], ...(node && { nodeName: node }) },
    status: {
      phase,
      conditions: [{ type: 'Ready', status: ready ? 'True' : 'False', lastTransitionTime: '2026-01-01T00:00:00Z' }],
      ...(terminated && { containerStatuses: terminated }),
    },
  } as unknown as Pod;
}

export const names = (pods: readonly Pod[]) => pods.map(({ metadata }) => metadata.name);
