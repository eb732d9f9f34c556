import type { ApiClientOptions } from '../client';
import { ApiClient, EventRecorder, LeaderElector, SharedInformers } from '../client';
import type { Component, Process, Program } from '../simulation';
import { sleep } from '../simulation';
import { accountTokenController } from './account-token';
import { clusterRoleAggregationController } from './cluster-role-aggregation';
import type { Controller } from './context';
import { Credentials, USER_AGENT } from './credentials';
import { cronJobController } from './cron-job/cron-job';
import { daemonSetController } from './daemon-set/daemon-set';
import { deploymentController } from './deployment/deployment';
import { disruptionController } from './disruption/disruption';
import { endpointSliceController } from './endpoints/endpoint-slice';
import { endpointsController } from './endpoints/endpoints';
import { endpointSliceMirroringController } from './endpoints/mirroring';
import { ephemeralVolumeController } from './ephemeral-volume';
import { garbageCollector } from './garbage-collector/garbage-collector';
import { horizontalPodAutoscalerController } from './horizontal-pod-autoscaler/horizontal-pod-autoscaler';
import { jobController } from './job/job';
import { namespaceController } from './namespace';
import { nodeIpamController } from './node-ipam';
import { nodeLifeCycleController } from './node-life-cycle/node-life-cycle';
import { nodeTtlController } from './node-ttl';
import { persistentVolumeController } from './persistent-volume/persistent-volume';
import { podGarbageCollector } from './pod-garbage-collector';
import { replicaSetController, replicationController } from './replica-set/replica-set';
import { resourceClaimController } from './resource-claim';
import { resourceQuotaController } from './resource-quota';
import { rootCaPublisher } from './root-ca';
import { serviceAccountController } from './service-account';
import { statefulSetController } from './stateful-set/stateful-set';
import { taintEvictionController } from './taint-eviction';
import { ttlAfterFinishedController } from './ttl-after-finished';
import { claimProtectionController, volumeProtectionController } from './volume-protection';

export interface ControllerManagerOptions {
  /** Address of the API server on the same machine: `cp-1/kube-apiserver`. */
  readonly server: string;
  /** What `kube-root-ca.crt` holds, in PEM. */
  readonly rootCertificate?: string;
  /** Requests a second and burst of each controller's client; without them nothing is held back. */
  readonly queriesPerSecond?: number;
  readonly burst?: number;
}

interface Row {
  readonly account: string;
  /** Works as the manager itself: no account may hand out tokens. */
  readonly isRoot?: true;
  readonly controller: Controller;
  /** Who has a lot to ask at once may ask so many times as often as the others. */
  readonly haste?: { readonly queries: number; readonly burst: number };
}

const LOCK = 'kube-controller-manager';
/** --min-resync-period: everything is looked at again after once to twice this. */
const MINIMUM_RESYNC_MILLISECONDS = 12 * 3_600_000;
const RENEW_DEADLINE_MILLISECONDS = 10_000;
/** The kubelet starts a manager again that has ended. */
const RESTART_MILLISECONDS = 1000;
const SIMULATED_CERTIFICATE =
  '-----BEGIN CERTIFICATE-----\nthe simulated cluster has no keys\n-----END CERTIFICATE-----\n';

/** The controllers and the service accounts they run under, in the order they start. */
function rows(certificate: string): readonly Row[] {
  return [
    { account: 'service-account-controller', controller: serviceAccountController },
    { account: 'tokens-controller', isRoot: true, controller: accountTokenController(certificate) },
    { account: 'root-ca-cert-publisher', controller: rootCaPublisher(certificate) },
    { account: 'namespace-controller', controller: namespaceController, haste: { queries: 20, burst: 100 } },
    { account: 'node-controller', controller: nodeIpamController },
    { account: 'node-controller', controller: nodeLifeCycleController },
    { account: 'node-controller', controller: taintEvictionController },
    { account: 'deployment-controller', controller: deploymentController },
    { account: 'replicaset-controller', controller: replicaSetController },
    { account: 'daemon-set-controller', controller: daemonSetController },
    { account: 'job-controller', controller: jobController },
    { account: 'cronjob-controller', controller: cronJobController },
    { account: 'ttl-after-finished-controller', controller: ttlAfterFinishedController },
    { account: 'endpoint-controller', controller: endpointsController },
    { account: 'endpointslice-controller', controller: endpointSliceController },
    { account: 'endpointslicemirroring-controller', controller: endpointSliceMirroringController },
    { account: 'statefulset-controller', controller: statefulSetController },
    { account: 'disruption-controller', controller: disruptionController },
    { account: 'resourcequota-controller', controller: resourceQuotaController },
    { account: 'clusterrole-aggregation-controller', controller: clusterRoleAggregationController },
    { account: 'horizontal-pod-autoscaler', controller: horizontalPodAutoscalerController },
    { account: 'ephemeral-volume-controller', controller: ephemeralVolumeController },
    { account: 'resource-claim-controller', controller: resourceClaimController },
    { account: 'persistent-volume-binder', controller: persistentVolumeController },
    { account: 'pvc-protection-controller', controller: claimProtectionController },
    { account: 'pv-protection-controller', controller: volumeProtectionController },
    { account: 'replication-controller', controller: replicationController },
    { account: 'generic-garbage-collector', controller: garbageCollector, haste: { queries: 2, burst: 1 } },
    { account: 'pod-garbage-collector', controller: podGarbageCollector },
    { account: 'ttl-controller', controller: nodeTtlController },
  ];
}

/**
 * kube-controller-manager. Of several only the one that holds the lease works; one that loses it ends, forgets everything
 * and is started again, as the real one is.
 */
export function controllerManager(options: ControllerManagerOptions): Program {
  return (component) => new ControllerManager(component, options).run();
}

class ControllerManager {
  private readonly component: Component;
  private readonly options: ControllerManagerOptions;
  private readonly limits: ApiClientOptions;

  constructor(component: Component, options: ControllerManagerOptions) {
    this.component = component;
    this.options = options;
    this.limits = { queriesPerSecond: options.queriesPerSecond, burst: options.burst };
  }

  *run(): Process<void> {
    const { component } = this;
    component.publish({ leads: false });
    const client = this.ownClient('leader-election', { timeoutMilliseconds: RENEW_DEADLINE_MILLISECONDS / 2 });
    const recorder = new EventRecorder(component, client, { component: LOCK, api: 'v1' });
    const identity = `${component.host.name}_${uuid(component)}`;
    const onNewLeader = (leader: string, lease: { readonly metadata: object }): void => {
      component.log(`${leader} leads`);
      if (leader === identity) recorder.event(lease as never, 'Normal', 'LeaderElection', `${identity} became leader`);
    };
    const elector = new LeaderElector(component, client, { lockName: LOCK, identity, onNewLeader });
    yield* elector.run(
      () => this.lead(),
      () => this.restart(),
    );
  }

  private *lead(): Process<void> {
    const { component, options } = this;
    const credentials = new Credentials(
      component,
      options.server,
      this.ownClient('kube-controller-manager'),
      this.limits,
    );
    // All of them at one time, and no two managers at the same.
    const resyncMilliseconds = MINIMUM_RESYNC_MILLISECONDS * (1 + component.random.next());
    const informers = new SharedInformers(component, this.ownClient('shared-informers'), resyncMilliseconds);
    const starts: (() => void)[] = [];
    for (const { account, controller, haste, isRoot } of rows(options.rootCertificate ?? SIMULATED_CERTIFICATE)) {
      const client = isRoot ? this.ownClient(account) : yield* credentials.clientFor(account, haste);
      const recorder = (source = account): EventRecorder =>
        new EventRecorder(component, client, { component: source, api: 'v1' });
      starts.push(controller({ component, informers, client, recorder }));
    }
    informers.start();
    yield* informers.waitForSync();
    for (const start of starts) start();
    component.log(`${starts.length} controllers run`);
    yield* sleep(Infinity);
  }

  private ownClient(part: string, more: ApiClientOptions = {}): ApiClient {
    const identity = { certificate: 'CN=system:kube-controller-manager', userAgent: `${USER_AGENT}/${part}` };
    return new ApiClient(this.component, this.options.server, identity, { ...this.limits, ...more });
  }

  private restart(): void {
    const { component } = this;
    component.log('leader election lost');
    component.simulation.after(RESTART_MILLISECONDS, () => component.start());
    component.kill();
  }
}

function uuid({ random }: Component): string {
  return [8, 4, 4, 4, 12].map((digits) => random.hex(digits)).join('-');
}
