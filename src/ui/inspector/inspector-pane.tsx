import './inspector.css';
import { useState } from 'react';
import type { Inspection, Selection } from '../../session/protocol';
import { BootSteps } from '../boot/boot-strip';
import { Tabs } from '../parts/tabs';
import { type InspectorTab, tabOf, useScreen } from '../state/screen';
import { select } from '../state/session';
import { ComponentInspection, MachineInspection } from './component-inspection';
import { HopInspection } from './hop-inspection';
import { ObjectInspection } from './object-inspection';

/** What is selected, in depth. Each tab remembers what it showed last. */
export function InspectorPane() {
  const selection = useScreen((screen) => screen.selection);
  const last = useScreen((screen) => screen.remembered);
  const [empty, setEmpty] = useState<InspectorTab>('message');
  const chosen = selection ? tabOf(selection) : empty;
  const choices = [
    { id: 'message', title: 'Message', disabled: chosen !== 'message' && !last.message },
    { id: 'object', title: 'Object', disabled: chosen !== 'object' && !last.object },
    { id: 'component', title: 'Component', disabled: chosen !== 'component' && !last.component },
  ] as const;
  const choose = (tab: InspectorTab) => {
    setEmpty(tab);
    const again = last[tab];
    if (again) select(again);
  };
  return (
    <section className="pane inspector" id="inspector" aria-label="Inspector" tabIndex={-1}>
      <div className="bar">
        <Tabs label="What is inspected" choices={choices} chosen={chosen} controls="inspected" onChoose={choose} />
        {selection && (
          <button
            type="button"
            className="inspector-close"
            aria-label="Select nothing"
            title="Select nothing (Esc)"
            onClick={() => select(null)}
          >
            ✕
          </button>
        )}
      </div>
      <div className="inspected" id="inspected" role="tabpanel" tabIndex={-1}>
        {selection ? <Inspected selection={selection} /> : <Nothing />}
      </div>
    </section>
  );
}

function Inspected({ selection }: { readonly selection: Selection }) {
  const inspection = useScreen((screen) => screen.inspection);
  if (!inspection || !answers(inspection, selection)) return <p className="inspector-wait">Asking the simulation…</p>;
  if (inspection.kind === 'hop') return <HopInspection inspection={inspection} />;
  if (inspection.kind === 'object') return <ObjectInspection key={inspection.key} inspection={inspection} />;
  if (inspection.kind === 'component') return <ComponentInspection inspection={inspection} />;
  return <MachineInspection inspection={inspection} />;
}

function answers(inspection: Inspection, selection: Selection): boolean {
  if (inspection.kind === 'hop') return selection.kind === 'hop' && selection.id === inspection.hop.id;
  if (inspection.kind === 'object') return selection.kind === 'object' && selection.key === inspection.key;
  if (inspection.kind === 'component')
    return selection.kind === 'component' && selection.id === inspection.component.id;
  return selection.kind === 'machine' && selection.name === inspection.machine.name;
}

/** Nothing is selected: what to do, or while the cluster comes up, how far it is. */
function Nothing() {
  const booting = useScreen((screen) => screen.clock.mode === 'booting');
  const crashed = useScreen((screen) => screen.crash !== null);
  const acted = useScreen((screen) => screen.acts.length > 0);
  if (crashed) return null;
  if (booting) {
    return (
      <div className="inspect-part">
        <h2 className="sentence">The cluster is coming up, from nothing.</h2>
        <p className="inspect-quiet">Each step is messages between its parts. Apply works when the last is reached.</p>
        <BootSteps />
      </div>
    );
  }
  return (
    <div className="empty">
      <h2>{acted ? 'Look inside anything' : 'Nothing has been asked of the cluster yet'}</h2>
      {!acted && (
        <p>
          Press <b>Apply</b> on the left: the manifest travels to the API server, into etcd, on to the controllers, the
          scheduler and the kubelets.
        </p>
      )}
      <p>Click a machine, a component, a pod, a key of etcd or a message, here and in every list.</p>
      <p>
        <kbd>Space</kbd> stops the clock; then messages stand still and can be read. <kbd>.</kbd> goes one further.
      </p>
    </div>
  );
}
