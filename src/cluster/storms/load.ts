import type { Random } from '../../simulation';
import { startLine } from '../commands';
import type { StormWorld } from './storm-world';
import { FILES } from './workloads';

/** A user's next command line. */
type Deed = (random: Random, workers: readonly string[]) => string;

const DEPLOYMENTS = ['web', 'back', 'tight'];
const IMAGES = ['nginx:1.25', 'nginx:1.27', 'httpd:2.4'];
const NAMESPACES = ['shop', 'lab'];

/** How often each deed is done beside the others. */
const DEEDS: readonly (readonly [number, Deed])[] = [
  [6, (random) => `kubectl scale deployment ${random.pick(DEPLOYMENTS)} --replicas ${random.integer(6)}`],
  [6, (random) => `kubectl set image deployment/${random.pick(DEPLOYMENTS)} main=${random.pick(IMAGES)}`],
  [2, (random) => `kubectl rollout restart deployment/${random.pick(DEPLOYMENTS)}`],
  [2, (random) => `kubectl rollout undo deployment/${random.pick(DEPLOYMENTS)}`],
  [1, (random) => `kubectl rollout pause deployment/${random.pick(DEPLOYMENTS)}`],
  [2, (random) => `kubectl rollout resume deployment/${random.pick(DEPLOYMENTS)}`],
  [2, (random) => `kubectl delete deployment ${random.pick(DEPLOYMENTS)} --wait=false`],
  [1, (random) => `kubectl delete deployment ${random.pick(DEPLOYMENTS)} --wait=false --cascade=foreground`],
  [1, (random) => `kubectl delete deployment ${random.pick(DEPLOYMENTS)} --wait=false --cascade=orphan`],
  [5, (random) => `kubectl apply -f ${random.pick(['web.yaml', 'back.yaml', 'tight.yaml'])}`],
  [3, () => 'kubectl apply -f store.yaml'],
  [2, (random) => `kubectl scale statefulset store --replicas ${random.integer(4)}`],
  [2, (random) => `kubectl set image statefulset/store main=${random.pick(['redis:7', 'redis:6'])}`],
  [1, () => 'kubectl delete statefulset store --wait=false'],
  [2, () => 'kubectl apply -f agent.yaml'],
  [1, (random) => `kubectl set image daemonset/agent main=${random.pick(['busybox:1.36', 'busybox:1.35'])}`],
  [1, () => 'kubectl delete daemonset agent --wait=false'],
  [3, () => 'kubectl apply -f work.yaml'],
  [2, () => 'kubectl delete job work --wait=false'],
  [2, () => 'kubectl apply -f services.yaml -f budgets.yaml -f limits.yaml'],
  [1, () => 'kubectl delete -f services.yaml --wait=false'],
  [1, () => 'kubectl delete -f budgets.yaml --wait=false'],
  [2, (random) => `kubectl delete pods --wait=false -l app=${random.pick(['web', 'back', 'tight', 'store', 'agent'])}`],
  [
    2,
    (random, workers) =>
      `kubectl drain ${random.pick(workers)} --ignore-daemonsets --force --delete-emptydir-data --timeout=40s`,
  ],
  [3, (random, workers) => `kubectl uncordon ${random.pick(workers)}`],
  [1, () => 'kubectl delete namespace lab --wait=false'],
  [2, () => 'kubectl create namespace lab'],
];

const TOTAL = DEEDS.reduce((sum, [weight]) => sum + weight, 0);

function pick(random: Random): Deed {
  let at = random.integer(TOTAL);
  for (const [weight, deed] of DEEDS) {
    if (at < weight) return deed;
    at -= weight;
  }
  throw new Error('weights are counted wrongly');
}

function type(world: StormWorld, line: string, namespace: string): void {
  world.log(`$ ${line} -n ${namespace}`);
  startLine(world.cluster, line, FILES, () => {}, namespace);
}

/** What is there before anything breaks. */
export function firstDeeds(world: StormWorld): void {
  for (const namespace of NAMESPACES) type(world, `kubectl create namespace ${namespace}`, namespace);
  world.after(1_500, () => {
    for (const file of [
      'web.yaml',
      'tight.yaml',
      'store.yaml',
      'agent.yaml',
      'work.yaml',
      'services.yaml',
      'budgets.yaml',
    ])
      type(world, `kubectl apply -f ${file}`, 'shop');
    type(world, 'kubectl apply -f back.yaml', 'lab');
  });
}

/** A user does something, and some seconds later something else. */
export function keepUsing(world: StormWorld, until: number): void {
  const { random } = world;
  if (world.simulation.now >= until) return;
  const namespace = random.next() < 0.7 ? 'shop' : 'lab';
  type(world, pick(random)(random, world.machines('worker')), namespace);
  world.after(random.between(1_000, 9_000), () => keepUsing(world, until));
}

/** What would keep anything from coming to rest is taken back: nodes may be used again, rollouts go on. */
export function lastDeeds(world: StormWorld): void {
  for (const worker of world.machines('worker')) type(world, `kubectl uncordon ${worker}`, 'shop');
  for (const namespace of NAMESPACES)
    for (const name of DEPLOYMENTS) type(world, `kubectl rollout resume deployment/${name}`, namespace);
}
