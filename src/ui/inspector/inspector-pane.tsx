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
import { useText } from '../text/language';
import { Rich } from '../text/rich';

/** What is selected, in depth. Each tab remembers what it showed last. */
export function InspectorPane() {
  const text = useText();
  const selection = useScreen((screen) => screen.selection);
  const last = useScreen((screen) => screen.remembered);
  const [empty, setEmpty] = useState<InspectorTab>('message');
  const chosen = selection ? tabOf(selection) : empty;
  const choices = [
    { id: 'message', title: text('inspector.message'), disabled: chosen !== 'message' && !last.message },
    { id: 'object', title: text('inspector.object'), disabled: chosen !== 'object' && !last.object },
    { id: 'component', title: text('inspector.component'), disabled: chosen !== 'component' && !last.component },
  ] as const;
  const choose = (tab: InspectorTab) => {
    setEmpty(tab);
    const again = last[tab];
    if (again) select(again);
  };
  return (
    <section className="pane inspector" id="inspector" aria-label={text('inspector.title')} tabIndex={-1}>
      <div className="bar">
        <Tabs label={text('inspector.tabs')} choices={choices} chosen={chosen} controls="inspected" onChoose={choose} />
        {selection && (
          <button
            type="button"
            className="inspector-close"
            aria-label={text('inspector.selectNothing')}
            title={text('inspector.selectNothingHint')}
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
  const text = useText();
  const inspection = useScreen((screen) => screen.inspection);
  if (!inspection || !answers(inspection, selection))
    return <p className="inspector-wait">{text('inspector.asking')}</p>;
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
  const text = useText();
  const booting = useScreen((screen) => screen.clock.mode === 'booting');
  const crashed = useScreen((screen) => screen.crash !== null);
  const acted = useScreen((screen) => screen.acts.length > 0);
  if (crashed) return null;
  if (booting) {
    return (
      <div className="inspect-part">
        <h2 className="sentence">{text('inspector.bootTitle')}</h2>
        <p className="inspect-quiet">{text('inspector.bootWords')}</p>
        <BootSteps />
      </div>
    );
  }
  return (
    <div className="empty">
      <h2>{text(acted ? 'inspector.emptyTitle' : 'page.firstTitle')}</h2>
      {!acted && (
        <p>
          <Rich say="page.firstApply" />
        </p>
      )}
      <p>{text('inspector.emptyWords')}</p>
      <p>
        <Rich say="inspector.emptyKeys" />
      </p>
    </div>
  );
}
