import type { Process } from '../../simulation';
import { CommandError, UsageError } from '../failure';
import type { Invocation } from '../invocation';
import type { Context, KubeconfigContent } from '../kubeconfig';
import { objectPrinter } from '../printers/object-printer';
import { alignTabs, tableWriter } from '../tab-writer';

/** The file as others see it; keys and certificates are shown as kubectl hides them. */
function shown({ contexts, currentContext, server }: KubeconfigContent): unknown {
  const unique = (names: readonly string[]) => [...new Set(names)];
  const cluster = { 'certificate-authority-data': 'DATA+OMITTED', server: `https://${server}` };
  const user = { 'client-certificate-data': 'DATA+OMITTED', 'client-key-data': 'DATA+OMITTED' };
  return {
    apiVersion: 'v1',
    clusters: unique(contexts.map((context) => context.cluster)).map((name) => ({ cluster, name })),
    contexts: contexts.map(({ name, cluster: of, user: as, namespace }) => ({
      context: { cluster: of, ...(namespace && { namespace }), user: as },
      name,
    })),
    'current-context': currentContext,
    kind: 'Config',
    users: unique(contexts.map((context) => context.user)).map((name) => ({ name, user })),
  };
}

/** `kubectl config view`. */
export function* view(invocation: Invocation): Process<void> {
  const { flags, kubeconfig, words, path } = invocation;
  if (words.length > 0) throw new UsageError(`unexpected arguments: [${words.join(' ')}]`, path);
  const { content, current } = kubeconfig;
  const minified = flags.isOn('minify') && current ? { ...content, contexts: [current] } : content;
  const printer = objectPrinter(flags.text('output') ?? 'yaml', flags, invocation.files, []);
  invocation.write('stdout', printer(shown(minified)));
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
  if (!kubeconfig.context(name)) throw new CommandError(`no context exists with the name: "${name}"`);
  kubeconfig.write({ ...kubeconfig.content, currentContext: name });
  invocation.print(`Switched to context "${name}".`);
}

/** `kubectl config set-context NAME|--current --namespace=…`. */
export function* setContext(invocation: Invocation): Process<void> {
  const { flags, kubeconfig, words } = invocation;
  const { content } = kubeconfig;
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
export function listing(title: string, field: 'cluster' | 'user'): (invocation: Invocation) => Process<void> {
  return function* list(invocation) {
    const names = [...new Set(invocation.kubeconfig.content.contexts.map((context) => context[field]))];
    invocation.print([title, ...names].join('\n'));
  };
}

/** `kubectl config delete-context NAME`. */
export function* deleteContext(invocation: Invocation): Process<void> {
  const { kubeconfig, words, path } = invocation;
  const [name] = words;
  if (name === undefined || words.length > 1) throw new UsageError('you must specify a context', path);
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
  if (words.length !== 2) throw new CommandError(`accepts 2 arg(s), received ${words.length}`);
  if (!kubeconfig.context(from)) throw new CommandError(`cannot rename the context "${from}", it's not in ${file}`);
  if (kubeconfig.context(to))
    throw new CommandError(`cannot rename the context "${from}", the context "${to}" already exists in ${file}`);
  const contexts = content.contexts.map((context) => (context.name === from ? { ...context, name: to } : context));
  const currentContext = content.currentContext === from ? to : content.currentContext;
  kubeconfig.write({ ...content, contexts, currentContext });
  invocation.print(`Context "${from}" renamed to "${to}".`);
}
