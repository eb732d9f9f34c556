import type { Inspection, Selection } from '../../session/protocol';
import { useScreen } from '../state/screen';
import { useText } from '../text/language';
import { ComponentInspection, MachineInspection } from './component-inspection';
import { HopInspection } from './hop-inspection';
import { ObjectInspection } from './object-inspection';

/** What the worker answered about what is selected. */
export function Inspected({ selection }: { readonly selection: Selection }) {
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
