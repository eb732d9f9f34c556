import { defaultPreemption } from '../plugins/default-preemption';
import { dynamicResources } from '../plugins/dynamic-resources';
import { imageLocality } from '../plugins/image-locality';
import { interPodAffinity } from '../plugins/inter-pod-affinity';
import { nodeAffinity } from '../plugins/node-affinity';
import { nodeName } from '../plugins/node-name';
import { nodePorts } from '../plugins/node-ports';
import { nodeResourcesBalancedAllocation } from '../plugins/node-resources-balanced-allocation';
import { nodeResourcesFit } from '../plugins/node-resources-fit';
import { nodeUnschedulable } from '../plugins/node-unschedulable';
import { podTopologySpread } from '../plugins/pod-topology-spread';
import { schedulingGates } from '../plugins/scheduling-gates';
import { taintToleration } from '../plugins/taint-toleration';
import { volumeBinding } from '../plugins/volume-binding';
import { volumeRestrictions } from '../plugins/volume-restrictions';
import { volumeZone } from '../plugins/volume-zone';
import type { Plugin } from './plugin';

/** A plugin and what its score counts. */
export interface ProfileRow {
  readonly plugin: Plugin;
  readonly weight: number;
}

/** What kube-scheduler 1.36 runs by default, in its order and with its weights. Of those for volumes the limits of drivers are left out. */
export const defaultProfile: readonly ProfileRow[] = [
  { plugin: schedulingGates, weight: 0 },
  { plugin: nodeUnschedulable, weight: 0 },
  { plugin: nodeName, weight: 0 },
  { plugin: taintToleration, weight: 3 },
  { plugin: nodeAffinity, weight: 2 },
  { plugin: nodePorts, weight: 0 },
  { plugin: nodeResourcesFit, weight: 1 },
  { plugin: volumeRestrictions, weight: 0 },
  { plugin: volumeBinding, weight: 0 },
  { plugin: volumeZone, weight: 0 },
  { plugin: podTopologySpread, weight: 2 },
  { plugin: interPodAffinity, weight: 2 },
  { plugin: dynamicResources, weight: 2 },
  { plugin: defaultPreemption, weight: 0 },
  { plugin: nodeResourcesBalancedAllocation, weight: 1 },
  { plugin: imageLocality, weight: 1 },
];
