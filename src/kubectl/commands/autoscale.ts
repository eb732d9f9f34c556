import { isRefusal, parseQuantity } from '../../apimachinery';
import { apiVersionOf } from '../../api';
import type { Process } from '../../simulation';
import { dryRunOf, dryRunQuery, printOutcome } from '../dry-run';
import { CommandError } from '../failure';
import type { Invocation } from '../invocation';
import { kindCalled } from '../resource-argument';
import { forEachObject } from '../resource-builder';
import type { FoundObject } from '../resource-builder';
import { metadataOf, requireFlags } from './create/generate';
import type { Fields } from './create/generate';

function quantityProblem(text: string): boolean {
  try {
    return parseQuantity(text) === undefined;
  } catch {
    return true;
  }
}

/** `50%` is a share of what is requested, `500m` an amount each. */
function metric(name: string, text: string | undefined, isShare = false): Fields[] {
  if (text === undefined) return [];
  const percent = (isShare ? /^(\d+)$/ : /^(\d+)%$/).exec(text);
  if (!percent && quantityProblem(text)) throw new CommandError(`invalid resource ${name} value: ${text}`);
  const target = percent
    ? { type: 'Utilization', averageUtilization: Number(percent[1]) }
    : { type: 'AverageValue', averageValue: text };
  return [{ type: 'Resource', resource: { name, target } }];
}

function autoscalerFor(invocation: Invocation, { address }: FoundObject, maxReplicas: number): Fields {
  const { flags } = invocation;
  const minReplicas = flags.integer('min');
  const metrics = [
    ...(flags.has('cpu') ? metric('cpu', flags.text('cpu')) : metric('cpu', flags.text('cpu-percent'), true)),
    ...metric('memory', flags.text('memory')),
  ];
  return {
    kind: 'HorizontalPodAutoscaler',
    apiVersion: 'autoscaling/v2',
    metadata: metadataOf(invocation, flags.text('name') ?? address.name),
    spec: {
      scaleTargetRef: { kind: address.kind.kind, name: address.name, apiVersion: apiVersionOf(address.kind) },
      ...(minReplicas !== undefined && minReplicas > 0 && { minReplicas }),
      maxReplicas,
      ...(metrics.length > 0 && { metrics }),
    },
    status: { desiredReplicas: 0, currentMetrics: null },
  };
}

const scalable = new Set(['Deployment', 'ReplicaSet', 'StatefulSet', 'ReplicationController']);

function isOldForm(object: Fields): boolean {
  const { metrics = [] } = object['spec'] as { readonly metrics?: readonly Fields[] };
  const [only] = metrics as readonly { readonly resource: { readonly name: string; readonly target: Fields } }[];
  return metrics.length === 1 && only!.resource.name === 'cpu' && only!.resource.target['type'] === 'Utilization';
}

/** `kubectl autoscale deployment web --min=1 --max=5 --cpu=50%`. */
export function* autoscale(invocation: Invocation): Process<void> {
  const { flags, requests } = invocation;
  if (flags.has('cpu-percent'))
    invocation.say(
      "Flag --cpu-percent has been deprecated, Use --cpu with percentage or resource quantity format (e.g., '70%' for utilization or '500m' for milliCPU).",
    );
  requireFlags(invocation, ['max']);
  const max = flags.integer('max')!;
  if (max < 1) throw new CommandError(`--max=MAXPODS is required and must be at least 1, max: ${max}`);
  if ((flags.integer('min') ?? 0) > max)
    throw new CommandError(
      `--max=MAXPODS must be larger or equal to --min=MINPODS, max: ${max}, min: ${flags.integer('min')}`,
    );
  yield* forEachObject(invocation, invocation.words, function* (found) {
    if (!scalable.has(found.address.kind.kind)) {
      const { group, version, plural, kind: name } = found.address.kind;
      throw new CommandError(
        `cannot autoscale a ${group === '' ? name : `${name}.${group}`}: could not find scale subresource for ${group}/${version}, Resource=${plural} in discovery information`,
      );
    }
    const object = autoscalerFor(invocation, found, max);
    const kind = kindCalled('horizontalpodautoscalers.autoscaling');
    const dryRun = dryRunOf(invocation);
    const target = { kind, namespace: found.address.namespace };
    try {
      const sending = requests.create(target, object, { fieldManager: 'kubectl-autoscale', ...dryRunQuery(dryRun) });
      const answer = dryRun === 'client' ? object : yield* sending;
      const { name } = object['metadata'] as { readonly name: string };
      printOutcome(invocation, `horizontalpodautoscaler.autoscaling/${name}`, 'autoscaled', answer);
    } catch (error) {
      if (!isRefusal(error)) throw error;
      // What is scaled by a share of its CPU alone could be said in v1, too, and is tried so.
      if (isOldForm(object)) throw error;
      throw new CommandError(
        'failed to create autoscaling/v2 HPA and the configuration is incompatible with autoscaling/v1: empty input',
      );
    }
  });
}
