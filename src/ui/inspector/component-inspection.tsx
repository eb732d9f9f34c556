import type { ComponentView, Inspection } from '../../session/protocol';
import { FaultButtons } from '../faults/fault-menu';
import { countsInWords } from '../graph/pod-cells';
import { StateMark } from '../parts/state-mark';
import { type Screen, useScreen } from '../state/screen';
import { select } from '../state/session';
import { useSlowly } from '../state/slowly';
import { clockText } from '../text/figures';
import { factsInWords } from './facts';
import { HopButtons, Pairs, Part } from './parts';
import { say, useText } from '../text/language';

type ComponentDetails = Extract<Inspection, { kind: 'component' }>;
type MachineDetails = Extract<Inspection, { kind: 'machine' }>;

/** A program: what it is doing, what it says about itself, its last messages, its log. */
export function ComponentInspection({ inspection }: { readonly inspection: ComponentDetails }) {
  const text = useText();
  const { component } = inspection;
  return (
    <>
      <section className="inspect-part">
        <div className="inspect-chips">
          <UpChip up={component.up} />
          <button type="button" className="chip" onClick={() => select({ kind: 'machine', name: component.machine })}>
            {text('inspector.onMachine', { machine: component.machine })}
          </button>
        </div>
        <h2 className="sentence">{say(inspection.sentence)}</h2>
        <p className="inspect-quiet key">{component.id}</p>
        <FaultButtons about={{ kind: 'component', id: component.id }} />
      </section>
      {inspection.facts.length > 0 && (
        <Part title={text('inspector.facts')}>
          <Pairs pairs={factsInWords(inspection.facts)} />
        </Part>
      )}
      {inspection.recent.length > 0 && (
        <Part title={text('inspector.lately')}>
          <HopButtons hops={inspection.recent} />
        </Part>
      )}
      <Part title={text('inspector.log')}>
        {inspection.log.length === 0 ? (
          <p className="inspect-quiet">{text('inspector.logEmpty')}</p>
        ) : (
          <pre className="yaml">
            {inspection.log.map((entry) => `${clockText(entry.at)}  ${entry.line}`).join('\n')}
          </pre>
        )}
      </Part>
    </>
  );
}

/** A machine: what runs on it, and if it is a node, what it has promised away. */
export function MachineInspection({ inspection }: { readonly inspection: MachineDetails }) {
  const text = useText();
  const machine = useScreen((screen) => screen.world.machines.get(inspection.machine.name) ?? inspection.machine);
  const pods = useSlowly((screen) => countsInWords(podsOn(screen.world, machine.name)));
  return (
    <>
      <section className="inspect-part">
        <div className="inspect-chips">
          <UpChip up={machine.up} />
          {machine.node && (
            <span className={`chip ${machine.node.ready === 'Ready' ? 'ok' : 'bad'}`}>{machine.node.ready}</span>
          )}
          <span className="chip">{machine.address}</span>
        </div>
        <h2 className="sentence">{say(inspection.sentence)}</h2>
        <FaultButtons about={{ kind: 'machine', name: machine.name }} />
      </section>
      {machine.node && (
        <Part title={text('inspector.asNode')}>
          <Pairs
            pairs={[
              {
                name: text('inspector.schedulable'),
                value: text(machine.node.schedulable ? 'inspector.yes' : 'inspector.no'),
              },
              { name: text('inspector.cpuRequested'), value: `${Math.round(machine.node.cpuPercent)} %` },
              { name: text('inspector.memoryRequested'), value: `${Math.round(machine.node.memoryPercent)} %` },
              {
                name: text('inspector.pods'),
                value:
                  pods === ''
                    ? text('inspector.podsNone', { capacity: machine.node.podCapacity })
                    : text('inspector.podsOf', { pods, capacity: machine.node.podCapacity }),
              },
            ]}
          />
        </Part>
      )}
      <Part title={text('inspector.runsOnIt')}>
        <ul className="hop-buttons">
          {inspection.components.map((component) => (
            <ComponentRow key={component.id} component={component} />
          ))}
        </ul>
      </Part>
    </>
  );
}

function podsOn(world: Screen['world'], machine: string) {
  return world.places.slotsOf(machine).flatMap((key) => (key === null ? [] : (world.objects.get(key) ?? [])));
}

function ComponentRow({ component }: { readonly component: ComponentView }) {
  const text = useText();
  return (
    <li>
      <button type="button" onClick={() => select({ kind: 'component', id: component.id })}>
        <span>{component.name}</span>
        <span className="hop-ends">{text(component.up ? 'inspector.up' : 'inspector.downMarked')}</span>
      </button>
    </li>
  );
}

function UpChip({ up }: { readonly up: boolean }) {
  const text = useText();
  return (
    <span className={`chip ${up ? 'ok' : 'bad'}`}>
      <StateMark state={up ? 'running' : 'failing'} />
      {text(up ? 'inspector.up' : 'inspector.down')}
    </span>
  );
}
