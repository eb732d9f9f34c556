import {
  examineJson,
  badRequest,
  bodySummary,
  isObject,
  parseYaml,
  unsupportedMediaType,
  YamlError,
} from '../../apimachinery';
import { typeMetaProblem } from '../../api';
import type { ApiRequest, Refusal } from '../../apimachinery';

const accepted = ['application/json', 'application/yaml', 'application/vnd.kubernetes.protobuf'];

export interface Body {
  readonly body: unknown;
  /** Keys that the text says twice; none of a body that came as an object. */
  readonly duplicates: readonly string[];
}

const nothing: readonly string[] = [];

/** The media type without its parameters. */
export function mediaType(request: ApiRequest): string {
  const type = request.headers['content-type'] || 'application/json';
  const semicolon = type.indexOf(';');
  return (semicolon < 0 ? type : type.slice(0, semicolon)).trim().toLowerCase();
}

/** Throws 415 for a body of a type that nobody reads, or whose parameters are none. */
export function checkMediaType(request: ApiRequest): void {
  const [, ...parameters] = (request.headers['content-type'] ?? '').split(';');
  const isRead = parameters.every((parameter) => /^\s*$|^\s*[^\s=;]+=.+$/.test(parameter));
  if (!isRead || !accepted.includes(mediaType(request))) throw unsupportedMediaType(accepted);
}

/**
 * A request's body as an object. Inside the simulation it is one already; what comes as text is read here.
 * @param expected what refusals say that it should have been
 */
export function bodyOf(request: ApiRequest, expected?: { readonly kind: string }): Body {
  const type = mediaType(request);
  if (typeof request.body !== 'string') {
    if (!accepted.includes(type)) throw unsupportedMediaType(accepted);
    return { body: request.body, duplicates: nothing };
  }
  if (type === 'application/yaml') return readYaml(request.body, expected);
  if (type !== 'application/json') throw unsupportedMediaType(accepted);
  return readJson(request.body, expected);
}

/** What can't be read is shown, where it is said what it should have been. */
function unrecognized(expected: { readonly kind: string } | undefined, why: string, shown: string): Refusal {
  const problem = `couldn't get version/kind; json parse error: ${why}`;
  return badRequest(
    expected ? `the object provided is unrecognized (must be of type ${expected.kind}): ${problem}${shown}` : problem,
  );
}

function readYaml(text: string, expected: { readonly kind: string } | undefined): Body {
  try {
    const body = parseYaml(text, { duplicateKeys: 'last' });
    if (body !== null && !isObject(body))
      throw unrecognized(expected, typeMetaProblem(body), ` (${bodySummary(text)})`);
    return { body, duplicates: nothing };
  } catch (error) {
    if (!(error instanceof YamlError)) throw error;
    const shown = ` (${bodySummary(text)})`;
    throw badRequest(
      expected
        ? `the object provided is unrecognized (must be of type ${expected.kind}): ${error.message}${shown}`
        : error.message,
    );
  }
}

function readJson(text: string, expected: { readonly kind: string } | undefined): Body {
  const { error, duplicates } = examineJson(text);
  if (error !== undefined) throw unrecognized(expected, error, ` (${bodySummary(text)})`);
  return { body: JSON.parse(text), duplicates };
}

/**
 * What a foreign client sent, as it travels inside: an object where the text says one and says nothing twice; else the text itself, for
 * the server to find the words for.
 * @param type the request's content type
 */
export function bodyFromText(text: string, type = 'application/json'): unknown {
  if (!/^application\/(json|[a-z-]+\+json)\s*(;|$)/.test(type)) return text;
  if (nesting(text) > deepest) throw badRequest("couldn't get version/kind; json parse error: exceeded max depth");
  const { error, duplicates } = examineJson(text);
  // What is JSON and no object stays a text: a text in its place would be read again.
  return error === undefined && duplicates.length === 0 && /^\s*[[{]/.test(text) ? JSON.parse(text) : text;
}

/** Deeper than any object is, and not too deep for the stack of those who read it. Go's reader goes ten times as deep. */
const deepest = 1000;

/** How deep brackets stand in brackets. */
function nesting(text: string): number {
  let most = 0;
  let depth = 0;
  let inString = false;
  for (let at = 0; at < text.length; at++) {
    const letter = text.charCodeAt(at);
    if (letter === 0x5c) at++;
    else if (letter === 0x22) inString = !inString;
    else if (inString) continue;
    else if (letter === 0x5b || letter === 0x7b) most = Math.max(most, ++depth);
    else if (letter === 0x5d || letter === 0x7d) depth--;
  }
  return most;
}
