import type { Container, Pod } from '../../api';
import type { EventRecorder } from '../../client';

/** Events about pods and their containers, as the kubelet words them. */
export class PodEvents {
  private readonly recorder: EventRecorder;

  constructor(recorder: EventRecorder) {
    this.recorder = recorder;
  }

  pod(pod: Pod, type: 'Normal' | 'Warning', reason: string, message: string): void {
    this.recorder.event(pod, type, reason, message);
  }

  container(pod: Pod, container: Container, type: 'Normal' | 'Warning', reason: string, message: string): void {
    const list = listOf(pod, container.name);
    this.recorder.event(pod, type, reason, message, { fieldPath: `spec.${list}{${container.name}}` });
  }
}

/** A pod as a kubelet's messages call it: `web_default(1b9c…)`. */
export function podInWords({ metadata: { name, namespace, uid } }: Pod): string {
  return `${name}_${namespace}(${uid})`;
}

function listOf({ spec }: Pod, wanted: string): string {
  if (spec.initContainers?.some(({ name }) => name === wanted)) return 'initContainers';
  return spec.ephemeralContainers?.some(({ name }) => name === wanted) ? 'ephemeralContainers' : 'containers';
}
