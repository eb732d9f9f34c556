import type { Process } from '../../simulation';
import { dryRunOf, dryRunQuery, printOutcome } from '../dry-run';
import { CommandError, UsageError } from '../failure';
import type { Invocation } from '../invocation';
import { overridden } from '../overrides';
import { kindCalled } from '../resource-argument';
import { metadataOf, pairOf, requireFlags } from './create/generate';
import type { Fields } from './create/generate';
import { propagationOf } from './delete';
import { checkAttachment, inputOf, isAttached, stayWith } from './run-attached';

const policies = new Set(['Always', 'OnFailure', 'Never']);
const pullPolicies = new Set(['Always', 'IfNotPresent', 'Never']);

/** A text as far as the line goes, which is read as a number only here. */
function portOf({ flags }: Invocation): number | undefined {
  const text = flags.text('port');
  if (text === undefined) return undefined;
  if (!/^[-+]?\d+$/.test(text)) throw new CommandError(`strconv.Atoi: parsing "${text}": invalid syntax`);
  return Number(text);
}

function containerOf(invocation: Invocation): Fields {
  const { flags, words } = invocation;
  const [name, ...rest] = words;
  const port = portOf(invocation);
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

function labelsOf({ flags }: Invocation, name: string): Record<string, string> {
  const texts = flags.list('labels');
  if (texts.length === 0) return { run: name };
  return Object.fromEntries(texts.map((text) => pairOf(text, `unexpected label spec: ${text}`)));
}

const imagePattern =
  /^(?:[A-Za-z0-9][A-Za-z0-9.-]*(?::\d+)?\/)?[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*(?:\/[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*)*(?::[\w][\w.-]{0,127})?(?:@[A-Za-z][\w.+-]*:[0-9A-Fa-f]+)?$/;

/** What can be judged before anything is sent. */
function checkLine(invocation: Invocation): void {
  const { flags, path } = invocation;
  const image = flags.text('image')!;
  if (image === '') throw new CommandError('--image is required');
  const cascade = flags.text('cascade');
  if (propagationOf(cascade) === undefined)
    throw new CommandError(`invalid cascade value (${cascade}). Must be "background", "foreground", or "orphan"`);
  if (!imagePattern.test(image))
    throw new CommandError(`Invalid image name ${JSON.stringify(image)}: invalid reference format`);
  if (flags.isOn('expose') && (portOf(invocation) ?? 0) === 0)
    throw new UsageError('--port must be set when exposing a service', path);
  const restartPolicy = flags.text('restart') ?? 'Always';
  if (!policies.has(restartPolicy)) throw new UsageError(`invalid restart policy: ${restartPolicy}`, path);
  const pullPolicy = flags.text('image-pull-policy') || 'Always';
  if (!pullPolicies.has(pullPolicy)) throw new UsageError(`invalid image pull policy: ${pullPolicy}`, path);
  checkAttachment(invocation);
}

function podOf(invocation: Invocation, name: string): Fields {
  const { flags } = invocation;
  const restartPolicy = flags.text('restart') ?? 'Always';
  const labels = labelsOf(invocation, name);
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
  checkLine(invocation);
  const kind = kindCalled('pods');
  const dryRun = dryRunOf(invocation);
  const pod = overridden(invocation, podOf(invocation, name));
  const query = { fieldManager: flags.text('field-manager') ?? 'kubectl-run', ...dryRunQuery(dryRun) };
  const answer = dryRun === 'client' ? pod : yield* invocation.requests.create({ kind, namespace }, pod, query);
  const stays = isAttached(invocation) && dryRun === 'none';
  if (flags.isOn('expose')) yield* exposePod(invocation, name);
  if (!stays) printOutcome(invocation, `pod/${name}`, 'created', answer);
  if (stays) yield* stayWith(invocation, answer);
}

function* exposePod(invocation: Invocation, name: string): Process<void> {
  const { flags } = invocation;
  const port = portOf(invocation);
  const own = flags.has('labels') ? labelsOf(invocation, name) : undefined;
  const service = {
    kind: 'Service',
    apiVersion: 'v1',
    metadata: metadataOf(invocation, name, own),
    spec: { ports: [{ protocol: 'TCP', port, targetPort: port }], selector: own ?? { run: name } },
    status: { loadBalancer: {} },
  };
  const target = { kind: kindCalled('services'), namespace: invocation.namespace };
  const dryRun = dryRunOf(invocation);
  const query = { fieldManager: 'kubectl-run', ...dryRunQuery(dryRun) };
  const answer = dryRun === 'client' ? service : yield* invocation.requests.create(target, service, query);
  printOutcome(invocation, `service/${name}`, 'created', answer);
  // Two printers, each of which begins a document.
  if (flags.text('output') === 'yaml') invocation.print('---\n---');
}
