import { isRefusal, writeYaml } from '../../apimachinery';
import type { KubeObject } from '../../apimachinery';
import { apiVersionOf } from '../../api';
import type { KindDefinition } from '../../api';
import type { Process } from '../../simulation';
import { CommandError } from '../failure';
import { isTellable } from '../invocation';
import type { Invocation } from '../invocation';
import { printedName, resourceArguments } from '../resource-argument';
import type { ResourceArgument } from '../resource-argument';
import { tableLines } from '../table';

interface Found {
  readonly kind: KindDefinition;
  readonly objects: KubeObject[];
}

/** Items of a list say nothing of their kind. */
function named(kind: KindDefinition, object: KubeObject): KubeObject {
  return { ...object, apiVersion: apiVersionOf(kind), kind: kind.kind };
}

function namespaceOf(invocation: Invocation, kind: KindDefinition): string | undefined {
  return kind.namespaced && !invocation.flags.isOn('all-namespaces') ? invocation.namespace : undefined;
}

function* fetch(invocation: Invocation, { kind, name }: ResourceArgument): Process<readonly KubeObject[]> {
  const namespace = namespaceOf(invocation, kind);
  if (name !== undefined) return [yield* invocation.requests.get({ kind, namespace, name })];
  const { flags } = invocation;
  const query = { labelSelector: flags.text('selector'), fieldSelector: flags.text('field-selector'), limit: '500' };
  const list = yield* invocation.requests.list(kind, namespace, query);
  return list.items.map((item) => named(kind, item));
}

function* fetchAll(invocation: Invocation, targets: readonly ResourceArgument[]): Process<Found[]> {
  const found = new Map<KindDefinition, Found>();
  for (const target of targets) {
    const group = found.get(target.kind) ?? { kind: target.kind, objects: [] };
    found.set(target.kind, group);
    try {
      group.objects.push(...(yield* fetch(invocation, target)));
    } catch (error) {
      if (!isTellable(error)) throw error;
      if (!(invocation.flags.isOn('ignore-not-found') && isRefusal(error, 'NotFound'))) invocation.fail(error);
    }
  }
  return [...found.values()];
}

function printTables(invocation: Invocation, groups: readonly Found[], several: boolean): void {
  const { flags } = invocation;
  groups.forEach(({ kind, objects }, index) => {
    if (index > 0) invocation.print('');
    const lines = tableLines(kind, objects, {
      now: invocation.component.now,
      wide: flags.text('output') === 'wide',
      withNamespace: kind.namespaced && flags.isOn('all-namespaces'),
      withLabels: flags.isOn('show-labels'),
      withHeader: !flags.isOn('no-headers'),
      ...(several && { named: (name) => printedName(kind, name) }),
    });
    for (const line of lines) invocation.print(line);
  });
}

function shownAsData(objects: readonly KubeObject[], single: boolean): unknown {
  if (single) return objects[0];
  return { apiVersion: 'v1', items: objects, kind: 'List', metadata: { resourceVersion: '' } };
}

function print(invocation: Invocation, groups: readonly Found[], targets: readonly ResourceArgument[]): void {
  const objects = groups.flatMap((group) => group.objects);
  const single = targets.length === 1 && targets[0]!.name !== undefined;
  const output = invocation.flags.text('output') ?? '';
  switch (output) {
    case '':
    case 'wide':
      return printTables(
        invocation,
        groups.filter((group) => group.objects.length > 0),
        groups.length > 1,
      );
    case 'name':
      return groups.forEach(({ kind, objects: own }) =>
        own.forEach(({ metadata }) => invocation.print(printedName(kind, metadata.name))),
      );
    case 'yaml':
      return invocation.print(writeYaml(shownAsData(objects, single)).trimEnd());
    case 'json':
      return invocation.print(JSON.stringify(shownAsData(objects, single), null, 4));
    default:
      throw new CommandError(
        `unable to match a printer suitable for the output format "${output}", allowed formats are: json,name,wide,yaml`,
      );
  }
}

/** `kubectl get pods`, `get deploy/web -o yaml`, `get pods,deploy -A`. */
export function* get(invocation: Invocation): Process<void> {
  const targets = resourceArguments(invocation.words);
  if (targets.length === 0) {
    throw new CommandError(
      'Required resource not specified.\nUse "kubectl explain <resource>" for a detailed description of that resource (e.g. kubectl explain pods).',
    );
  }
  const groups = yield* fetchAll(invocation, targets);
  const empty = groups.every(({ objects }) => objects.length === 0);
  if (!empty) return print(invocation, groups, targets);
  if (invocation.failed || invocation.flags.isOn('ignore-not-found')) return;
  const anywhere = invocation.flags.isOn('all-namespaces') || targets.every(({ kind }) => !kind.namespaced);
  invocation.say(anywhere ? 'No resources found' : `No resources found in ${invocation.namespace} namespace.`);
}
