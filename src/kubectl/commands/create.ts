import { findByResourceName } from '../../api';
import type { Process } from '../../simulation';
import { CommandError } from '../failure';
import type { Invocation } from '../invocation';
import type { ManifestObject } from '../manifest';
import { printedName } from '../resource-argument';
import { during, openManifests, settle, withEach } from './manifests';

const query = { fieldManager: 'kubectl-create', fieldValidation: 'Strict' };

function* createOne(invocation: Invocation, entry: ManifestObject): Process<void> {
  const made = yield* during(
    `error when creating "${entry.file}": `,
    invocation.requests.create(entry, entry.object, query),
  );
  invocation.print(`${printedName(entry.kind, made.metadata.name)} created`);
  settle(invocation, entry, 'created');
}

function* createNamespace(invocation: Invocation, names: readonly string[]): Process<void> {
  const [name, ...more] = names;
  if (name === undefined || more.length > 0) {
    throw new CommandError(
      `exactly one NAME is required, got ${names.length}\nSee 'kubectl create namespace -h' for help and examples`,
    );
  }
  const kind = findByResourceName('namespaces')!;
  const namespace = { apiVersion: 'v1', kind: 'Namespace', metadata: { name } };
  yield* invocation.requests.create({ kind, namespace: undefined }, namespace, query);
  invocation.print(`namespace/${name} created`);
}

/** `kubectl create -f FILE` and `kubectl create namespace NAME`. */
export function* create(invocation: Invocation): Process<void> {
  const [what, ...names] = invocation.words;
  if (what === 'namespace' || what === 'ns') {
    yield* createNamespace(invocation, names);
    return;
  }
  if (what !== undefined) throw new CommandError(`unknown command "${what}" for "kubectl create"`);
  if (!invocation.flags.has('filename')) throw new CommandError('must specify one of -f and -k');
  const objects = openManifests(invocation);
  if (objects.length === 0 && !invocation.failed) throw new CommandError('no objects passed to create');
  yield* withEach(invocation, objects, (entry) => createOne(invocation, entry));
}
