import { humanDuration, instantOf } from '../../apimachinery';
import type { Process } from '../../simulation';
import { CommandError } from '../failure';
import type { Invocation } from '../invocation';
import type { Loose } from '../printers/description';
import { eventInstant } from '../printers/events';
import { objectPrinter } from '../printers/object-printer';
import { kindCalled, servedKind } from '../resource-argument';
import { alignTabs, tableWriter } from '../tab-writer';

function lastSeen(event: Loose, now: number): string {
  const since = (text: string) => humanDuration(now - (instantOf(text) ?? now));
  const first = event.firstTimestamp ?? event.eventTime;
  const count = event.series?.count ?? event.count ?? 1;
  const last = event.series?.lastObservedTime ?? event.lastTimestamp ?? event.eventTime;
  return count > 1 ? `${since(last)} (x${count} over ${since(first)})` : since(first);
}

function fieldSelectorOf({ flags }: Invocation): string | undefined {
  const text = flags.text('for');
  if (text === undefined) return undefined;
  const [type = '', name] = text.split('/');
  if (!name) throw new CommandError(`--for must be in resource/name form`);
  return `involvedObject.kind=${servedKind(type).kind},involvedObject.name=${name}`;
}

const header = 'LAST SEEN\tTYPE\tREASON\tOBJECT\tMESSAGE';

function row(event: Loose, now: number, withNamespace: boolean): string {
  const { involvedObject: about, type, reason, message } = event;
  const before = withNamespace ? `${event.metadata.namespace}\t` : '';
  return `${before}${lastSeen(event, now)}\t${type}\t${reason}\t${about.kind}/${about.name}\t${String(message ?? '').trim()}`;
}

/** `kubectl events`, `kubectl events --for=pod/web -w`: the oldest first. */
export function* events(invocation: Invocation): Process<void> {
  const { flags, requests, component } = invocation;
  const everywhere = flags.isOn('all-namespaces');
  const types = flags.list('types').map((type) => type.toLowerCase());
  if (types.some((type) => type !== 'normal' && type !== 'warning'))
    throw new CommandError('valid --types are Normal or Warning');
  const target = { kind: kindCalled('events'), namespace: everywhere ? undefined : invocation.namespace };
  const query = { fieldSelector: fieldSelectorOf(invocation) };
  const list = yield* requests.list(target.kind, target.namespace, { ...query, limit: '500' });
  const isWanted = (event: Loose) => types.length === 0 || types.includes(event.type.toLowerCase());
  const found = (list.items as readonly Loose[]).filter(isWanted).toSorted((a, b) => eventInstant(a) - eventInstant(b));
  if (found.length === 0 && !flags.isOn('watch')) {
    invocation.say(everywhere ? 'No events found.' : `No events found in ${invocation.namespace} namespace.`);
    return;
  }
  const output = flags.text('output');
  // A list has no name, and its events are not told one by one.
  if (output === 'name') return;
  if (output !== undefined) {
    const printer = objectPrinter(output, flags, invocation.files, []);
    invocation.write('stdout', printer({ apiVersion: 'v1', items: found, kind: 'EventList', metadata: list.metadata }));
    return;
  }
  const widths: number[] = [];
  const first = flags.isOn('no-headers') ? [] : [everywhere ? `NAMESPACE\t${header}` : header];
  const print = (lines: readonly string[]) => invocation.print(alignTabs(lines, tableWriter, widths).join('\n'));
  print([...first, ...found.map((event) => row(event, component.now, everywhere))]);
  if (!flags.isOn('watch')) return;
  const stream = yield* requests.watchAll(target, { ...query, resourceVersion: list.metadata.resourceVersion });
  try {
    for (let event = yield* stream.next(); event; event = yield* stream.next())
      if (event.type === 'ADDED' || event.type === 'MODIFIED') print([row(event.object, component.now, everywhere)]);
  } finally {
    stream.close();
  }
}
