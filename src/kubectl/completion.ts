import { kinds, resourceName } from '../api';
import type { KindDefinition } from '../api';
import type { CommandDefinition } from './command';
import { globalFlags } from './command-line';
import { rootCommand } from './command-root';
import { flagTable } from './flags';
import type { FlagDefinition } from './flags';
import { administratorContext } from './kubeconfig';
import type { KubeconfigContent } from './kubeconfig';
import { kindCalled } from './resource-argument';

/** Where an object's name may stand. */
export interface WantedNames {
  readonly kind: string;
  /** What stands before it in the same word: `pod/`. */
  readonly prefix: string;
  /** Undefined: in every namespace, or outside of them. */
  readonly namespace?: string;
  /** Those that stand in the line already. */
  readonly given?: readonly string[];
}

/** What may stand where the caret is. */
export interface Completion {
  /** What has been typed of the word. */
  readonly typed: string;
  readonly candidates: readonly string[];
  readonly namesOf?: WantedNames;
}

type Found = Omit<Completion, 'typed'>;

/** Commands whose arguments are kinds and names. */
const aboutObjects = new Set([
  ...['get', 'describe', 'delete', 'label', 'annotate', 'patch', 'wait', 'edit', 'debug'],
  ...['scale', 'autoscale', 'expose', 'image', 'env', 'resources', 'serviceaccount', 'selector'],
  ...['status', 'undo', 'restart', 'history', 'pause', 'resume'],
]);
const rolled = ['deployment', 'daemonset', 'statefulset'];
const scaled = ['deployment', 'replicaset', 'replicationcontroller', 'statefulset'];
const templates = [
  'cronjobs',
  'daemonsets',
  'deployments',
  'pods',
  'replicasets',
  'replicationcontrollers',
  'statefulsets',
];
/** Where not every kind will do. */
const kindsOf: Readonly<Record<string, readonly string[]>> = {
  ...Object.fromEntries(['status', 'undo', 'restart', 'history', 'pause', 'resume'].map((name) => [name, rolled])),
  ...Object.fromEntries(['image', 'env', 'resources', 'serviceaccount'].map((name) => [name, templates])),
  scale: scaled,
  autoscale: scaled,
  expose: ['deployment', 'pod', 'replicaset', 'replicationcontroller', 'service'],
};
/** What a command's one kind of arguments is. */
const kindOfArguments: Readonly<Record<string, string>> = {
  ...Object.fromEntries(['logs', 'exec', 'attach', 'port-forward', 'cp', 'pod'].map((name) => [name, 'Pod'])),
  ...Object.fromEntries(['cordon', 'uncordon', 'drain', 'node'].map((name) => [name, 'Node'])),
  token: 'ServiceAccount',
};
const severalArguments = new Set(['cordon', 'uncordon', 'drain']);
const entriesOf: Readonly<Record<string, 'contexts' | 'clusters' | 'users'>> = {
  'use-context': 'contexts',
  'delete-context': 'contexts',
  'rename-context': 'contexts',
  'set-context': 'contexts',
  'delete-cluster': 'clusters',
  'delete-user': 'users',
};
const outputs = ['json', 'yaml', 'kyaml', 'name', 'jsonpath=', 'jsonpath-as-json=', 'jsonpath-file=', 'go-template='];
const columnOutputs = ['go-template-file=', 'custom-columns=', 'custom-columns-file=', 'wide'];
const words: Readonly<Record<string, readonly string[]>> = {
  completion: ['bash', 'fish', 'powershell', 'zsh'],
  'output version': ['json', 'yaml'],
  'output explain': ['plaintext', 'plaintext-openapiv2'],
  'output api-resources': ['json', 'yaml', 'kyaml', 'name', 'wide'],
  'output events': ['json', 'yaml', 'kyaml', 'name', 'wide', 'jsonpath=', 'go-template='],
  subresource: ['resize', 'scale', 'status'],
  'dry-run': ['client', 'none', 'server'],
  cascade: ['background', 'foreground', 'orphan'],
};

/** A line as far as it has been typed. */
class TypedLine {
  readonly command: CommandDefinition;
  readonly flags: readonly FlagDefinition[];
  /** Arguments before the word that is being typed. */
  readonly words: readonly string[];
  private readonly values: ReadonlyMap<string, string>;
  /** The word that is being typed is the value of this flag. */
  readonly wanting: FlagDefinition | undefined;
  private readonly kubeconfig: KubeconfigContent | undefined;

  constructor(line: readonly string[], kubeconfig: KubeconfigContent | undefined) {
    this.kubeconfig = kubeconfig;
    let command = rootCommand();
    const [found, values]: [string[], Map<string, string>] = [[], new Map()];
    let wanting: FlagDefinition | undefined;
    for (const word of line) {
      if (wanting) {
        values.set(wanting.name, word);
        wanting = undefined;
      } else if (word.startsWith('-')) wanting = readFlag(word, flagsOf(command), values);
      else {
        const child = found.length === 0 ? childOf(command, word) : undefined;
        if (child) command = child;
        else found.push(word);
      }
    }
    [this.command, this.words, this.values, this.wanting] = [command, found, values, wanting];
    this.flags = flagsOf(command);
  }

  /** Where names are looked for; undefined in every namespace. */
  get namespace(): string | undefined {
    if (this.values.has('all-namespaces')) return undefined;
    const { contexts, currentContext } = this.kubeconfig ?? { contexts: [] };
    const context = contexts.find(({ name }) => name === (this.values.get('context') ?? currentContext));
    return this.values.get('namespace') || context?.namespace || 'default';
  }

  entries(of: 'contexts' | 'clusters' | 'users'): readonly string[] {
    if (this.kubeconfig) return this.kubeconfig[of].map(({ name }) => name);
    const { name, cluster, user } = administratorContext;
    return [{ contexts: name, clusters: cluster, users: user }[of]];
  }

  names(kind: string, prefix = '', given: readonly string[] = []): Found {
    const definition = kinds.find((one) => one.kind === kind);
    const { namespace } = this;
    const inside = definition?.namespaced && namespace !== undefined ? { namespace } : {};
    return { candidates: [], namesOf: { kind, prefix, ...inside, ...(given.length > 0 && { given }) } };
  }
}

const flagsOf = (command: CommandDefinition) => flagTable(`${globalFlags} ${command.flags ?? ''}`);

function childOf(command: CommandDefinition, word: string): CommandDefinition | undefined {
  return command.children?.find(({ name, aliases }) => name === word || aliases?.includes(word));
}

/** Notes a flag's value; answers the flag that wants the next word. */
function readFlag(
  word: string,
  flags: readonly FlagDefinition[],
  values: Map<string, string>,
): FlagDefinition | undefined {
  const [, name, value] = /^--?([^=]*)(?:=(.*))?$/.exec(word) ?? [];
  const flag = flags.findLast((one) => (word.startsWith('--') ? one.name === name : one.short === name));
  if (!flag) return undefined;
  if (value === undefined && !flag.isSwitch && flag.alone === undefined) return flag;
  values.set(flag.name, value ?? 'true');
  return undefined;
}

function known(name: string): KindDefinition | undefined {
  try {
    return kindCalled(name);
  } catch {
    return undefined;
  }
}

function kindNames(command: string): readonly string[] {
  return kindsOf[command] ?? kinds.map(resourceName);
}

function objectArgument(line: TypedLine, typed: string): Found {
  const [first, ...rest] = line.words;
  const slash = typed.indexOf('/');
  if (slash > 0) {
    const kind = known(typed.slice(0, slash));
    return kind ? line.names(kind.kind, typed.slice(0, slash + 1)) : { candidates: [] };
  }
  const { name } = line.command;
  if (first === undefined) {
    const before = typed.slice(0, typed.lastIndexOf(',') + 1);
    return { candidates: kindNames(name).map((one) => before + one) };
  }
  if (first.includes('/')) return { candidates: kindNames(name).map((one) => `${one}/`) };
  const kind = known(first);
  return kind ? line.names(kind.kind, '', rest) : { candidates: [] };
}

function argument(line: TypedLine, typed: string): Found {
  const { command, words: before } = line;
  if (command.children && before.length === 0) return { candidates: command.children.map(({ name }) => name) };
  if (entriesOf[command.name]) return { candidates: before.length === 0 ? line.entries(entriesOf[command.name]!) : [] };
  if (command.name === 'taint') return before.length === 0 ? { candidates: ['node'] } : line.names('Node', '', before);
  const kind = kindOfArguments[command.name];
  if (kind !== undefined && !typed.includes('/')) {
    const more = before.length === 0 || severalArguments.has(command.name);
    return more ? line.names(kind, '', before) : { candidates: [] };
  }
  if (kind === 'Pod' || aboutObjects.has(command.name)) return objectArgument(line, typed);
  return { candidates: before.length === 0 ? (words[command.name] ?? []) : [] };
}

function valueOf({ name }: FlagDefinition, line: TypedLine, files: readonly string[]): Found {
  if (name === 'output') {
    const own = words[`output ${line.command.name}`];
    return { candidates: own ?? [...outputs, ...(line.command.name === 'get' ? columnOutputs : [])] };
  }
  if (name === 'namespace') return line.names('Namespace');
  if (name === 'filename') return { candidates: files };
  const entries = { context: 'contexts', cluster: 'clusters', user: 'users' } as const;
  if (name in entries) return { candidates: line.entries(entries[name as keyof typeof entries]) };
  return { candidates: words[name] ?? [] };
}

function atCaret(line: TypedLine, typed: string, files: readonly string[]): Found {
  if (line.wanting) return valueOf(line.wanting, line, files);
  const [, dashed = '', value] = /^(--?[\w-]+)=(.*)$/.exec(typed) ?? [];
  if (value === undefined) {
    if (!typed.startsWith('-')) return argument(line, typed);
    return { candidates: line.flags.map(({ name, isSwitch }) => `--${name}${isSwitch ? '' : '='}`) };
  }
  const flag = line.flags.findLast(({ name, short }) => dashed === `--${name}` || dashed === `-${short}`);
  if (!flag) return { candidates: [] };
  const { candidates, namesOf } = valueOf(flag, line, files);
  return {
    candidates: candidates.map((one) => `${dashed}=${one}`),
    ...(namesOf && { namesOf: { ...namesOf, prefix: `${dashed}=${namesOf.prefix}` } }),
  };
}

/**
 * What may follow in a line that is being typed.
 * @param line up to the caret, `kubectl` included
 * @param files names in the folder, for `-f`
 * @param kubeconfig what is in the laptop's, where somebody has written it
 */
export function completeLine(line: string, files: readonly string[], kubeconfig?: unknown): Completion {
  const all = line.split(/\s+/);
  const typed = all.at(-1) ?? '';
  const [program, ...before] = all.slice(0, -1);
  if (program === undefined) return { typed, candidates: ['kubectl'].filter((one) => one.startsWith(typed)) };
  if (program !== 'kubectl' && program !== 'k') return { typed, candidates: [] };
  // Behind `--` stands a command of a container's, which knows its own words.
  if (before.includes('--')) return { typed, candidates: [] };
  const content = kubeconfig as KubeconfigContent | undefined;
  const found = atCaret(
    new TypedLine(
      before.filter((word) => word !== ''),
      content,
    ),
    typed,
    files,
  );
  const candidates = [...new Set(found.candidates.filter((one) => one.startsWith(typed)))].toSorted();
  return { ...found, typed, candidates };
}
