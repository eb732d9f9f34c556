/**
 * Image names by Docker's reference rules, with the words its parser uses: a name without a host is Docker Hub's, one
 * without a path there is an official image (`nginx` is `docker.io/library/nginx`), one without a tag means `latest`.
 */
export interface ImageReference {
  readonly domain: string;
  /** `library/nginx` */
  readonly path: string;
  readonly tag?: string;
  readonly digest?: string;
}

export type ParsedReference = { readonly reference: ImageReference } | { readonly problem: string };

const IDENTIFIER = /^[a-f0-9]{64}$/;
const HOST =
  '(?:[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?(?:\\.[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?)*|\\[[a-fA-F0-9:]+\\])(?::[0-9]+)?';
const COMPONENT = '[a-z0-9]+(?:(?:[._]|__|[-]+)[a-z0-9]+)*';
const TAG = '[\\w][\\w.-]{0,127}';
const DIGEST = '[A-Za-z][A-Za-z0-9]*(?:[-_+.][A-Za-z][A-Za-z0-9]*)*:[0-9a-fA-F]{32,}';
const REFERENCE = new RegExp(`^(${HOST})/(${COMPONENT}(?:/${COMPONENT})*)(?::(${TAG}))?(?:@(${DIGEST}))?$`);
const LONGEST_NAME = 255;

const parsed = new Map<string, ParsedReference>();
const REMEMBERED = 1000;

export function parseImageReference(text: string): ParsedReference {
  let known = parsed.get(text);
  if (known) return known;
  if (parsed.size >= REMEMBERED) parsed.clear();
  parsed.set(text, (known = parse(text)));
  return known;
}

function parse(text: string): ParsedReference {
  if (IDENTIFIER.test(text)) {
    return { problem: `invalid repository name (${text}), cannot specify 64-byte hexadecimal strings` };
  }
  const [domain, rest] = splitDomain(text);
  const name = rest.split(/[:@]/, 1)[0]!;
  if (name.toLowerCase() !== name) {
    return { problem: `invalid reference format: repository name (${name}) must be lowercase` };
  }
  const match = REFERENCE.exec(`${domain}/${rest}`);
  if (!match) return { problem: 'invalid reference format' };
  const [, host, path, tag, digest] = match;
  if (path!.length > LONGEST_NAME) return { problem: 'repository name must not be more than 255 characters' };
  return { reference: { domain: host!, path: path!, tag, digest } };
}

/** What comes before the first slash is a host when it looks like one: a dot, a port, `localhost`, or capitals. */
function splitDomain(text: string): [domain: string, rest: string] {
  const slash = text.indexOf('/');
  const first = text.slice(0, Math.max(slash, 0));
  const isHost = slash >= 0 && (/[.:]/.test(first) || first === 'localhost' || first.toLowerCase() !== first);
  const domain = isHost && first !== 'index.docker.io' ? first : 'docker.io';
  const rest = isHost ? text.slice(slash + 1) : text;
  return [domain, domain === 'docker.io' && !rest.includes('/') ? `library/${rest}` : rest];
}

/** `docker.io/library/nginx` */
export function repositoryOf(reference: ImageReference): string {
  return `${reference.domain}/${reference.path}`;
}

/** The whole name as containerd keeps and prints it: `docker.io/library/nginx:1.25`. */
export function canonicalName(reference: ImageReference): string {
  const tag = reference.tag ?? (reference.digest ? undefined : 'latest');
  return `${repositoryOf(reference)}${tag ? `:${tag}` : ''}${reference.digest ? `@${reference.digest}` : ''}`;
}

/** What is asked of a registry: the digest where one is named, else the tag. */
export function versionOf(reference: ImageReference): string {
  return reference.digest ?? reference.tag ?? 'latest';
}

/** Where a registry answers: Docker Hub's images are served by another host than they are named after. */
export function registryHost(reference: ImageReference): string {
  return reference.domain === 'docker.io' ? 'registry-1.docker.io' : reference.domain;
}
