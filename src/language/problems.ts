import { causeOf, eachYamlDocument, isObject, Refusal } from '../apimachinery';
import type { FieldError, KubeObject, ReadResult, YamlDocument } from '../apimachinery';
import { decode, findKind } from '../api';
import type { KindDefinition } from '../api';

/** What would be refused, or warned of, and where in the file it stands (1-based). */
export interface Problem {
  readonly line: number;
  readonly column: number;
  readonly message: string;
  readonly severity: 'error' | 'warning';
}

type Say = (field: string, message: string, severity?: Problem['severity']) => Problem;

/**
 * What kubectl or the API server would say of a manifest, before it is sent: the same readers, defaults and validation, so
 * the same words. What depends on what the cluster holds (names that are taken, quotas, admission) only the server can say.
 * One item a document: who has little time at once stops between two.
 */
export function* problemsIn(text: string): Generator<readonly Problem[]> {
  for (const result of eachYamlDocument(text)) yield problemsOf(result);
}

function problemsOf({ document, error }: ReadResult): readonly Problem[] {
  if (error) return [{ line: error.line, column: error.column, message: error.detail, severity: 'error' }];
  const say: Say = (field, message, severity = 'error') => ({ ...document.positionOf(field), message, severity });
  return ofValue(document, say);
}

function ofValue({ value }: YamlDocument, say: Say): readonly Problem[] {
  if (!isObject(value)) return [say('', 'invalid object to validate')];
  const missing = ['apiVersion', 'kind'].filter((field) => typeof value[field] !== 'string' || value[field] === '');
  if (missing.length > 0) return missing.map((field) => say(field, `${field} not set`));
  const { kind, items } = value;
  if (!Array.isArray(items) || !String(kind).endsWith('List')) return ofObject(value, say);
  return items.flatMap((item, index) =>
    isObject(item)
      ? ofObject(item, (field, ...rest) => say(`items[${index}]${field === '' ? '' : `.${field}`}`, ...rest))
      : [say(`items[${index}]`, 'invalid object to validate')],
  );
}

function ofObject(value: Readonly<Record<string, unknown>>, say: Say): readonly Problem[] {
  const kind = findKind(String(value.apiVersion), String(value.kind));
  if (!kind) return [say('kind', `no matches for kind "${value.kind}" in version "${value.apiVersion}"`)];
  const { name, generateName } = isObject(value.metadata) ? value.metadata : ({} as Record<string, unknown>);
  if (name === undefined && generateName === undefined) return [say('metadata', 'resource name may not be empty')];
  try {
    const { object, problems } = decode<KubeObject>(kind, inSomeNamespace(kind, value));
    if (problems.length > 0) return problems.map((problem) => say(fieldNamed(problem), problem));
    return ofDecoded(kind, object, say);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return [say(goField(error.message), wordsOf(error.message))];
  }
}

function ofDecoded(kind: KindDefinition, object: KubeObject, say: Say): readonly Problem[] {
  const complete = kind.prepareForCreate(named(kind.defaults(object)));
  const errors = kind.validate(complete).map((error) => say(error.field, inWords(error)));
  return errors.length > 0 ? errors : kind.warnings(complete).map((warning) => warned(warning, say));
}

/** A warning names its field before the colon. */
function warned(warning: string, say: Say): Problem {
  const field = /^([\w.[\]]+):/.exec(warning)?.[1] ?? '';
  return say(field, warning, 'warning');
}

function inWords(error: FieldError): string {
  const { field = '', message = '' } = causeOf(error);
  return field === '' ? message : `${field}: ${message}`;
}

/** A namespaced object that names no namespace goes into the one that kubectl works in. */
function inSomeNamespace(kind: KindDefinition, value: Readonly<Record<string, unknown>>): unknown {
  const metadata = isObject(value.metadata) ? value.metadata : {};
  if (!kind.namespaced || metadata.namespace) return value;
  return { ...value, metadata: { ...metadata, namespace: 'default' } };
}

/** The server makes a name of `generateName`. */
function named(object: KubeObject): KubeObject {
  const { metadata } = object;
  if (metadata.name || !metadata.generateName) return object;
  return { ...object, metadata: { ...metadata, name: `${metadata.generateName}00000` } };
}

const fieldNamed = (problem: string) => /field "([^"]+)"/.exec(problem)?.[1] ?? '';
const goField = (message: string) => /Go struct field [^.\s]+\.(\S+) of type/.exec(message)?.[1] ?? '';
/** Without the sentence before it, which says of which kind it is. */
const wordsOf = (message: string) => message.replace(/^.* cannot be handled as an? \w+: /, '');
