import type { Inspection } from '../../session/protocol';
import { YamlView } from '../parts/yaml-view';
import { useScreen } from '../state/screen';
import { select } from '../state/session';
import { clockText, durationText } from '../text/figures';
import { addressTitle } from '../text/names';
import { Decision, Part, Why } from './parts';

type HopDetails = Extract<Inspection, { kind: 'hop' }>;

/** A message: a sentence, how it was decided, why it was sent, then its bytes. */
export function HopInspection({ inspection }: { readonly inspection: HopDetails }) {
  const { hop, request, answer } = inspection;
  return (
    <>
      <section className="inspect-part">
        <Chips inspection={inspection} />
        <h2 className="sentence">{inspection.sentence}</h2>
        {request && <p className="inspect-quiet">{request.line}</p>}
        {hop.from !== hop.to && (
          <p className="inspect-quiet">
            <ComponentLink id={hop.from} /> → <ComponentLink id={hop.to} />
          </p>
        )}
        <p className="inspect-quiet">
          {hop.protocol} {hop.kind}, sent {clockText(hop.sentAt)}, {hop.outcome === 'flying' ? 'arrives' : 'arrived'}{' '}
          {clockText(hop.arrivesAt)} ({durationText(hop.arrivesAt - hop.sentAt)})
        </p>
      </section>
      {inspection.decision && <Decision table={inspection.decision} root={hop.root} />}
      <Why lines={inspection.why} root={hop.root} />
      <Why lines={inspection.otherCauses} root={0} title="Also because" />
      {inspection.stages.length > 0 && <Stages stages={inspection.stages} />}
      {request && <Wire title="Request" line={request.line} headers={request.headers} body={request.body} />}
      {answer && (
        <Wire
          title={`Answer, after ${durationText(answer.milliseconds)}`}
          line={answer.line}
          headers={answer.headers}
          body={answer.body}
        />
      )}
      {inspection.payload !== undefined && (
        <Part title="Content">
          <YamlView text={inspection.payload} />
        </Part>
      )}
    </>
  );
}

function Chips({ inspection }: { readonly inspection: HopDetails }) {
  const { hop, place, answer } = inspection;
  const followed = useScreen((screen) => hop.root !== 0 && hop.root === screen.following);
  const refused = answer !== undefined && /^[45]/.test(answer.line);
  return (
    <div className="inspect-chips">
      {place && (
        <span className={`chip${followed ? ' follow' : ''}`}>
          hop {place.number.toLocaleString('en')} of {place.of.toLocaleString('en')}
        </span>
      )}
      {!place && hop.root === 0 && hop.kind !== 'act' && <span className="chip">background</span>}
      {answer && <span className={`chip ${refused ? 'bad' : 'ok'}`}>{answer.line}</span>}
      {answer && <span className="chip">{durationText(answer.milliseconds)}</span>}
      {(hop.outcome === 'lost' || hop.outcome === 'refused') && <span className="chip bad">▲ {hop.outcome}</span>}
      {hop.outcome === 'flying' && <span className="chip wait">◐ in the air</span>}
    </div>
  );
}

function ComponentLink({ id }: { readonly id: string }) {
  return (
    <button type="button" className="link" onClick={() => select({ kind: 'component', id })}>
      {addressTitle(id)}
    </button>
  );
}

function Stages({ stages }: { readonly stages: HopDetails['stages'] }) {
  return (
    <Part title="On its way through the API server">
      <ol className="stages">
        {stages.map((stage) => (
          <li key={stage.title}>
            <span>{stage.title}</span>
            <span className="inspect-quiet">{stage.verdict}</span>
          </li>
        ))}
      </ol>
    </Part>
  );
}

function Wire(props: {
  readonly title: string;
  readonly line: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}) {
  const headers = Object.entries(props.headers);
  return (
    <Part title={props.title}>
      <pre className="yaml wire-line">{props.line}</pre>
      {headers.length > 0 && (
        <details className="wire-headers">
          <summary>{headers.length === 1 ? 'one header' : `${headers.length} headers`}</summary>
          <pre className="yaml">{headers.map(([name, value]) => `${name}: ${value}`).join('\n')}</pre>
        </details>
      )}
      {props.body !== '' && <YamlView text={props.body} />}
    </Part>
  );
}
