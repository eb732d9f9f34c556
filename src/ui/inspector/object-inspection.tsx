import { useState } from 'react';
import type { Inspection } from '../../session/protocol';
import { StateMark } from '../parts/state-mark';
import { Tabs } from '../parts/tabs';
import { YamlView } from '../parts/yaml-view';
import { select } from '../state/session';
import { useSlowly } from '../state/slowly';
import { clockText } from '../text/figures';
import { nameOfKey } from '../text/names';
import { Decision, Part, Why } from './parts';
import { say, useText } from '../text/language';

type ObjectDetails = Extract<Inspection, { kind: 'object' }>;
type Depth = 'yaml' | 'events' | 'logs';

/** An object: a sentence, what it waits for, why it is as it is, then YAML, events and logs. */
export function ObjectInspection({ inspection }: { readonly inspection: ObjectDetails }) {
  const text = useText();
  const { view } = inspection;
  const [depth, setDepth] = useState<Depth>('yaml');
  const lines = inspection.logs.reduce((sum, log) => sum + log.lines.length, 0);
  const choices = [
    { id: 'yaml', title: 'YAML' },
    { id: 'events', title: text('inspector.events', { shown: inspection.events.length }) },
    { id: 'logs', title: text('inspector.logs', { shown: lines }), disabled: inspection.logs.length === 0 },
  ] as const;
  return (
    <>
      <section className="inspect-part">
        <div className="inspect-chips">
          {view && (
            <span className="chip">
              <StateMark state={view.state} />
              {view.word}
            </span>
          )}
          {view?.ready && !view.word.startsWith(view.ready) && (
            <span className="chip">{text('inspector.ready', { ready: view.ready })}</span>
          )}
          <span className="chip">{text('inspector.revision', { revision: inspection.revision })}</span>
        </div>
        <h2 className="sentence">{say(inspection.sentence)}</h2>
        <p className="inspect-quiet key">{inspection.key}</p>
        <Relations inspection={inspection} />
      </section>
      {inspection.decision && <Decision table={inspection.decision} root={view?.root ?? 0} />}
      <Why lines={inspection.why} root={view?.root ?? 0} />
      <div className="bar inspect-tabs">
        <Tabs
          label={text('inspector.depth')}
          choices={choices}
          chosen={depth}
          controls="object-depth"
          onChoose={setDepth}
        />
      </div>
      <div className="inspect-part" id="object-depth" role="tabpanel">
        {depth === 'yaml' && <YamlView text={inspection.yaml} />}
        {depth === 'events' && <Events events={inspection.events} />}
        {depth === 'logs' && <Logs logs={inspection.logs} />}
      </div>
    </>
  );
}

function Relations({ inspection }: { readonly inspection: ObjectDetails }) {
  const text = useText();
  const { view } = inspection;
  const owns = useSlowly((screen) => {
    const found: string[] = [];
    for (const object of screen.world.objects.values()) if (object.owner === inspection.key) found.push(object.key);
    return found.length > 8 ? `${found.slice(0, 8).join('\n')}\n` : found.join('\n');
  });
  return (
    <p className="relations">
      {view?.owner && <ObjectLink word={text('inspector.ownedBy')} target={view.owner} />}
      {view?.node && (
        <span>
          {text('inspector.on')}{' '}
          <button type="button" className="link" onClick={() => select({ kind: 'machine', name: view.node ?? '' })}>
            {view.node}
          </button>
        </span>
      )}
      {owns !== '' &&
        owns
          .split('\n')
          .map((key) => key !== '' && <ObjectLink key={key} word={text('inspector.owns')} target={key} />)}
      {owns.endsWith('\n') && <span>{text('inspector.andMore')}</span>}
    </p>
  );
}

function ObjectLink({ word, target }: { readonly word: string; readonly target: string }) {
  return (
    <span>
      {word}{' '}
      <button type="button" className="link" onClick={() => select({ kind: 'object', key: target })}>
        {nameOfKey(target)}
      </button>
    </span>
  );
}

function Events({ events }: { readonly events: ObjectDetails['events'] }) {
  const text = useText();
  if (events.length === 0) return <p className="inspect-quiet">{text('inspector.noEvents')}</p>;
  return (
    <ol className="events">
      {events.map((event) => (
        <li key={`${event.at} ${event.reason} ${event.message}`} className={event.type === 'Warning' ? 'warning' : ''}>
          <span className="event-head">
            <b>
              {event.type === 'Warning' ? '▲ ' : ''}
              {event.reason}
            </b>
            {event.count > 1 && <span> × {event.count}</span>}
            <span className="event-at">{clockText(event.at)}</span>
          </span>
          <span>{event.message}</span>
          <span className="inspect-quiet">{event.from}</span>
        </li>
      ))}
    </ol>
  );
}

const LAST_LINES = 300;

function Logs({ logs }: { readonly logs: ObjectDetails['logs'] }) {
  const text = useText();
  return (
    <>
      {logs.map((log) => (
        <Part key={log.container} title={log.container}>
          <pre className="yaml">
            {log.lines.length > LAST_LINES
              ? `${text('inspector.linesBefore', { count: log.lines.length - LAST_LINES })}\n`
              : ''}
            {log.lines.length === 0 ? text('inspector.noLogs') : log.lines.slice(-LAST_LINES).join('\n')}
          </pre>
        </Part>
      ))}
    </>
  );
}
