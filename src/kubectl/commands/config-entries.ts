import { setAt, withoutAt } from '../../apimachinery';
import type { Process } from '../../simulation';
import { CommandError, UsageError } from '../failure';
import { showHelp } from '../help-text';
import type { Flags } from '../flags';
import type { Invocation } from '../invocation';
import type { Context, KubeconfigContent, KubeconfigEntry } from '../kubeconfig';

/** Too few words, or too many: the command's help is printed, and what there was is told. */
export function* unexpected(invocation: Invocation, word = 'Unexpected'): Process<CommandError> {
  yield* showHelp(invocation);
  return new CommandError(`${word} args: [${invocation.words.join(' ')}]`);
}

type Entries = 'clusters' | 'users';

function withEntry(content: KubeconfigContent, field: Entries, entry: KubeconfigEntry): KubeconfigContent {
  const known = content[field].find(({ name }) => name === entry.name);
  const next = { name: entry.name, fields: { ...known?.fields, ...entry.fields } };
  return { ...content, [field]: [...content[field].filter((one) => one !== known), next] };
}

/** Files that the flags name, or with `--embed-certs` what is in them. */
function fileFields({ flags, files }: Invocation, names: readonly string[]): Record<string, string> {
  const fields: Record<string, string> = {};
  for (const name of names) {
    const file = flags.text(name);
    if (file === undefined) continue;
    if (!flags.isOn('embed-certs')) fields[name] = file;
    else if (files[file] === undefined)
      throw new CommandError(`could not stat ${name} file ${file}: stat ${file}: no such file or directory`);
    else fields[`${name}-data`] = 'Tk9ORQ==';
  }
  return fields;
}

function textFields({ flags }: Invocation, names: readonly string[]): Record<string, string> {
  return Object.fromEntries(names.filter((name) => flags.has(name)).map((name) => [name, flags.text(name)!]));
}

/** `kubectl config set-cluster NAME --server=…`. */
export function* setCluster(invocation: Invocation): Process<void> {
  const { words, kubeconfig, flags } = invocation;
  const [name] = words;
  if (name === undefined || words.length > 1) throw yield* unexpected(invocation);
  const fields = {
    ...textFields(invocation, ['server', 'tls-server-name', 'proxy-url']),
    ...fileFields(invocation, ['certificate-authority']),
    ...(flags.isOn('insecure-skip-tls-verify') && { 'insecure-skip-tls-verify': true }),
  };
  kubeconfig.write(withEntry(kubeconfig.content, 'clusters', { name, fields }));
  invocation.print(`Cluster ${JSON.stringify(name)} set.`);
}

function pairsOf(flags: Flags, name: string): readonly (readonly [string, string])[] {
  return flags.list(name).map((text) => {
    const at = text.indexOf('=');
    return [text.slice(0, at), text.slice(at + 1)];
  });
}

/** Programs that would be asked who somebody is. They are written down; none is there to be run. */
function programFields({ flags }: Invocation): KubeconfigEntry['fields'] {
  const provider = flags.text('auth-provider');
  const command = flags.text('exec-command');
  const config = pairsOf(flags, 'auth-provider-arg');
  const [args, env] = [flags.all('exec-arg'), pairsOf(flags, 'exec-env')];
  const exec = {
    command,
    ...(args.length > 0 && { args }),
    ...(env.length > 0 && { env: env.map(([name, value]) => ({ name, value })) }),
    ...(flags.has('exec-api-version') && { apiVersion: flags.text('exec-api-version') }),
    provideClusterInfo: flags.isOn('exec-provide-cluster-info'),
    ...(flags.has('exec-interactive-mode') && { interactiveMode: flags.text('exec-interactive-mode') }),
  };
  return {
    ...(provider && {
      'auth-provider': { name: provider, ...(config.length > 0 && { config: Object.fromEntries(config) }) },
    }),
    ...(command && { exec }),
  };
}

/** `kubectl config set-credentials NAME --token=…`. */
export function* setCredentials(invocation: Invocation): Process<void> {
  const { words, kubeconfig, flags } = invocation;
  const [name] = words;
  if (name === undefined || words.length > 1) throw yield* unexpected(invocation, 'unexpected');
  if (flags.has('token') && (flags.has('username') || flags.has('password')))
    throw new CommandError(
      'you cannot specify more than one authentication method at the same time: --token, --username/--password',
    );
  const fields = {
    ...textFields(invocation, ['token', 'username', 'password']),
    ...fileFields(invocation, ['client-certificate', 'client-key']),
    ...programFields(invocation),
  };
  kubeconfig.write(withEntry(kubeconfig.content, 'users', { name, fields }));
  invocation.print(`User ${JSON.stringify(name)} set.`);
}

function without(content: KubeconfigContent, field: Entries, name: string): KubeconfigContent {
  return { ...content, [field]: content[field].filter((one) => one.name !== name) };
}

function deleting(field: Entries, word: 'cluster' | 'user'): (invocation: Invocation) => Process<void> {
  return function* remove(invocation) {
    const { words, kubeconfig, path } = invocation;
    const [name] = words;
    if (name === undefined || words.length > 1) {
      if (word === 'cluster') return yield* showHelp(invocation);
      throw new UsageError('user to delete is required', path);
    }
    const { content, file } = kubeconfig;
    if (!content[field].some((one) => one.name === name))
      throw new CommandError(`cannot delete ${word} ${name}, not in ${file}`);
    kubeconfig.write(without(content, field, name));
    invocation.print(`deleted ${word} ${name} from ${file}`);
  };
}

/** `kubectl config delete-cluster NAME`. */
export const deleteCluster = deleting('clusters', 'cluster');

/** `kubectl config delete-user NAME`. */
export const deleteUser = deleting('users', 'user');

/** The file as a tree whose branches names lead to: `contexts.dev.namespace`. */
type Tree = Readonly<Record<string, unknown>>;

function treeOf({ currentContext, contexts, clusters, users }: KubeconfigContent): Tree {
  const entries = (all: readonly KubeconfigEntry[]) =>
    Object.fromEntries(all.map(({ name, fields }) => [name, fields]));
  const places = contexts.map(({ name, ...fields }) => [name, fields] as const);
  return {
    'current-context': currentContext,
    contexts: Object.fromEntries(places),
    clusters: entries(clusters),
    users: entries(users),
  };
}

function contentOf(tree: Tree): KubeconfigContent {
  const entries = (field: string): KubeconfigEntry[] =>
    Object.entries((tree[field] ?? {}) as Record<string, KubeconfigEntry['fields']>).map(([name, fields]) => ({
      name,
      fields,
    }));
  const places = Object.entries((tree['contexts'] ?? {}) as Record<string, Partial<Context>>);
  return {
    currentContext: String(tree['current-context'] ?? ''),
    contexts: places.map(([name, fields]) => ({ cluster: '', user: '', namespace: '', ...fields, name })),
    clusters: entries('clusters'),
    users: entries('users'),
  };
}

const branches = new Set(['contexts', 'clusters', 'users']);

/** `contexts.dev.namespace` taken apart; names may hold dots, so what is known is looked for first. */
function stepsOf(tree: Tree, property: string): readonly string[] {
  if (property === 'current-context') return [property];
  const [branch = '', ...rest] = property.split('.');
  if (!branches.has(branch)) throw new CommandError(`unable to parse ${property} after [] at api.Config`);
  const below = rest.join('.');
  if (below === '') return [branch];
  const known = Object.keys((tree[branch] ?? {}) as object).find(
    (name) => below === name || below.startsWith(`${name}.`),
  );
  const name = known ?? rest[0]!;
  return below === name ? [branch, name] : [branch, name, below.slice(name.length + 1)];
}

/** `kubectl config set PROPERTY VALUE`. */
export function* setProperty(invocation: Invocation): Process<void> {
  const { words, kubeconfig } = invocation;
  const [property = '', value = ''] = words;
  if (words.length !== 2) throw yield* unexpected(invocation);
  const tree = treeOf(kubeconfig.content);
  const steps = stepsOf(tree, property);
  // A branch, or an entry with fields of its own, is no value.
  if (steps.length < 3 && property !== 'current-context')
    throw new CommandError(`can't set a map to a value: map[${Object.keys(tree[steps[0]!] as object).join(' ')}]`);
  kubeconfig.write(contentOf(setAt(tree, [...steps], value) as Tree));
  invocation.print(`Property ${JSON.stringify(property)} set.`);
}

/** `kubectl config unset PROPERTY`. */
export function* unsetProperty(invocation: Invocation): Process<void> {
  const { words, kubeconfig } = invocation;
  const [property = ''] = words;
  if (words.length !== 1) throw yield* unexpected(invocation);
  const tree = treeOf(kubeconfig.content);
  const steps = stepsOf(tree, property);
  if (steps[1] !== undefined && !Object.hasOwn(tree[steps[0]!] as object, steps[1]))
    throw new CommandError(`current map key \`${steps[1]}\` is invalid`);
  kubeconfig.write(contentOf(withoutAt(tree, [...steps]) as Tree));
  invocation.print(`Property ${JSON.stringify(property)} unset.`);
}
