import { apiVersionOf } from '../../api';
import { withoutAt, writeYaml } from '../../apimachinery';
import type { Process } from '../../simulation';
import { attempt } from '../../simulation';
import { CommandError } from '../failure';
import { inOrder } from '../go-value';
import type { Invocation } from '../invocation';
import type { Loose } from '../printers/description';
import { kindCalled } from '../resource-argument';

const inNamespaces = [
  'events',
  'replicationcontrollers',
  'services',
  'daemonsets.apps',
  'deployments.apps',
  'replicasets.apps',
  'pods',
];

/** Where a part of the dump goes: a file of the folder, or all behind one another. */
type Keep = (file: string, text: string) => void;

function textOf(list: Loose, output: string): string {
  return output === 'yaml' ? writeYaml(inOrder(list)) : `${JSON.stringify(list, null, 4)}\n`;
}

function* listOf(invocation: Invocation, resource: string, namespace: string | undefined): Process<Loose> {
  const kind = kindCalled(resource);
  const { items, metadata } = yield* invocation.requests.list(kind, namespace, {});
  const bare = items.map((item) => withoutAt(withoutAt(item, ['apiVersion']), ['kind']));
  const { resourceVersion } = metadata;
  return { kind: `${kind.kind}List`, apiVersion: apiVersionOf(kind), metadata: { resourceVersion }, items: bare };
}

function* dumpLogs(invocation: Invocation, pod: Loose, keep: Keep): Process<void> {
  const { name, namespace } = pod.metadata;
  const containers: readonly Loose[] = [...(pod.spec.initContainers ?? []), ...pod.spec.containers];
  const texts: string[] = [];
  for (const container of containers) {
    const path = `/api/v1/namespaces/${namespace}/pods/${name}/log?container=${container.name}`;
    const answer = yield* attempt(invocation.requests.raw('GET', path));
    const lines = answer.ok ? String(answer.value ?? '') : `Request log error: ${answer.error.message}\n`;
    const called = `container ${container.name} of pod ${namespace}/${name}`;
    texts.push(`==== START logs for ${called} ====\n${lines}==== END logs for ${called} ====\n`);
  }
  keep(`${namespace}/${name}/logs.txt`, texts.join(''));
}

function* namespacesOf(invocation: Invocation): Process<readonly string[]> {
  const { flags, namespace } = invocation;
  if (flags.isOn('all-namespaces')) {
    const list = yield* invocation.requests.list(kindCalled('namespaces'), undefined, {});
    return list.items.map(({ metadata }) => metadata.name);
  }
  const named = flags.list('namespaces');
  return named.length > 0 ? named : [...new Set(['kube-system', namespace])];
}

/** `kubectl cluster-info dump [--output-directory=DIR]`: nodes, and of some namespaces events, services, workloads, pods and logs. */
export function* dumpCluster(invocation: Invocation): Process<void> {
  const { flags } = invocation;
  const output = flags.text('output') ?? 'json';
  if (output !== 'json' && output !== 'yaml')
    throw new CommandError(`a dump is json or yaml here, not ${JSON.stringify(output)}`);
  const folder = flags.text('output-directory') ?? '-';
  const written: Record<string, string> = {};
  const keep: Keep = (file, text) => {
    if (folder === '-') invocation.write('stdout', text);
    else written[`${folder}/${file}`] = text;
  };
  // Each list is a document of its own, where they follow one another.
  const apart = output === 'yaml' && folder === '-' ? '---\n' : '';
  keep(`nodes.${output}`, textOf(yield* listOf(invocation, 'nodes', undefined), output));
  for (const namespace of yield* namespacesOf(invocation)) {
    let pods: readonly Loose[] = [];
    for (const resource of inNamespaces) {
      const list = yield* listOf(invocation, resource, namespace);
      keep(`${namespace}/${resource.split('.')[0]}.${output}`, apart + textOf(list, output));
      if (resource === 'pods') pods = list.items;
    }
    for (const pod of pods) yield* dumpLogs(invocation, pod, keep);
  }
  if (folder === '-') return;
  invocation.written = written;
  invocation.print(`Cluster info dumped to ${folder}`);
}
