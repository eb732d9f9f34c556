import { useStore } from '@xyflow/react';
import { useMemo } from 'react';
import { useScreen } from '../state/screen';
import { mayLeaveOutRow, podRowsIn } from './fitting';
import { type Layout, layOut } from './layout';
import { Router } from './routing';

const USUAL_ASPECT = 1.5;

export interface Scene {
  readonly layout: Layout;
  readonly router: Router;
}

/** The layout, and a router for it, made anew only when machines or components come or go, or the pane changes its shape. */
export function useScene(): Scene {
  const machineNames = useScreen(
    (screen) => `${screen.generation}:${[...screen.world.machines.values()].map((m) => `${m.name} ${m.role}`).join()}`,
  );
  const componentNames = useScreen((screen) => [...screen.world.components.keys()].join());
  const aspect = useStore(({ width, height }) => (height > 0 ? Math.round((50 * width) / height) / 50 : USUAL_ASPECT));
  const podRows = useStore(({ height }) => podRowsIn(height));
  // Coarsely: a splitter that is dragged need not lay all out for every pixel.
  const height = useStore((store) => Math.round(store.height / 20) * 20);
  const spare = useStore(({ height }) => mayLeaveOutRow(height));
  return useMemo(() => {
    const { world } = useScreen.getState();
    const layout = layOut(machineNames === '' ? [] : [...world.machines.values()], componentNames.split(','), {
      podRows,
      spare,
      height,
      aspect,
    });
    return { layout, router: new Router(layout) };
  }, [machineNames, componentNames, aspect, podRows, spare, height]);
}
