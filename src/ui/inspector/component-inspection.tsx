import type { ComponentView, Inspection } from '../../session/protocol';
import { FaultButtons } from '../faults/fault-menu';
import { countsInWords } from '../graph/pod-cells';
import { StateMark } from '../parts/state-mark';
import { type Screen, useScreen } from '../state/screen';
import { select } from '../state/session';
import { useSlowly } from '../state/slowly';
import { clockText } from '../text/figures';
import { HopButtons, Pairs, Part } from './parts';

type ComponentDetails = Extract<Inspection, { kind: 'component' }>;
type MachineDetails = Extract<Inspection, { kind: 'machine' }>;

/** A program: what it is doing, what it says about itself, its last messages, its log. */
export function ComponentInspection({ inspection }: { readonly inspection: ComponentDetails }) {
  const { component } = inspection;
  return (
    <>
      <section className="inspect-part">
        <div className="inspect-chips">
          <UpChip up={component.up} />
          <button type="button" className="chip" onClick={() => select({ kind: 'machine', name: component.machine })}>
            on {component.machine}
          </button>
        </div>
        <h2 className="sentence">{inspection.sentence}</h2>
        <p className="inspect-quiet key">{component.id}</p>
        <FaultButtons about={{ kind: 'component', id: component.id }} />
      </section>
      {inspection.facts.length > 0 && (
        <Part title="What it says about itself">
          <Pairs pairs={inspection.facts} />
        </Part>
      )}
      {inspection.recent.length > 0 && (
        <Part title="Lately sent and received">
          <HopButtons hops={inspection.recent} />
        </Part>
      )}
      <Part title="Log">
        {inspection.log.length === 0 ? (
          <p className="inspect-quiet">It has written nothing yet.</p>
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
        <h2 className="sentence">{inspection.sentence}</h2>
        <FaultButtons about={{ kind: 'machine', name: machine.name }} />
      </section>
      {machine.node && (
        <Part title="As a node">
          <Pairs
            pairs={[
              { name: 'schedulable', value: machine.node.schedulable ? 'yes' : 'no' },
              { name: 'cpu requested', value: `${Math.round(machine.node.cpuPercent)} %` },
              { name: 'memory requested', value: `${Math.round(machine.node.memoryPercent)} %` },
              {
                name: 'pods',
                value: pods === '' ? `none of ${machine.node.podCapacity}` : `${pods}, of ${machine.node.podCapacity}`,
              },
            ]}
          />
        </Part>
      )}
      <Part title="What runs on it">
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
  return (
    <li>
      <button type="button" onClick={() => select({ kind: 'component', id: component.id })}>
        <span>{component.name}</span>
        <span className="hop-ends">{component.up ? 'up' : '▲ down'}</span>
      </button>
    </li>
  );
}

function UpChip({ up }: { readonly up: boolean }) {
  return (
    <span className={`chip ${up ? 'ok' : 'bad'}`}>
      <StateMark state={up ? 'running' : 'failing'} />
      {up ? 'up' : 'down'}
    </span>
  );
}
