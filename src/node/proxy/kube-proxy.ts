import type { EndpointSlice, Node, Service } from '../../api';
import { serviceKeyOf } from '../../api';
import { ApiClient, EventRecorder, Informer } from '../../client';
import type { Component, Process, Program } from '../../simulation';
import { sleep } from '../../simulation';
import { MachineNetwork } from '../network/machine-network';
import { RuleSync } from './rule-sync';
import { serviceRules } from './service-rules';

export interface KubeProxyOptions {
  /** Address of the API server, or of the balancer before several. */
  readonly server: string;
  readonly nodeName: string;
}

const USER_AGENT = 'kube-proxy/v1.36.0 (linux/amd64) kubernetes/4f3a5e1';
/** Services without an address of their own, and those that another proxy looks after, are none of its business. */
const SELECTOR = '!service.kubernetes.io/headless,!service.kubernetes.io/service-proxy-name';
const BY_SERVICE = 'service';
/** How long the kernel takes to replace the rules: least and most, in milliseconds. */
const LOADING = [15, 40] as const;

/** kube-proxy: keeps one machine's rules for services as services and endpoint slices say. */
export function kubeProxy(options: KubeProxyOptions): Program {
  return (component) => run(component, options);
}

function* run(component: Component, { server, nodeName }: KubeProxyOptions): Process<void> {
  const client = new ApiClient(component, server, { certificate: 'CN=system:kube-proxy', userAgent: USER_AGENT });
  tellStart(component, client, nodeName);
  const nodes = new Informer<Node>(component, client, 'nodes', { fieldSelector: `metadata.name=${nodeName}` });
  const services = new Informer<Service>(component, client, 'services', { labelSelector: SELECTOR });
  const slices = new Informer<EndpointSlice>(component, client, 'endpointslices.discovery.k8s.io', {
    labelSelector: SELECTOR,
    indexers: { [BY_SERVICE]: (slice) => [serviceKeyOf(slice)] },
  });
  const zone = () => nodes.get(undefined, nodeName)?.metadata.labels?.['topology.kubernetes.io/zone'];
  const sync = new RuleSync(component, () => write(component, services, slices, { node: nodeName, zone: zone() }));
  nodes.start();
  yield* nodes.waitForSync();
  for (const informer of [services, slices]) informer.start();
  yield* services.waitForSync();
  yield* slices.waitForSync();
  let seen = zone();
  nodes.onChange(() => {
    if (seen !== zone()) sync.request();
    seen = zone();
  });
  services.onChange(() => sync.request());
  slices.onChange(() => sync.request());
  sync.request();
  yield* sync.run();
}

function* write(
  component: Component,
  services: Informer<Service>,
  slices: Informer<EndpointSlice>,
  place: { readonly node: string; readonly zone: string | undefined },
): Process<void> {
  const slicesOf = ({ metadata }: Service) => slices.byIndex(BY_SERVICE, `${metadata.namespace}/${metadata.name}`);
  const rules = serviceRules(services.list(), slicesOf, place);
  yield* sleep(component.random.between(...LOADING));
  MachineNetwork.of(component.host).load(rules);
  const targets = rules.reduce((sum, rule) => sum + rule.targets.length, 0);
  component.note('rules', { rules });
  component.publish({ rules: rules.length, endpoints: targets, synced: Math.round(component.now) / 1000 });
}

/** Of the machine that it runs on, by whose name alone it knows it. */
function tellStart(component: Component, client: ApiClient, nodeName: string): void {
  const instance = `kube-proxy-${nodeName}`;
  const recorder = new EventRecorder(component, client, { component: 'kube-proxy', instance, api: 'events.k8s.io/v1' });
  const node = { apiVersion: 'v1', kind: 'Node', metadata: { name: nodeName, uid: nodeName } };
  recorder.event(node, 'Normal', 'Starting', '', { action: 'StartKubeProxy' });
}
