import { MiniMap, useStore } from '@xyflow/react';
import { useEffect, type WheelEvent } from 'react';
import type { MachineView } from '../../session/protocol';
import { onPaneKey } from '../keys';
import { usePreferences } from '../state/preferences';
import { useScreen } from '../state/screen';
import { useText } from '../text/language';
import { isAllInSight } from './fitting';
import type { Scene } from './use-layout';

const SIZE = { width: 132, height: 92 };

/** The whole picture in small, where not all of it is in sight: what it shows can be dragged and clicked. */
export function Overview({ scene }: { readonly scene: Scene }) {
  const text = useText();
  const wanted = usePreferences((state) => state.showOverview);
  useEffect(
    () => onPaneKey({ m: () => usePreferences.setState((state) => ({ showOverview: !state.showOverview })) }),
    [],
  );
  const hidden = useStore(({ transform: [x, y, zoom], width, height }) =>
    isAllInSight(scene.layout, { x, y, zoom }, width, height),
  );
  // The map draws again when a machine changes its state, not with every message.
  useScreen((screen) => screen.versions.machines);
  if (hidden || !wanted) return null;
  return (
    <div className="overview-frame" onWheelCapture={passOn}>
      <MiniMap
        className="overview"
        style={SIZE}
        position="bottom-left"
        ariaLabel={text('graph.overview')}
        pannable
        offsetScale={2}
        nodeBorderRadius={20}
        nodeClassName={(node) => classOf(useScreen.getState().world.machines.get(node.id))}
      />
    </div>
  );
}

/** It comes up while one zooms, maybe beneath the pointer: the picture goes on being zoomed where the pointer is. */
function passOn(event: WheelEvent<HTMLElement>): void {
  event.stopPropagation();
  const pane = event.currentTarget.closest('.react-flow')?.querySelector('.react-flow__pane');
  pane?.dispatchEvent(new globalThis.WheelEvent('wheel', event.nativeEvent));
}

function classOf(machine: MachineView | undefined): string {
  if (!machine) return '';
  const well = machine.up && (machine.node === undefined || machine.node.ready === 'Ready');
  return well ? machine.role : `${machine.role} failing`;
}
