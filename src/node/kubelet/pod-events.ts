import type { Container, Pod } from '../../api';
import type { EventRecorder } from '../../client';

/** Events about pods and their containers, as the kubelet words them. */
export class PodEvents {
  private readonly recorder: EventRecorder;
  /** Every pod of a deployment has containers of the same names. */
  private readonly fieldPaths = new Map<string, string>();

  constructor(recorder: EventRecorder) {
    this.recorder = recorder;
  }

  pod(pod: Pod, type: 'Normal' | 'Warning', reason: string, message: string): void {
    this.recorder.event(pod, type, reason, message);
  }

  container(pod: Pod, container: Container, type: 'Normal' | 'Warning', reason: string, message: string): void {
    const fieldPath = this.fieldPathOf(listOf(pod, container.name), container.name);
    this.recorder.event(pod, type, reason, message, { fieldPath });
  }

  private fieldPathOf(list: string, name: string): string {
    const written = `spec.${list}{${name}}`;
    const known = this.fieldPaths.get(written);
    if (known === undefined) this.fieldPaths.set(written, written);
    return known ?? written;
  }
}

function listOf({ spec }: Pod, wanted: string): string {
  if (spec.initContainers?.some(({ name }) => name === wanted)) return 'initContainers';
  return spec.ephemeralContainers?.some(({ name }) => name === wanted) ? 'ephemeralContainers' : 'containers';
}
