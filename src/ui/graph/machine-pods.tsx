import { useEffect, useReducer } from 'react';
import { useScreen } from '../state/screen';
import { useText } from '../text/language';
import { CardBudget, type CardGrid, cardGrid, useInSight, useLevel } from './detail';
import type { Density } from './component-seats';
import type { MachineSeat } from './layout';
import { PodCard } from './pod-card';
import { PodField } from './pod-field';

/** So many places are drawn while they are empty: where pods will be. */
const PLACES_SHOWN = 8;
const WORDS_HEIGHT = 16;
/** On small machines a card would hold no name: there they begin at a nearer level. */
const CARDS_FROM: Readonly<Record<Density, number>> = { full: 1, compact: 1.5, mini: 2.2 };

const budget = new CardBudget();

/** The pods of a machine: cards where there is room for them at this zoom, else cells, worst state first. */
export function MachinePods({ seat }: { readonly seat: MachineSeat }) {
  // The list of places changes in place: its version says when to look again.
  useScreen((screen) => screen.world.places.versionOf(seat.machine));
  const slots = useScreen((screen) => screen.world.places.slotsOf(seat.machine));
  const text = useText();
  const level = useLevel();
  const inSight = useInSight(seat);
  const { machine } = seat;
  const [, again] = useReducer((turn: number) => turn + 1, 0);
  // One that is no longer drawn leaves room for others, and who was refused is drawn again when there is room.
  useEffect(() => budget.watch(machine, again), [machine]);
  const box = seat.pods;
  if (!box) return null;
  const grid = cardGrid(box, level);
  const style = { left: box.x - 1, top: box.y - 1, width: box.width, height: box.height };
  const near = level >= CARDS_FROM[seat.density];
  const wants = near && slots.length <= grid.capacity && (inSight || slots.length <= PLACES_SHOWN);
  const pods = slots.filter((slot) => slot !== null).length;
  // Asked by an empty one too: it gives back what it had.
  const asCards = (budget.ask(machine, wants ? pods : 0) || pods === 0) && wants;
  const words = seat.density === 'full' || (seat.density === 'compact' && slots.length > 0) ? 'below' : 'none';
  return (
    <div className="pods" style={style}>
      {asCards && (slots.length > 0 || seat.density === 'full') ? (
        <Cards slots={slots} grid={grid} height={box.height} />
      ) : (
        <PodField
          machine={seat.machine}
          title={text('graph.podsOn', { machine: seat.machine })}
          width={box.width}
          height={box.height - (words === 'below' ? WORDS_HEIGHT : 0)}
          words={words}
        />
      )}
    </div>
  );
}

interface CardsProps {
  readonly slots: readonly (string | null)[];
  readonly grid: CardGrid;
  /** Of the box. */
  readonly height: number;
}

/** Drawn larger than the box by the level and scaled back, so that a card is as large on the screen as it always is. */
function Cards({ slots, grid, height }: CardsProps) {
  const { level, columns, cardWidth } = grid;
  const style = {
    gridTemplateColumns: `repeat(${columns}, ${cardWidth}px)`,
    height: height * level,
    ...(level === 1 ? {} : { transform: `scale(${1 / level})` }),
  };
  const places = Array.from(
    { length: Math.max(slots.length, Math.min(PLACES_SHOWN, grid.capacity)) },
    (_, place) => place,
  );
  return (
    <div className="pod-cards" style={style}>
      {places.map((place) => {
        const key = slots[place];
        // An empty place is drawn, so that those behind it stay where they are, and so that one sees where the next will be.
        return key ? (
          <PodCard key={key} podKey={key} width={cardWidth} />
        ) : (
          <span key={`free-${place}`} className="pod-free" />
        );
      })}
    </div>
  );
}
