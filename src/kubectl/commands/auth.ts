import type { Process } from '../../simulation';
import { CommandError } from '../failure';
import type { Invocation } from '../invocation';
import { orderedRules } from '../printers/configuration';
import type { Loose } from '../printers/description';
import { objectPrinter } from '../printers/object-printer';
import { kindCalled } from '../resource-argument';
import { alignTabs, tableWriter } from '../tab-writer';

const howto = `you must specify two arguments: verb resource or verb resource/resourceName.
See 'kubectl auth can-i -h' for help and examples.`;

/** What is asked about: `pods`, `deployments/web` by name (so `pods/log` is a pod that is called log), or `/healthz`. */
function attributesOf(invocation: Invocation, verb: string, what: string): Loose {
  const { flags, namespace } = invocation;
  if (what.startsWith('/')) return { nonResourceAttributes: { path: what, verb } };
  const [type = '', name] = what.split('/');
  const subresource = flags.text('subresource');
  const named = resourceOf(invocation, type);
  return {
    resourceAttributes: {
      ...(flags.isOn('all-namespaces') ? {} : { namespace }),
      verb,
      ...named,
      ...(subresource && { subresource }),
      ...(name && { name }),
    },
  };
}

/** What the server doesn't have is asked about all the same, and said. */
function resourceOf(invocation: Invocation, type: string): { readonly group: string; readonly resource: string } {
  if (type === '*') return { group: '*', resource: '*' };
  try {
    const { group, plural, namespaced } = kindCalled(type);
    const where = group === '' ? '' : ` in group '${group}'`;
    if (!namespaced && !invocation.flags.isOn('all-namespaces'))
      invocation.warn(`resource '${plural}' is not namespace scoped${where}\n`);
    return { group, resource: plural };
  } catch (error) {
    if (!(error instanceof CommandError)) throw error;
    invocation.warn(`the server doesn't have a resource type '${type}'\n`);
    return { group: '', resource: type };
  }
}

function* review(invocation: Invocation, resource: string, spec: Loose): Process<Loose> {
  const kind = resource === 'selfsubjectaccessreviews' ? 'SelfSubjectAccessReview' : 'SelfSubjectRulesReview';
  const body = { kind, apiVersion: 'authorization.k8s.io/v1', metadata: {}, spec, status: {} };
  const answer = yield* invocation.requests.raw('POST', `/apis/authorization.k8s.io/v1/${resource}`, body);
  return (answer as Loose).status;
}

function* listRules(invocation: Invocation): Process<void> {
  const { namespace } = invocation;
  const status = yield* review(invocation, 'selfsubjectrulesreviews', { namespace });
  const rules = [...(status.resourceRules ?? []), ...(status.nonResourceRules ?? [])];
  const lines = orderedRules(rules).map(({ resource, url, name, verbs }) =>
    [resource, `[${url}]`, `[${name}]`, `[${verbs.join(' ')}]`].join('\t'),
  );
  const header = 'Resources\tNon-Resource URLs\tResource Names\tVerbs';
  const rows = invocation.flags.isOn('no-headers') ? lines : [header, ...lines];
  invocation.print(alignTabs(rows, tableWriter).join('\n'));
}

const verbs = new Set(
  '* get list watch create update patch delete deletecollection use bind impersonate escalate approve sign attest proxy'.split(
    ' ',
  ),
);

/** `kubectl auth can-i list pods --as=jane`: asks the server; no is exit code 1. */
export function* canI(invocation: Invocation): Process<void> {
  const { flags, words } = invocation;
  if (flags.isOn('list')) return yield* listRules(invocation);
  const [verb, what] = words;
  if (verb === undefined || what === undefined || words.length > 2) throw new CommandError(howto);
  if (!verbs.has(verb)) invocation.warn(`verb '${verb}' is not a known verb\n`);
  const status = yield* review(invocation, 'selfsubjectaccessreviews', attributesOf(invocation, verb, what));
  if (!status.allowed) invocation.exitCode = 1;
  if (flags.isOn('quiet')) return;
  const why = status.reason && !status.allowed && flags.text('v') ? ` - ${status.reason}` : '';
  invocation.print(`${status.allowed ? 'yes' : 'no'}${why}`);
}

/** `kubectl auth whoami`. */
export function* whoAmI(invocation: Invocation): Process<void> {
  const body = { kind: 'SelfSubjectReview', apiVersion: 'authentication.k8s.io/v1', metadata: {}, status: {} };
  const answer = yield* invocation.requests.raw('POST', '/apis/authentication.k8s.io/v1/selfsubjectreviews', body);
  const output = invocation.flags.text('output');
  if (output === 'name') return invocation.print('selfsubjectreview.authentication.k8s.io/<unknown>');
  if (output !== undefined)
    return invocation.write('stdout', objectPrinter(output, invocation.flags, invocation.files, [])(answer));
  const { username, groups = [], extra = {} } = (answer as Loose).status.userInfo;
  const rows = [`Username\t${username}`, `Groups\t[${groups.join(' ')}]`];
  for (const key of Object.keys(extra).sort()) rows.push(`Extra: ${key}\t[${extra[key].join(' ')}]`);
  invocation.print(alignTabs(['ATTRIBUTE\tVALUE', ...rows], tableWriter).join('\n'));
}
