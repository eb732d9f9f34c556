import { useMemo, useRef } from 'react';
import { useScreen } from '../state/screen';
import { type Layout, layOut } from './layout';
import { Router } from './routing';

/** Above this many pods a machine shows cells instead of cards. */
export const MOST_CARDS = 12;
const CARD_ROWS = { few: 4, many: MOST_CARDS / 2 };

export interface Scene {
  readonly layout: Layout;
  readonly router: Router;
}

/** The layout, and a router for it, made anew only when machines or components come or go, or pods need more room. */
export function useScene(): Scene {
  const machineNames = useScreen(
    (screen) => `${screen.generation}:${[...screen.world.machines.values()].map((m) => `${m.name} ${m.role}`).join()}`,
  );
  const componentNames = useScreen((screen) => [...screen.world.components.keys()].join());
  const podRows = usePodRows();
  return useMemo(() => {
    const { world } = useScreen.getState();
    const layout = layOut(machineNames === '' ? [] : [...world.machines.values()], componentNames.split(','), podRows);
    return { layout, router: new Router(layout) };
  }, [machineNames, componentNames, podRows]);
}

/** Room for pods grows once, when a machine needs it, and stays: what shrinks again would make the picture jump. */
function usePodRows(): number {
  const most = useRef({ generation: 0, rows: CARD_ROWS.few });
  return useScreen((screen) => {
    if (most.current.generation !== screen.generation)
      most.current = { generation: screen.generation, rows: CARD_ROWS.few };
    for (const name of screen.world.machines.keys()) {
      const slots = screen.world.places.slotsOf(name).length;
      if (slots > CARD_ROWS.few * 2 && slots <= MOST_CARDS) most.current.rows = CARD_ROWS.many;
    }
    return most.current.rows;
  });
}
