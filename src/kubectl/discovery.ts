/** Custom kinds are asked for when a command speaks of one; what was heard is kept, as kubectl keeps it on its disk. */
import { apiVersionOf, kinds, laterParts } from '../api';
import type { KindDefinition } from '../api';
import { isRefusal } from '../apimachinery';
import { discoveryAccept } from '../client';
import type { Component, Process } from '../simulation';
import { CommandError } from './failure';
import type { Invocation } from './invocation';
import { resourceArguments, servedKind } from './resource-argument';

const heard = new WeakMap<Component, readonly KindDefinition[]>();

/** Commands whose words are kinds and names. */
const aboutKinds: ReadonlySet<string> = new Set(
  'annotate delete describe edit explain get label patch scale set wait'.split(' '),
);

/** Asks what is served if the command names a kind that nobody has heard of. */
export function* discoverUnknown(invocation: Invocation): Process<void> {
  invocation.customKinds = heard.get(invocation.component) ?? [];
  if (!namesUnknown(invocation)) return;
  try {
    const body = yield* invocation.requests.raw('GET', '/apis', undefined, discoveryAccept);
    invocation.customKinds = laterParts().customKinds(body);
    heard.set(invocation.component, invocation.customKinds);
  } catch (error) {
    // The command itself will tell.
    if (!isRefusal(error)) throw error;
  }
}

function namesUnknown(invocation: Invocation): boolean {
  if (invocation.flags.namesFiles) return writesUnknown(invocation);
  const { path, words, customKinds } = invocation;
  const [first] = words;
  if (first === undefined || !aboutKinds.has(path[0]!)) return false;
  try {
    if (path[0] === 'explain') servedKind(first.split('.')[0]!, customKinds);
    else resourceArguments(first.includes('/') ? words : [first], customKinds);
    return false;
  } catch (error) {
    if (!(error instanceof CommandError)) throw error;
    return error.message.startsWith("the server doesn't have a resource type");
  }
}

const written = /["']?\bapiVersion["']?\s*:\s*["']?([\w.-]+\/[\w.-]+)/g;
const ownVersions: ReadonlySet<string> = new Set(kinds.map(apiVersionOf));

/** Files may speak of more than the command will send: then it was asked in vain. */
function writesUnknown({ files, customKinds }: Invocation): boolean {
  const known = new Set([...ownVersions, ...customKinds.map(apiVersionOf)]);
  return Object.values(files).some((text) =>
    [...text.matchAll(written)].some(([, version]) => !known.has(version!) && !version!.startsWith('kustomize')),
  );
}
