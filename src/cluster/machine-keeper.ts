import type { Node } from '../api';
import { ApiClient, Informer } from '../client';
import { pretendedKubelet } from '../node';
import type { Component, Program } from '../simulation';
import type { Cluster } from './cluster';
import { BALANCER_ADDRESS } from './topology';

/** Whoever creates a Node with this asks for a machine to go with it. */
const ANNOTATION = 'kwok.x-k8s.io/node';
const FAKE = 'fake';
const identity = {
  certificate: 'CN=kwok-controller,O=system:masters',
  userAgent: 'kwok/v0.7.0 (linux/amd64) wheelhouse',
};

/**
 * Gives every Node that was created with the annotation `kwok.x-k8s.io/node: fake` a pretended machine of that name, and takes it
 * away with the Node, or with the annotation.
 */
export function machineKeeper(cluster: Cluster): Program {
  return (component) => {
    const client = new ApiClient(component, BALANCER_ADDRESS, identity);
    const nodes = new Informer<Node>(component, client, 'nodes');
    nodes.onChange(({ type, object, previous }) => {
      const { name } = object.metadata;
      // Whose annotation is taken away falls silent: nobody pretends for it any more.
      if (!isPretended(object)) return previous && isPretended(previous) ? cluster.leave(name) : undefined;
      if (type === 'added') bring(cluster, component, name);
      else if (type === 'deleted') cluster.leave(name);
    });
    nodes.start();
  };
}

const isPretended = ({ metadata }: Node): boolean => metadata.annotations?.[ANNOTATION] === FAKE;

function bring(cluster: Cluster, component: Component, nodeName: string): void {
  const options = { server: BALANCER_ADDRESS, nodeName };
  const joined = cluster.join(nodeName, (address) => ({ kubelet: pretendedKubelet({ ...options, address }) }));
  if (!joined) component.log(`there is a machine ${nodeName} that is none of mine`);
}
