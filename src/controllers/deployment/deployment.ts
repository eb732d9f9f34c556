import type { Deployment, DeploymentStatus, Pod, ReplicaSet } from '../../api';
import { equal, matchesSelector } from '../../apimachinery';
import type { Change, Informer } from '../../client';
import { keyOf, startWorkers, WorkQueue } from '../../client';
import type { Process } from '../../simulation';
import { attempt } from '../../simulation';
import { claimAll, selectorOfSpec } from '../claim';
import type { Controller, ControllerContext } from '../context';
import { BY_CONTROLLER, controllerIndex, controllerOf } from '../context';
import { isNamespaceTerminating } from '../refusals';
import { looksAgainIn } from './conditions';
import { isRolling } from './limits';
import type { DeploymentTools } from './sync';
import { DeploymentSync } from './sync';

const WORKERS = 5;
const MAXIMUM_RETRIES = 15;

/** Brings deployments' replica sets to what their present template and strategy ask for. */
export const deploymentController: Controller = (context) => {
  const controller = new DeploymentController(context);
  return () => controller.start();
};

class DeploymentController {
  private readonly context: ControllerContext;
  private readonly deployments: Informer<Deployment>;
  private readonly sets: Informer<ReplicaSet>;
  private readonly pods: Informer<Pod>;
  private readonly queue: WorkQueue;
  private readonly tools: DeploymentTools;

  constructor(context: ControllerContext) {
    const { component, client, informers } = context;
    this.context = context;
    this.deployments = informers.of<Deployment>('deployments.apps');
    this.sets = informers.of<ReplicaSet>('replicasets.apps');
    this.pods = informers.of<Pod>('pods');
    this.sets.addIndexer(BY_CONTROLLER, controllerIndex);
    this.pods.addIndexer(BY_CONTROLLER, controllerIndex);
    this.queue = new WorkQueue(component, 'deployment');
    const lookAgain = (deployment: Deployment, status: DeploymentStatus): void => this.lookAgain(deployment, status);
    this.tools = { component, client, recorder: context.recorder(), sets: this.sets, pods: this.pods, lookAgain };
    this.deployments.onChange(({ object }) => this.queue.add(keyOf(object)));
    this.sets.onChange((change) => this.setChanged(change));
    this.pods.onChange((change) => this.podChanged(change));
  }

  start(): void {
    const options = { workers: WORKERS, maximumRetries: MAXIMUM_RETRIES };
    startWorkers(this.context.component, this.queue, options, (key) => this.reconcile(key));
  }

  private setChanged({ type, object, previous }: Change<ReplicaSet>): void {
    const owner = this.ownerOf(object);
    const before = previous && type === 'updated' ? this.ownerOf(previous) : undefined;
    if (before && before !== owner) this.queue.add(keyOf(before));
    if (owner) return this.queue.add(keyOf(owner));
    if (type === 'deleted' || controllerOf(object)) return;
    const news = !previous || !equal(object.metadata.labels, previous.metadata.labels) || controllerOf(previous);
    if (news) this.offer(object);
  }

  /** Only a deployment that recreates waits for pods to be gone; others see their sets' counts. */
  private podChanged({ type, object }: Change<Pod>): void {
    if (type !== 'deleted') return;
    const owner = controllerOf(object);
    const set = owner?.kind === 'ReplicaSet' ? this.sets.get(object.metadata.namespace, owner.name) : undefined;
    const deployment = set && this.ownerOf(set);
    if (!deployment || isRolling(deployment)) return;
    const sets = this.sets.byIndex(BY_CONTROLLER, deployment.metadata.uid!);
    const left = sets.some((each) => this.pods.byIndex(BY_CONTROLLER, each.metadata.uid!).length > 0);
    if (!left) this.queue.add(keyOf(deployment));
  }

  private ownerOf(set: ReplicaSet): Deployment | undefined {
    const owner = controllerOf(set);
    if (owner?.kind !== 'Deployment') return undefined;
    const deployment = this.deployments.get(set.metadata.namespace, owner.name);
    return deployment?.metadata.uid === owner.uid ? deployment : undefined;
  }

  /** A set without an owner: every deployment that selects it should have a look. */
  private offer(set: ReplicaSet): void {
    if (!set.metadata.labels) return;
    for (const deployment of this.deployments.list()) {
      if (deployment.metadata.namespace !== set.metadata.namespace) continue;
      if (matchesSelector(selectorOfSpec(deployment.spec), set.metadata.labels)) this.queue.add(keyOf(deployment));
    }
  }

  private *reconcile(key: string): Process<void> {
    const deployment = this.deployments.getByKey(key);
    if (!deployment) return;
    const selector = selectorOfSpec(deployment.spec);
    if (selector.length === 0) return this.selectsAll(deployment);
    const claimable = {
      client: this.context.client,
      cache: this.sets,
      resource: 'replicasets.apps',
      ownerResource: 'deployments.apps',
    };
    const claimed = yield* claimAll(claimable, deployment, selector, () => true);
    const outcome = yield* attempt(new DeploymentSync(this.tools, deployment, claimed).run());
    if (!outcome.ok && !isNamespaceTerminating(outcome.error)) throw outcome.error;
  }

  private selectsAll(deployment: Deployment): void {
    const message = 'This deployment is selecting all pods. A non-empty selector is required.';
    this.tools.recorder.event(deployment, 'Warning', 'SelectingAll', message);
  }

  private lookAgain(deployment: Deployment, status: DeploymentStatus): void {
    const wait = looksAgainIn(deployment, status, this.context.component.now);
    if (wait === undefined) return;
    if (wait < 1000) this.queue.addRateLimited(keyOf(deployment));
    // A second more, because timestamps have whole seconds.
    else this.queue.addAfter(keyOf(deployment), wait + 1000);
  }
}
