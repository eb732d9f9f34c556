import type { Process } from '../../simulation';
import { CommandError, UsageError } from '../failure';
import { sortedJson } from '../go-value';
import { showHelp } from '../help-text';
import type { Invocation } from '../invocation';
import type { Context, KubeconfigContent, KubeconfigEntry } from '../kubeconfig';
import { unexpected } from './config-entries';
import { objectPrinter } from '../printers/object-printer';
import { alignTabs, tableWriter } from '../tab-writer';

const secret: Readonly<Record<string, string>> = {
  'certificate-authority-data': 'DATA+OMITTED',
  'client-certificate-data': 'DATA+OMITTED',
  'client-key-data': 'DATA+OMITTED',
  token: 'REDACTED',
  password: 'REDACTED',
};

/** The fields in the order of the file's types, which JSON keeps. */
const fieldOrder = [
  'server tls-server-name insecure-skip-tls-verify certificate-authority certificate-authority-data proxy-url',
  'client-certificate client-certificate-data client-key client-key-data token username password',
]
  .join(' ')
  .split(' ');

function fieldsOf({ fields }: KubeconfigEntry, isRaw: boolean): Record<string, unknown> {
  const known = Object.keys(fields).toSorted((a, b) => fieldOrder.indexOf(a) - fieldOrder.indexOf(b));
  return Object.fromEntries(known.map((key) => [key, isRaw ? fields[key] : (secret[key] ?? fields[key])]));
}

const byName = <T extends { readonly name: string }>(all: readonly T[]): T[] =>
  all.toSorted((a, b) => (a.name < b.name ? -1 : 1));

/** The file as others see it; keys and certificates are shown as kubectl hides them. */
function shown({ contexts, currentContext, clusters, users }: KubeconfigContent, isRaw: boolean): unknown {
  const listed = (all: readonly unknown[]) => (all.length > 0 ? all : null);
  return {
    kind: 'Config',
    apiVersion: 'v1',
    clusters: listed(byName(clusters).map((one) => ({ name: one.name, cluster: fieldsOf(one, isRaw) }))),
    users: listed(byName(users).map((one) => ({ name: one.name, user: fieldsOf(one, isRaw) }))),
    contexts: listed(
      byName(contexts).map(({ name, cluster, user, namespace }) => ({
        name,
        context: { cluster, user, ...(namespace && { namespace }) },
      })),
    ),
    'current-context': currentContext,
  };
}

function minified(content: KubeconfigContent, current: Context): KubeconfigContent {
  return {
    ...content,
    contexts: [current],
    clusters: content.clusters.filter(({ name }) => name === current.cluster),
    users: content.users.filter(({ name }) => name === current.user),
  };
}

/** `kubectl config view`. */
export function* view(invocation: Invocation): Process<void> {
  const { flags, kubeconfig, words, path } = invocation;
  if (words.length > 0) throw new UsageError(`unexpected arguments: [${words.join(' ')}]`, path);
  const { content, current } = kubeconfig;
  const kept = flags.isOn('minify') && current ? minified(content, current) : content;
  const output = flags.text('output') ?? 'yaml';
  const all = shown(kept, flags.isOn('raw'));
  if (output === 'json') return invocation.print(JSON.stringify(all, null, 4));
  const printer = objectPrinter(output, flags, invocation.files, []);
  invocation.write('stdout', printer(output === 'yaml' ? JSON.parse(sortedJson(all)) : all));
}

/** `kubectl config current-context`. */
export function* currentContext(invocation: Invocation): Process<void> {
  const { currentContext: name } = invocation.kubeconfig.content;
  if (name === '') throw new CommandError('current-context is not set');
  invocation.print(name);
}

/** `kubectl config get-contexts`. */
export function* getContexts(invocation: Invocation): Process<void> {
  const { flags, kubeconfig, words } = invocation;
  const { contexts, currentContext: current } = kubeconfig.content;
  for (const name of words)
    if (!kubeconfig.context(name)) invocation.fail(new CommandError(`context ${name} not found`));
  const listed = words.length === 0 ? contexts : contexts.filter(({ name }) => words.includes(name));
  if (flags.text('output') === 'name') return listed.forEach(({ name }) => invocation.print(name));
  const rows = listed.map(({ name, cluster, user, namespace }) =>
    [name === current ? '*' : '', name, cluster, user, namespace].join('\t'),
  );
  const header = flags.isOn('no-headers') ? [] : ['CURRENT\tNAME\tCLUSTER\tAUTHINFO\tNAMESPACE'];
  invocation.print(alignTabs([...header, ...rows], tableWriter).join('\n'));
}

/** `kubectl config use-context NAME`. */
export function* useContext(invocation: Invocation): Process<void> {
  const { kubeconfig, words } = invocation;
  const [name = ''] = words;
  if (words.length !== 1) throw yield* unexpected(invocation);
  if (!kubeconfig.context(name)) throw new CommandError(`no context exists with the name: "${name}"`);
  kubeconfig.write({ ...kubeconfig.content, currentContext: name });
  invocation.print(`Switched to context "${name}".`);
}

/** `kubectl config set-context NAME|--current --namespace=…`. */
export function* setContext(invocation: Invocation): Process<void> {
  const { flags, kubeconfig, words } = invocation;
  const { content } = kubeconfig;
  if (words.length > 1) throw yield* unexpected(invocation);
  if (flags.isOn('current') && words.length > 0)
    throw new CommandError('you cannot specify both a context name and --current');
  const name = flags.isOn('current') ? content.currentContext : words[0];
  if (!name) throw new CommandError('you must specify a non-empty context name or --current');
  const known = kubeconfig.context(name);
  const next: Context = {
    name,
    cluster: flags.text('cluster') ?? known?.cluster ?? '',
    user: flags.text('user') ?? known?.user ?? '',
    namespace: flags.text('namespace') ?? known?.namespace ?? '',
  };
  const others = content.contexts.filter((context) => context.name !== name);
  const contexts = [...others, next].sort((a, b) => (a.name < b.name ? -1 : 1));
  kubeconfig.write({ ...content, contexts });
  invocation.print(`Context "${name}" ${known ? 'modified' : 'created'}.`);
}

/** `kubectl config get-clusters` and `get-users`. */
export function listing(title: string, field: 'clusters' | 'users'): (invocation: Invocation) => Process<void> {
  return function* list(invocation) {
    const names = byName(invocation.kubeconfig.content[field]).map(({ name }) => name);
    invocation.print([title, ...names].join('\n'));
  };
}

/** `kubectl config delete-context NAME`. */
export function* deleteContext(invocation: Invocation): Process<void> {
  const { kubeconfig, words } = invocation;
  const [name] = words;
  if (name === undefined || words.length > 1) return yield* showHelp(invocation);
  const { content } = kubeconfig;
  if (!kubeconfig.context(name)) throw new CommandError(`cannot delete context ${name}, not in ${kubeconfig.file}`);
  if (content.currentContext === name)
    invocation.say(
      'warning: this removed your active context, use "kubectl config use-context" to select a different one',
    );
  kubeconfig.write({ ...content, contexts: content.contexts.filter((context) => context.name !== name) });
  invocation.print(`deleted context ${name} from ${kubeconfig.file}`);
}

/** `kubectl config rename-context OLD NEW`. */
export function* renameContext(invocation: Invocation): Process<void> {
  const { kubeconfig, words } = invocation;
  const [from = '', to = ''] = words;
  const { content, file } = kubeconfig;
  if (words.length !== 2) throw yield* unexpected(invocation);
  if (!kubeconfig.context(from)) throw new CommandError(`cannot rename the context "${from}", it's not in ${file}`);
  if (kubeconfig.context(to))
    throw new CommandError(`cannot rename the context "${from}", the context "${to}" already exists in ${file}`);
  const contexts = content.contexts.map((context) => (context.name === from ? { ...context, name: to } : context));
  const currentContext = content.currentContext === from ? to : content.currentContext;
  kubeconfig.write({ ...content, contexts, currentContext });
  invocation.print(`Context "${from}" renamed to "${to}".`);
}
