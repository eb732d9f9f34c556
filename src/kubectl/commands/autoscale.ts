import { isRefusal } from '../../apimachinery';
import { apiVersionOf } from '../../api';
import type { Process } from '../../simulation';
import { dryRunOf, dryRunQuery, printOutcome } from '../dry-run';
import { CommandError } from '../failure';
import type { Invocation } from '../invocation';
import { kindCalled } from '../resource-argument';
import { forEachObject } from '../resource-builder';
import type { FoundObject } from '../resource-builder';
import { metadataOf } from './create/generate';
import type { Fields } from './create/generate';

/** `50%` is a share of what is requested, `500m` an amount each. */
function metric(name: string, text: string | undefined): Fields[] {
  if (text === undefined) return [];
  const percent = /^(\d+)%?$/.exec(text);
  const target = percent
    ? { type: 'Utilization', averageUtilization: Number(percent[1]) }
    : { type: 'AverageValue', averageValue: text };
  return [{ type: 'Resource', resource: { name, target } }];
}

function autoscalerFor(invocation: Invocation, { address }: FoundObject, maxReplicas: number): Fields {
  const { flags } = invocation;
  const minReplicas = flags.integer('min');
  const metrics = [
    ...metric('cpu', flags.text('cpu') ?? flags.text('cpu-percent')),
    ...metric('memory', flags.text('memory')),
  ];
  if (metrics.length === 0)
    throw new CommandError(
      'failed to create autoscaling/v2 HPA and the configuration is incompatible with autoscaling/v1: empty input',
    );
  return {
    kind: 'HorizontalPodAutoscaler',
    apiVersion: 'autoscaling/v2',
    metadata: metadataOf(invocation, flags.text('name') ?? address.name),
    spec: {
      scaleTargetRef: { kind: address.kind.kind, name: address.name, apiVersion: apiVersionOf(address.kind) },
      ...(minReplicas !== undefined && minReplicas > 0 && { minReplicas }),
      maxReplicas,
      metrics,
    },
    status: { desiredReplicas: 0, currentMetrics: null },
  };
}

/** `kubectl autoscale deployment web --min=1 --max=5 --cpu=50%`. */
export function* autoscale(invocation: Invocation): Process<void> {
  const { flags, requests } = invocation;
  const max = flags.integer('max') ?? -1;
  if (max < 1) throw new CommandError(`--max=MAXPODS is required and must be at least 1, max: ${max}`);
  if ((flags.integer('min') ?? 0) > max)
    throw new CommandError(
      `--max=MAXPODS must be larger or equal to --min=MINPODS, max: ${max}, min: ${flags.integer('min')}`,
    );
  yield* forEachObject(invocation, invocation.words, function* (found) {
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
      throw new CommandError(`failed to create autoscaling/v2 HPA: ${error.message}`);
    }
  });
}
