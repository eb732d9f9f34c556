import { notAcceptable, refuse } from '../../apimachinery';
import type { Refusal } from '../../apimachinery';

/** In which form an answer is wanted. */
export interface Wanted {
  readonly media: 'json' | 'yaml';
  /** '' for the thing itself, or what it is to be turned into: `Table`, `PartialObjectMetadata` … */
  readonly as: string;
  /** Of `as`: `meta.k8s.io`, `v1`. */
  readonly group: string;
  readonly version: string;
}

/** What an endpoint can turn its answers into. */
export type Conversion = (as: string, group: string, version: string) => boolean;

export const asItself: Wanted = { media: 'json', as: '', group: '', version: '' };

/** What is done with objects and lists of them. */
export const objectConversions: Conversion = (as, group, version) =>
  group === 'meta.k8s.io' &&
  (version === 'v1' || version === 'v1beta1') &&
  (as === 'Table' || as === 'PartialObjectMetadata' || as === 'PartialObjectMetadataList');

export const discoveryConversions: Conversion = (as, group, version) =>
  as === 'APIGroupDiscoveryList' && group === 'apidiscovery.k8s.io' && version === 'v2';

interface Clause {
  readonly type: string;
  readonly quality: number;
  readonly parameters: ReadonlyMap<string, string>;
}

const media: Readonly<Record<string, Wanted['media']>> = {
  'application/json': 'json',
  'application/yaml': 'yaml',
  '*/*': 'json',
  'application/*': 'json',
};
/** What a real server answers in, as its refusal names it; the last is more than this one does. */
const served = ['application/json', 'application/yaml', 'application/vnd.kubernetes.protobuf'];

const streamed = ['application/json;stream=watch', 'application/vnd.kubernetes.protobuf;stream=watch'];

/** What a route says that it answers in. Its client has to name one of it in so many words, before anybody looks at parameters. */
export const representations = {
  objects: served,
  collections: [...served, ...streamed],
  logs: ['text/plain', ...served],
  version: ['application/json'],
} as const;

/** Throws 406 for a client that takes none of the representations. */
export function checkAcceptable(accept: string | undefined, offered: readonly string[]): void {
  if (accept === undefined || accept === '' || accept === 'application/json') return;
  for (const clause of accept.split(',')) {
    const type = clause.split(';')[0]!.trim();
    if (type === '*/*' || offered.includes(type)) return;
  }
  throw notRepresented(offered);
}

const notRepresented = (offered: readonly string[]): Refusal =>
  refuse(406, 'NotAcceptable', `406: Not Acceptable\n\nAvailable representations: ${offered.join(', ')}`, {});

/** Refusals come in YAML to those who ask for that before anything else. */
export function formOfRefusal(accept: string | undefined): Wanted {
  if (accept === undefined || !accept.includes('yaml')) return asItself;
  for (const clause of parsed(accept)) {
    const form = formOf(clause, () => false);
    if (form) return form;
  }
  return asItself;
}

const clausesOf = new Map<string, readonly Clause[]>();
/** Headers are few and come again and again; strangers' are not kept for ever. */
const rememberedHeaders = 200;

/**
 * The first form that the client's Accept header asks for and this endpoint has; 406 when there is none. A client that says
 * nothing gets the thing itself.
 * @param streaming watches speak JSON alone
 */
export function wantedForm(accept: string | undefined, conversions: Conversion, streaming = false): Wanted {
  if (accept === undefined || accept === '' || accept === 'application/json') return asItself;
  for (const clause of parsed(accept)) {
    const form = formOf(clause, conversions);
    if (form && !(streaming && form.media === 'yaml')) return form;
  }
  throw notAcceptable(streaming ? streamed : served);
}

function formOf({ type, parameters }: Clause, conversions: Conversion): Wanted | undefined {
  const found = Object.hasOwn(media, type) ? media[type] : undefined;
  if (found === undefined) return undefined;
  const as = parameters.get('as') ?? '';
  if (as === '') return found === 'json' ? asItself : { ...asItself, media: found };
  const group = parameters.get('g') ?? '';
  const version = parameters.get('v') ?? '';
  return conversions(as, group, version) ? { media: found, as, group, version } : undefined;
}

function parsed(accept: string): readonly Clause[] {
  let clauses = clausesOf.get(accept);
  if (clauses) return clauses;
  if (clausesOf.size >= rememberedHeaders) clausesOf.clear();
  const specific = ({ type }: Clause): number => (type === '*/*' ? 0 : type.endsWith('/*') ? 1 : 2);
  clauses = accept
    .split(',')
    .map(clauseOf)
    .filter(({ quality }) => quality > 0)
    .sort((a, b) => b.quality - a.quality || specific(b) - specific(a));
  clausesOf.set(accept, clauses);
  return clauses;
}

function clauseOf(text: string): Clause {
  const [type, ...rest] = text.split(';').map((part) => part.trim());
  const parameters = new Map<string, string>();
  for (const part of rest) {
    const equals = part.indexOf('=');
    if (equals > 0) parameters.set(part.slice(0, equals).trim(), part.slice(equals + 1).trim());
  }
  const quality = Number(parameters.get('q') ?? 1);
  return { type: type!.toLowerCase(), quality: Number.isNaN(quality) ? 1 : quality, parameters };
}
