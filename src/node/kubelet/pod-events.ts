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

function listOf({ spec }: Pod, wanted: string): string {
  if (spec.initContainers?.some(({ name }) => name === wanted)) return 'initContainers';
  return spec.ephemeralContainers?.some(({ name }) => name === wanted) ? 'ephemeralContainers' : 'containers';
}
