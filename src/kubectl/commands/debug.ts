import type { Process } from '../../simulation';
import { apiVersionOf } from '../../api';
import type { KindDefinition } from '../../api';
import { CommandError, UsageError } from '../failure';
import { plainText } from '../go-value';
import type { Invocation } from '../invocation';
import type { Loose } from '../printers/description';
import { converse, streamingOf, streamPath } from '../remote-stream';
import { kindCalled, resourceArguments } from '../resource-argument';
import { waitFor, weekMilliseconds } from '../waiting';
import { nodePodOf, profiles, securityContextOf } from './debug-profiles';
import type { Profile, Style } from './debug-profiles';

const LETTERS = 'bcdfghjklmnpqrstvwxz2456789';
const imagePattern = /^[a-z0-9][a-z0-9._\-/:]*(?::[\w][\w.-]{0,127})?(?:@[A-Za-z][\w.+-]*:[0-9A-Fa-f]+)?$/;

/** Five letters that no other name ends with. */
function suffix({ component }: Invocation): string {
  return Array.from({ length: 5 }, () => component.random.pick([...LETTERS])).join('');
}

function check({ flags, path }: Invocation, words: readonly string[], command: readonly string[]): void {
  const image = flags.text('image') ?? '';
  for (const pair of flags.all('env'))
    if (!pair.includes('='))
      throw new CommandError(
        `invalid argument ${JSON.stringify(pair)} for "--env" flag: ${pair} must be formatted as key=value\nSee 'kubectl debug --help' for usage.`,
      );
  const copies = flags.has('copy-to');
  if (!copies && image === '') throw new CommandError('you must specify --image when not using --copy-to.');
  if (copies && image === '' && !flags.has('set-image') && command.length === 0)
    throw new CommandError('you must specify --image, --set-image or command arguments.');
  if (copies && flags.has('target'))
    throw new CommandError('--target is incompatible with --copy-to. Use --share-processes instead.');
  for (const name of ['set-image', 'replace', 'same-node'])
    if (!copies && flags.has(name)) throw new CommandError(`--${name} may only be used with --copy-to.`);
  if (image !== '' && !imagePattern.test(image))
    throw new CommandError(`invalid image name ${JSON.stringify(image)}: invalid reference format`);
  if (words.length === 0 && !flags.has('filename'))
    throw new UsageError('NAME or TYPE/NAME must be specified for pod or node', path);
  if (flags.isOn('tty') && !flags.isOn('stdin'))
    throw new CommandError('-i/--stdin is required for containers with -t/--tty=true');
}

function profileOf({ flags, files }: Invocation): Profile {
  const custom = flags.text('custom');
  if (custom !== undefined && files[custom] === undefined)
    throw new CommandError(
      `must pass a container spec json file for custom profile: open ${custom}: no such file or directory`,
    );
  const asked = flags.text('profile') ?? 'legacy';
  const profile = profiles.find((one) => one === asked);
  if (!profile) throw new CommandError(`unknown profile: ${asked}`);
  return profile;
}

/** What a line asks for, taken apart. */
class Debugging {
  readonly invocation: Invocation;
  readonly profile: Profile;
  readonly command: readonly string[];

  constructor(invocation: Invocation, profile: Profile, command: readonly string[]) {
    this.invocation = invocation;
    this.profile = profile;
    this.command = command;
  }

  /** The container that debugs, under a name. */
  container(name: string, style: Style): Loose {
    const { flags } = this.invocation;
    const env = flags.all('env').map((pair) => {
      const at = pair.indexOf('=');
      return { name: pair.slice(0, at), value: pair.slice(at + 1) };
    });
    const securityContext = securityContextOf(this.profile, style);
    return {
      ...(this.command.length > 0 && { [flags.isOn('arguments-only') ? 'args' : 'command']: this.command }),
      ...(env.length > 0 && { env }),
      image: flags.text('image'),
      ...(flags.has('image-pull-policy') && { imagePullPolicy: flags.text('image-pull-policy') }),
      name,
      ...(securityContext && { securityContext }),
      ...(flags.isOn('stdin') && { stdin: true }),
      terminationMessagePolicy: 'File',
      ...(flags.isOn('tty') && { tty: true }),
    };
  }

  /** As `-c` says, or made up, which is told. */
  name(): string {
    const asked = this.invocation.flags.text('container');
    if (asked) return asked;
    const made = `debugger-${suffix(this.invocation)}`;
    if (!this.invocation.flags.isOn('quiet')) this.invocation.print(`Defaulting debug container name to ${made}.`);
    return made;
  }
}

/** A container more in a pod that runs. */
function* besides(debugging: Debugging, pod: Loose): Process<string> {
  const { invocation } = debugging;
  const { flags, requests } = invocation;
  const target = flags.text('target');
  if (target && !flags.isOn('quiet'))
    invocation.print(
      `Targeting container ${JSON.stringify(target)}. If you don't see processes from this container it may be because the container runtime doesn't support this feature.`,
    );
  const container = {
    ...debugging.container(debugging.name(), 'ephemeral'),
    ...(target && { targetContainerName: target }),
  } as Loose;
  const { namespace, name } = pod.metadata;
  const patch = { spec: { ephemeralContainers: [container] } };
  yield* requests.patch({ kind: kindCalled('pods'), namespace, name }, patch, 'strategic', {}, 'ephemeralcontainers');
  return container.name;
}

const probes: Readonly<Record<string, string>> = {
  livenessProbe: 'keep-liveness',
  readinessProbe: 'keep-readiness',
  startupProbe: 'keep-startup',
};

/** Whether a copy gets somebody who debugs, rather than other images and nothing else. */
function isDebugged({ invocation: { flags }, command }: Debugging): boolean {
  return Boolean(flags.text('image')) || command.length > 0;
}

/** The containers of a copy: with other images where that is asked for, and without the probes that would end what is being looked at. */
function copiedContainers(debugging: Debugging, containers: readonly Loose[]): Loose[] {
  const { flags } = debugging.invocation;
  const images = new Map(flags.list('set-image').map((pair) => pair.split('=') as [string, string]));
  const keepsAll = debugging.profile === 'legacy' || !isDebugged(debugging);
  return containers.map((container) => {
    const kept = Object.entries(container).filter(
      ([field]) => keepsAll || !probes[field] || flags.isOn(probes[field]!),
    );
    const image = images.get(container.name) ?? images.get('*');
    return { ...Object.fromEntries(kept), ...(image && { image }) } as Loose;
  });
}

/** Which container of a copy debugs: one that is there and is changed, or one more; none where only images are set. */
function withDebugger(debugging: Debugging, containers: readonly Loose[]): { containers: Loose[]; name: string } {
  const { flags } = debugging.invocation;
  const asked = flags.text('container');
  if (!isDebugged(debugging)) return { containers: [...containers], name: asked ?? '' };
  const known = containers.find(({ name }) => name === asked);
  const name = debugging.name();
  const { image, ...made } = debugging.container(name, 'copy');
  if (!known && !image) throw new CommandError('you must specify an image when creating a new container');
  const changed = { ...known, ...made, ...(image && { image }) } as Loose;
  const others = containers.map((one) => (one === known ? changed : one));
  return { containers: known ? others : [...others, changed], name };
}

/** What a copy has of its pod's labels and annotations, and whether its containers see each other's processes. */
function keptOf(debugging: Debugging, { labels, annotations }: Loose): { metadata: Loose; sharing: Loose } {
  const { flags } = debugging.invocation;
  const isLegacy = debugging.profile === 'legacy';
  const isDefault = !isLegacy && isDebugged(debugging);
  const sharing =
    isDefault || flags.has('share-processes') ? { shareProcessNamespace: flags.isOn('share-processes', true) } : {};
  if (!isDebugged(debugging)) return { metadata: { labels, annotations }, sharing };
  return {
    metadata: {
      ...(!isLegacy && flags.isOn('keep-labels') && { labels }),
      ...((isLegacy || flags.isOn('keep-annotations')) && { annotations }),
    },
    sharing,
  };
}

/** A copy of a pod that can be looked into, and be broken. */
function* copy(debugging: Debugging, pod: Loose): Process<{ pod: Loose; container: string }> {
  const { flags, requests, namespace } = debugging.invocation;
  const { ephemeralContainers: _gone, nodeName, ...spec } = pod.spec;
  const copied = withDebugger(debugging, copiedContainers(debugging, spec.containers));
  const { metadata, sharing } = keptOf(debugging, pod.metadata);
  const made = {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: flags.text('copy-to'), namespace, ...metadata },
    spec: {
      ...spec,
      ...(!flags.isOn('keep-init-containers', true) && { initContainers: undefined }),
      containers: copied.containers,
      ...(flags.isOn('same-node') && nodeName && { nodeName }),
      ...sharing,
    },
  };
  const kind = kindCalled('pods');
  const created = yield* requests.create({ kind, namespace }, made, {});
  if (flags.isOn('replace')) yield* requests.delete({ kind, namespace, name: pod.metadata.name }, {});
  return { pod: created, container: copied.name };
}

/** A pod on a machine that sees what the machine has. */
function* onNode(debugging: Debugging, node: Loose): Process<{ pod: Loose; container: string }> {
  const { invocation, profile } = debugging;
  const { requests, namespace, flags } = invocation;
  const { spec, mounts } = nodePodOf(profile);
  const container = flags.text('container') || 'debugger';
  const name = `node-debugger-${node.metadata.name}-${suffix(invocation)}`;
  if (!flags.isOn('quiet'))
    invocation.print(`Creating debugging pod ${name} with container ${container} on node ${node.metadata.name}.`);
  const made = {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, namespace, labels: { 'app.kubernetes.io/managed-by': 'kubectl-debug' } },
    spec: {
      containers: [{ ...debugging.container(container, 'node'), ...mounts }],
      ...spec,
      nodeName: node.metadata.name,
      restartPolicy: 'Never',
      tolerations: [{ operator: 'Exists' }],
    },
  };
  return { pod: yield* requests.create({ kind: kindCalled('pods'), namespace }, made, {}), container };
}

/** Stays with the container once it runs; what it has said where it is over already. */
function* attachTo(invocation: Invocation, { metadata }: Loose, container: string): Process<void> {
  const { requests } = invocation;
  const address = { kind: kindCalled('pods'), namespace: metadata.namespace, name: metadata.name };
  let state: Loose = {};
  let pod: Loose;
  yield* waitFor(requests, address, weekMilliseconds, (found) => {
    pod = found;
    const { containerStatuses = [], ephemeralContainerStatuses = [] } = pod?.status ?? {};
    const all: Loose[] = [...containerStatuses, ...ephemeralContainerStatuses];
    state = all.find(({ name }) => name === container)?.state ?? {};
    return pod === undefined || state.running !== undefined || state.terminated !== undefined;
  });
  if (!pod) throw new CommandError(`pods ${JSON.stringify(metadata.name)} not found`);
  if (state.terminated) {
    const path = `/api/v1/namespaces/${metadata.namespace}/pods/${metadata.name}/log?container=${container}`;
    return invocation.write('stdout', plainText(yield* requests.raw('GET', path)));
  }
  const streaming = streamingOf(invocation);
  if (streaming.tty) invocation.say("If you don't see a command prompt, try pressing enter.");
  yield* converse(invocation, streamPath(pod, 'attach', container, streaming), streaming);
}

function* debugOne(debugging: Debugging, kind: KindDefinition, object: Loose): Process<void> {
  const { invocation } = debugging;
  const { flags } = invocation;
  let made: { readonly pod: Loose; readonly container: string };
  if (kind.kind === 'Node') made = yield* onNode(debugging, object);
  else if (kind.kind !== 'Pod')
    throw new CommandError(
      `${JSON.stringify(`${kind.group === '' ? '/v1' : apiVersionOf(kind)}, Kind=${kind.kind}`)} not supported by debug`,
    );
  else if (flags.has('copy-to')) made = yield* copy(debugging, object);
  else made = { pod: object, container: yield* besides(debugging, object) };
  if (flags.isOn('attach', flags.isOn('stdin')) && made.container !== '')
    yield* attachTo(invocation, made.pod, made.container);
}

/** `kubectl debug POD --image=busybox [-it] [--target=C]`, `--copy-to=NAME`, `debug node/NAME`. */
export function* debug(invocation: Invocation): Process<void> {
  const { words: all, dashed = [], flags, requests, namespace } = invocation;
  const words = all.slice(0, all.length - dashed.length);
  check(invocation, words, dashed);
  const profile = profileOf(invocation);
  if (!flags.has('profile'))
    invocation.say(
      '--profile=legacy is deprecated and will be removed in the future. It is recommended to explicitly specify a profile, for example "--profile=general".',
    );
  const debugging = new Debugging(invocation, profile, dashed);
  const named = words.some((word) => word.includes('/')) ? words : ['pods', ...words];
  for (const { kind, name = '' } of resourceArguments(named)) {
    const where = kind.namespaced ? namespace : undefined;
    yield* debugOne(debugging, kind, yield* requests.get({ kind, namespace: where, name }));
  }
}
