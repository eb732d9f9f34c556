import { isObject, isRefusal, wallClock, writeYaml } from '../../apimachinery';
import type { KubeObject } from '../../apimachinery';
import { apiVersionOf, strategicSchemaOf } from '../../api';
import type { Process } from '../../simulation';
import { CommandError, UsageError } from '../failure';
import type { Invocation } from '../invocation';
import { planPatch } from '../last-applied';
import { logLine } from '../log-line';
import type { ManifestObject } from '../manifest';
import { withoutManagers } from '../printers/object-printer';
import { unifiedDiff } from '../unified-diff';
import { addressOf, openManifests, settle, validationOf, withEach } from './manifests';

/** An object as it is and as the server would make it; the texts that are compared. */
interface Compared {
  readonly file: string;
  readonly live: string;
  readonly merged: string;
}

const query = (invocation: Invocation) => ({
  dryRun: 'All',
  fieldManager: invocation.flags.text('field-manager') ?? 'kubectl-client-side-apply',
  fieldValidation: validationOf(invocation),
});

/** Whoever owns a field is taken for somebody who changes it all the time: the real one tries four times before it says so. */
function tellConflict(invocation: Invocation, { kind: { group, version, kind }, object }: ManifestObject): void {
  const which = `${group}/${version}, Kind=${kind}: ${object.metadata.name}`;
  invocation.say(
    logLine(invocation.component.now, 'W', 'diff.go:721', `Object (${which}) keeps changing, diffing without lock`),
  );
}

/** What the server would make of the manifest; it writes nothing. */
function* merge(invocation: Invocation, entry: ManifestObject, live: KubeObject | undefined): Process<KubeObject> {
  const { requests, flags } = invocation;
  if (flags.isOn('server-side')) {
    const force = String(flags.isOn('force-conflicts'));
    const fieldManager = flags.text('field-manager') ?? 'kubectl';
    const asked = { ...query(invocation), fieldManager, force };
    try {
      return yield* requests.patch(addressOf(entry), entry.object, 'apply', asked);
    } catch (error) {
      if (isRefusal(error, 'Conflict')) tellConflict(invocation, entry);
      throw error;
    }
  }
  if (!live) return yield* requests.create(entry, entry.object, query(invocation));
  const planned = planPatch(entry.object, live, strategicSchemaOf(apiVersionOf(entry.kind), entry.kind.kind), false);
  if (!planned) return live;
  // Of nothing else than what is shown as it is.
  const { resourceVersion } = live.metadata;
  const { metadata } = planned.patch as { readonly metadata?: object };
  const patch = { ...planned.patch, metadata: { ...metadata, resourceVersion } };
  return yield* requests.patch(addressOf(entry), patch, planned.type, query(invocation));
}

function* findLive(invocation: Invocation, entry: ManifestObject): Process<KubeObject | undefined> {
  try {
    return yield* invocation.requests.get(addressOf(entry));
  } catch (error) {
    if (isRefusal(error, 'NotFound')) return undefined;
    throw error;
  }
}

/** Secrets are not printed: what stays the same is stars, what changes is said to. */
function masked(
  object: KubeObject | undefined,
  other: KubeObject | undefined,
  word: 'before' | 'after',
): KubeObject | undefined {
  const data = object && (object as { readonly data?: unknown }).data;
  if (object?.kind !== 'Secret' || !isObject(data)) return object;
  const others = other && (other as { readonly data?: unknown }).data;
  const hide = ([key, value]: [string, unknown]): [string, string] => {
    const same = !isObject(others) || !Object.hasOwn(others, key) || others[key] === value;
    return [key, same ? '***' : `*** (${word})`];
  };
  return { ...object, data: Object.fromEntries(Object.entries(data).map(hide)) } as KubeObject;
}

function textOf(object: KubeObject | undefined): string {
  return object ? writeYaml(withoutManagers(object)) : '';
}

/** `apps.v1.Deployment.default.web` */
function fileOf({ kind, namespace, object }: ManifestObject): string {
  const { group, version } = kind;
  return [...(group === '' ? [] : [group]), version, kind.kind, namespace ?? '', object.metadata.name].join('.');
}

function* compare(invocation: Invocation, entry: ManifestObject, all: Compared[]): Process<void> {
  if (!entry.object.metadata.name) throw new CommandError('resource name may not be empty');
  const found = yield* findLive(invocation, entry);
  const made = yield* merge(invocation, entry, found);
  // Of a secret that is not there yet the mask makes nothing, and nothing is printed as a word.
  const live = found === undefined && made.kind === 'Secret' ? 'null\n' : textOf(masked(found, made, 'before'));
  const merged = textOf(masked(made, found, 'after'));
  all.push({ file: fileOf(entry), live, merged });
  const outcome = found === undefined ? 'new' : live === merged ? 'same' : 'differs';
  settle(invocation, entry, outcome, { live, merged });
}

/** `2026-01-01 00:00:12.345000000 +0000`: when the files that are compared were written. */
function stampOf(now: number): string {
  const milliseconds = String(Math.floor(now) % 1000).padStart(3, '0');
  return `${wallClock(now).replace('T', ' ').replace('Z', '')}.${milliseconds}000000 +0000`;
}

/** As `diff -u -N` tells two folders apart. */
function tell(invocation: Invocation, all: readonly Compared[]): void {
  const { component } = invocation;
  const number = Math.floor(component.now * 1000) % 1e9;
  const stamp = stampOf(component.now);
  for (const { file, live, merged } of all.toSorted((a, b) => (a.file < b.file ? -1 : 1))) {
    const hunks = unifiedDiff(live, merged);
    if (hunks === '') continue;
    const [before, after] = [`/tmp/LIVE-${number}/${file}`, `/tmp/MERGED-${number}/${file}`];
    const head = `diff -u -N ${before} ${after}\n--- ${before}\t${stamp}\n+++ ${after}\t${stamp}\n`;
    invocation.write('stdout', head + hunks);
    invocation.exitCode = 1;
  }
}

/** `kubectl diff -f FILE`: the live objects beside what the server would make of the manifest. Ends with 1 where they differ. */
export function* diff(invocation: Invocation): Process<void> {
  const { words, path } = invocation;
  // 1 says that there are differences.
  invocation.exitCode = 2;
  if (words.length > 0) throw new UsageError(`Unexpected args: [${words.join(' ')}]`, path);
  if (!invocation.flags.namesFiles) throw new CommandError('must specify one of -f and -k');
  const objects = yield* openManifests(invocation);
  const all: Compared[] = [];
  yield* withEach(invocation, objects, (entry) => compare(invocation, entry, all));
  if (!invocation.failed) invocation.exitCode = 0;
  tell(invocation, all);
}
