import type { Process } from '../../simulation';
import { dryRunOf, dryRunQuery, printOutcome } from '../dry-run';
import { CommandError, UsageError } from '../failure';
import type { Invocation } from '../invocation';
import { overridden } from '../overrides';
import { kindCalled } from '../resource-argument';
import { metadataOf, pairOf, requireFlags, selectorOf } from './create/generate';
import type { Fields } from './create/generate';
import { checkAttachment, inputOf, isAttached, stayWith } from './run-attached';

const policies = new Set(['Always', 'OnFailure', 'Never']);

function containerOf(invocation: Invocation): Fields {
  const { flags, words } = invocation;
  const [name, ...rest] = words;
  const port = flags.integer('port');
  const environment = flags.all('env').map((text) => {
    const [key, value] = pairOf(text, `invalid env: ${text}`);
    return { name: key, value };
  });
  return {
    name,
    image: flags.text('image'),
    ...(rest.length > 0 && { [flags.isOn('command') ? 'command' : 'args']: rest }),
    ...(port !== undefined && { ports: [{ containerPort: port }] }),
    ...(environment.length > 0 && { env: environment }),
    resources: {},
    ...inputOf(invocation),
    ...(flags.has('image-pull-policy') && { imagePullPolicy: flags.text('image-pull-policy') }),
    ...(flags.isOn('privileged') && { securityContext: { privileged: true } }),
  };
}

function podOf(invocation: Invocation, name: string): Fields {
  const { flags } = invocation;
  const restartPolicy = flags.text('restart') ?? 'Always';
  if (!policies.has(restartPolicy)) throw new CommandError(`invalid restart policy: ${restartPolicy}`);
  const labels = flags.has('labels') ? selectorOf(flags.text('labels')!) : { run: name };
  const annotations = flags.all('annotations').map((text) => pairOf(text, `invalid annotation: ${text}`));
  return {
    kind: 'Pod',
    apiVersion: 'v1',
    metadata: {
      ...metadataOf(invocation, name, labels),
      ...(annotations.length > 0 && { annotations: Object.fromEntries(annotations) }),
    },
    spec: { containers: [containerOf(invocation)], restartPolicy, dnsPolicy: 'ClusterFirst' },
    status: {},
  };
}

/** `kubectl run NAME --image=…`: one pod, and with `-it` the command stays with it. */
export function* run(invocation: Invocation): Process<void> {
  const { flags, words, path, namespace } = invocation;
  requireFlags(invocation, ['image']);
  const [name] = words;
  if (name === undefined) throw new UsageError('NAME is required for run', path);
  checkAttachment(invocation);
  const kind = kindCalled('pods');
  const dryRun = dryRunOf(invocation);
  const pod = overridden(invocation, podOf(invocation, name));
  const query = { fieldManager: flags.text('field-manager') ?? 'kubectl-run', ...dryRunQuery(dryRun) };
  const answer = dryRun === 'client' ? pod : yield* invocation.requests.create({ kind, namespace }, pod, query);
  const stays = isAttached(invocation) && dryRun === 'none';
  if (!stays) printOutcome(invocation, `pod/${name}`, 'created', answer);
  if (flags.isOn('expose')) yield* exposePod(invocation, name);
  if (stays) yield* stayWith(invocation, answer);
}

function* exposePod(invocation: Invocation, name: string): Process<void> {
  const port = invocation.flags.integer('port');
  if (port === undefined) throw new CommandError('--port must be set when exposing a service');
  const service = {
    kind: 'Service',
    apiVersion: 'v1',
    metadata: metadataOf(invocation, name),
    spec: { ports: [{ protocol: 'TCP', port, targetPort: port }], selector: { run: name } },
    status: { loadBalancer: {} },
  };
  const target = { kind: kindCalled('services'), namespace: invocation.namespace };
  const dryRun = dryRunOf(invocation);
  const query = { fieldManager: 'kubectl-run', ...dryRunQuery(dryRun) };
  const answer = dryRun === 'client' ? service : yield* invocation.requests.create(target, service, query);
  printOutcome(invocation, `service/${name}`, 'created', answer);
}
