import { isRefusal, parseQuantity, parseSelector, type Selector } from '../../../apimachinery';
import type { LabelSelector, LabelSelectorRequirement } from '../../../apimachinery';
import type { Process } from '../../../simulation';
import { dryRunOf, dryRunQuery, printOutcome } from '../../dry-run';
import { CommandError, UsageError } from '../../failure';
import type { Invocation } from '../../invocation';
import { rememberingItself } from '../../last-applied';
import { kindCalled, printedName } from '../../resource-argument';
import { validationOf } from '../manifests';

export type Fields = Record<string, unknown>;

/** A kind that `kubectl create` makes from flags. */
export interface Generator {
  /** The plural, with its group: `deployments.apps`. */
  readonly resource: string;
  /** The object without apiVersion, kind and metadata's name. Throws CommandError for what is missing. */
  readonly make: (invocation: Invocation, name: string) => Fields | Process<Fields>;
  readonly required?: readonly string[];
  /** Put before the server's words when it refuses: `failed to create deployment`. */
  readonly failing?: string;
}

export function requireFlags({ flags }: Invocation, names: readonly string[]): void {
  const missing = names.filter((name) => !flags.has(name));
  if (missing.length === 0) return;
  throw new CommandError(`required flag(s) ${missing.map((name) => `"${name}"`).join(', ')} not set`);
}

/** The one name that the line gives. */
export function onlyName({ words, dashed, path }: Invocation): string {
  const names = words.slice(0, words.length - (dashed?.length ?? 0));
  if (names.length === 1) return names[0]!;
  throw new UsageError(`exactly one NAME is required, got ${names.length}`, path);
}

/** `kubectl create KIND NAME …`: makes the object, sends it (unless it is to be printed only), says so. */
export function generating(generator: Generator): (invocation: Invocation) => Process<void> {
  return function* generate(invocation) {
    requireFlags(invocation, generator.required ?? []);
    validationOf(invocation);
    const made = generator.make(invocation, onlyName(invocation));
    const fields = isProcess(made) ? yield* made : made;
    yield* submit(invocation, generator, invocation.flags.isOn('save-config') ? rememberingItself(fields) : fields);
  };
}

function isProcess(made: Fields | Process<Fields>): made is Process<Fields> {
  return typeof made['next'] === 'function';
}

function* submit(invocation: Invocation, { resource, failing }: Generator, object: Fields): Process<void> {
  const kind = kindCalled(resource);
  const dryRun = dryRunOf(invocation);
  const namespace = kind.namespaced ? invocation.namespace : undefined;
  const { name } = object['metadata'] as { readonly name: string };
  const query = { fieldManager: 'kubectl-create', fieldValidation: 'Strict', ...dryRunQuery(dryRun) };
  try {
    const sending = invocation.requests.create({ kind, namespace }, object, query);
    const answer = dryRun === 'client' ? object : yield* sending;
    printOutcome(invocation, printedName(kind, name), 'created', answer);
  } catch (error) {
    if (failing === undefined || !isRefusal(error)) throw error;
    throw new CommandError(`${failing}: ${error.message}`);
  }
}

/** Metadata as a client writes it: the namespace only where somebody asked for it. */
export function metadataOf(invocation: Invocation, name: string, labels?: Fields): Fields {
  const namespace = invocation.flags.text('namespace');
  return { name, ...(namespace && { namespace }), ...(labels && { labels }) };
}

/** `a=1` of a flag that may come several times. */
export function pairOf(text: string, otherwise: string): readonly [string, string] {
  const at = text.indexOf('=');
  if (at <= 0) throw new CommandError(otherwise);
  return [text.slice(0, at), text.slice(at + 1)];
}

/** Throws in Go's words for what is no quantity. */
export function checkAmount(amount: string): void {
  try {
    parseQuantity(amount);
  } catch (error) {
    throw new CommandError((error as Error).message);
  }
}

function requirementsOf(text: string): Selector {
  try {
    return parseSelector(text);
  } catch (error) {
    throw new CommandError(`couldn't parse the selector string ${JSON.stringify(text)}: ${(error as Error).message}`);
  }
}

/** A selector as the API writes it: pairs, and what can't be said by pairs. */
export function labelSelectorOf(text: string): LabelSelector {
  const requirements = requirementsOf(text);
  const isPair = ({ operator }: { readonly operator: string }) => operator === '=' || operator === '==';
  const operators: Readonly<Record<string, LabelSelectorRequirement['operator']>> = {
    in: 'In',
    notin: 'NotIn',
    '!=': 'NotIn',
    exists: 'Exists',
    '!': 'DoesNotExist',
  };
  const pairs = requirements.filter(isPair).map(({ key, values }) => [key, values[0]!] as const);
  const expressions = requirements.filter((one) => !isPair(one));
  return {
    ...(pairs.length > 0 && { matchLabels: Object.fromEntries(pairs) }),
    ...(expressions.length > 0 && {
      matchExpressions: expressions.map(({ key, operator, values }) => ({
        key,
        operator: operators[operator]!,
        ...(values.length > 0 && { values }),
      })),
    }),
  };
}

export function selectorOf(text: string): Record<string, string> {
  return Object.fromEntries(
    text.split(',').map((pair) => {
      const [, key, value] = /^([^=]+)==?(.*)$/.exec(pair) ?? [];
      if (key === undefined) throw new CommandError(`couldn't parse the selector string "${text}": ${pair} is no pair`);
      return [key, value!];
    }),
  );
}
