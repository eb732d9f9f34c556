import { setAt, writeYaml } from '../../apimachinery';
import type { KubeObject } from '../../apimachinery';
import type { Process } from '../../simulation';
import { dryRunOf, dryRunQuery, printOutcome } from '../dry-run';
import { CommandError, UsageError } from '../failure';
import { inOrder, sortedJson } from '../go-value';
import type { Invocation } from '../invocation';
import { lastAppliedAnnotation } from '../../api';
import { lastApplied, rememberedText } from '../last-applied';
import { forEachObject } from '../resource-builder';
import type { FoundObject } from '../resource-builder';
import { printedName } from '../resource-argument';
import { openManifests, withEach } from './manifests';

const missing = ({ metadata }: KubeObject, more = ''): CommandError =>
  new CommandError(`no last-applied-configuration annotation found on resource: ${metadata.name}${more}`);

/** `kubectl apply view-last-applied deploy/web [-o json]`: what was applied last, as the annotation remembers it. */
export function* viewLastApplied(invocation: Invocation): Process<void> {
  const { flags, words, path } = invocation;
  const output = flags.text('output') ?? 'yaml';
  if (output !== 'yaml' && output !== 'json')
    throw new UsageError(`Unexpected -o output mode: ${output}, the flag 'output' must be one of yaml|json`, path);
  yield* forEachObject(invocation, words, function* ({ object }: FoundObject): Process<void> {
    const applied = lastApplied(object);
    if (!applied) return;
    invocation.write('stdout', output === 'yaml' ? writeYaml(inOrder(applied)) : `${sortedJson(applied, 2)}\n`);
  });
}

/** `kubectl apply set-last-applied -f FILE`: writes the annotation and nothing else. */
export function* setLastApplied(invocation: Invocation): Process<void> {
  const { flags, requests } = invocation;
  const objects = yield* openManifests(invocation);
  yield* withEach(invocation, objects, function* ({ kind, namespace, object }) {
    const address = { kind, namespace, name: object.metadata.name };
    const live = yield* requests.get(address);
    if (!lastApplied(live) && !flags.isOn('create-annotation'))
      throw missing(live, ', to create the annotation, run the command with --create-annotation');
    const text = rememberedText(object);
    const patch = setAt({}, ['metadata', 'annotations', lastAppliedAnnotation], text);
    const dryRun = dryRunOf(invocation);
    if (live.metadata.annotations?.[lastAppliedAnnotation] === text)
      return invocation.print(`set-last-applied ${address.name}: no changes required.`);
    const writing = requests.patch(address, patch, 'merge', dryRunQuery(dryRun));
    const after = dryRun === 'client' ? live : yield* writing;
    printOutcome(invocation, printedName(kind, address.name), 'configured', after);
  });
}
