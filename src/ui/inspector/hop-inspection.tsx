import type { Inspection } from '../../session/protocol';
import { YamlView } from '../parts/yaml-view';
import { useScreen } from '../state/screen';
import { select } from '../state/session';
import { clockText, durationText } from '../text/figures';
import { addressTitle } from '../text/names';
import { Decision, Part, Why } from './parts';
import { say, text, useText } from '../text/language';
import type { PlainKey } from '../text/translation';

type HopDetails = Extract<Inspection, { kind: 'hop' }>;

/** A message: a sentence, how it was decided, why it was sent, then its bytes. */
export function HopInspection({ inspection }: { readonly inspection: HopDetails }) {
  const text = useText();
  const { hop, request, answer } = inspection;
  return (
    <>
      <section className="inspect-part">
        <Chips inspection={inspection} />
        <h2 className="sentence">{say(inspection.sentence)}</h2>
        {request && <p className="inspect-quiet">{say(request.line)}</p>}
        {hop.from !== hop.to && (
          <p className="inspect-quiet">
            <ComponentLink id={hop.from} /> → <ComponentLink id={hop.to} />
          </p>
        )}
        <p className="inspect-quiet">
          {text(hop.outcome === 'flying' ? 'inspector.arrives' : 'inspector.arrived', {
            protocol: hop.protocol,
            kind: text(`hopKinds.${hop.kind}`),
            sent: clockText(hop.sentAt),
            arrives: clockText(hop.arrivesAt),
            took: durationText(hop.arrivesAt - hop.sentAt),
          })}
        </p>
      </section>
      {inspection.decision && <Decision table={inspection.decision} root={hop.root} />}
      <Why lines={inspection.why} root={hop.root} />
      <Why lines={inspection.otherCauses} root={0} title={text('inspector.alsoBecause')} />
      {inspection.stages.length > 0 && <Stages stages={inspection.stages} />}
      {request && (
        <Wire
          title={text('inspector.request')}
          line={say(request.line)}
          headers={request.headers}
          body={request.body}
        />
      )}
      {answer && (
        <Wire
          title={text('inspector.answerAfter', { took: durationText(answer.milliseconds) })}
          line={say(answer.line)}
          headers={answer.headers}
          body={answer.body}
        />
      )}
      {inspection.payload !== undefined && (
        <Part title={text('inspector.content')}>
          <YamlView text={inspection.payload} />
        </Part>
      )}
    </>
  );
}

function Chips({ inspection }: { readonly inspection: HopDetails }) {
  const text = useText();
  const { hop, place, answer } = inspection;
  const followed = useScreen((screen) => hop.root !== 0 && hop.root === screen.following);
  const refused = answer?.refuses === true;
  return (
    <div className="inspect-chips">
      {place && (
        <span className={`chip${followed ? ' follow' : ''}`}>
          {text('inspector.hopPlace', { place: place.number, all: place.of })}
        </span>
      )}
      {!place && hop.root === 0 && hop.kind !== 'act' && <span className="chip">{text('inspector.background')}</span>}
      {answer && <span className={`chip ${refused ? 'bad' : 'ok'}`}>{say(answer.line)}</span>}
      {answer && <span className="chip">{durationText(answer.milliseconds)}</span>}
      {hop.outcome === 'lost' && <span className="chip bad">{text('inspector.outcomeLost')}</span>}
      {hop.outcome === 'refused' && <span className="chip bad">{text('inspector.outcomeRefused')}</span>}
      {hop.outcome === 'flying' && <span className="chip wait">{text('inspector.inTheAir')}</span>}
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
  const text = useText();
  return (
    <Part title={text('inspector.stages')}>
      <ol className="stages">
        {stages.map((stage) => (
          <li key={stage.title}>
            <span>{stageTitle(stage.title)}</span>
            <span className="inspect-quiet">{say(stage.verdict)}</span>
          </li>
        ))}
      </ol>
    </Part>
  );
}

const stageTitles: Readonly<Record<string, PlainKey>> = {
  authentication: 'inspector.stageAuthentication',
  authorization: 'inspector.stageAuthorization',
  decoding: 'inspector.stageDecoding',
  'mutating admission': 'inspector.stageMutating',
  validation: 'inspector.stageValidation',
  'validating admission': 'inspector.stageValidating',
  storage: 'inspector.stageStorage',
};

function stageTitle(title: string): string {
  const key = stageTitles[title];
  return key ? text(key) : title;
}

function Wire(props: {
  readonly title: string;
  readonly line: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}) {
  const text = useText();
  const headers = Object.entries(props.headers);
  return (
    <Part title={props.title}>
      <pre className="yaml wire-line">{props.line}</pre>
      {headers.length > 0 && (
        <details className="wire-headers">
          <summary>{text('inspector.headers', { count: headers.length })}</summary>
          <pre className="yaml">{headers.map(([name, value]) => `${name}: ${value}`).join('\n')}</pre>
        </details>
      )}
      {props.body !== '' && <YamlView text={props.body} />}
    </Part>
  );
}
