import { portsConflict } from '../../api';
import type { HostPort } from '../../api';
import { PodInfo } from '../cache/pod-info';
import type { Plugin } from '../framework/plugin';
import { refuse } from '../framework/plugin';

const refusal = refuse("node(s) didn't have free ports for the requested pod ports");

/** A port of the machine itself can be had once. */
export const nodePorts: Plugin<readonly HostPort[]> = {
  name: 'NodePorts',
  hints: [
    { events: ['assigned-pod/removed'], helps: (pod, { previousPod }) => freesPort(pod, new PodInfo(previousPod!)) },
    { events: ['node/added'] },
  ],
  preFilter: ({ hostPorts }) => (hostPorts.length > 0 ? { state: hostPorts } : { skip: true }),
  filter(_pod, node, wanted) {
    for (const port of wanted) if (node.isTaken(port)) return refusal;
    return undefined;
  },
};

function freesPort(pod: PodInfo, gone: PodInfo): boolean {
  return pod.hostPorts.some((wanted) => gone.hostPorts.some((port) => portsConflict(port, wanted)));
}
