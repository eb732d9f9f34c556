import { type KeyboardEvent, memo, type MouseEvent, useMemo, useState } from 'react';
import type { ObjectState, ObjectView } from '../../session/protocol';
import { matchesWithin } from '../ownership/forest';
import { useFind } from '../state/find';
import { WAITING } from '../state/pod-places';
import type { World } from '../state/world';
import { useScreen } from '../state/screen';
import { select } from '../state/session';
import { useSlowly } from '../state/slowly';
import { useText } from '../text/language';
import { type CellGrid, cellAt, cellPaths, countsInWords, fitCells, middleOf, worstFirst } from './pod-cells';

/** Many pods of one machine (or in the tray) as cells, worst state first, with their counts in words. */
export function PodField(props: {
  readonly machine: string;
  readonly title: string;
  readonly width: number;
  readonly height: number;
  readonly words: 'below' | 'beside' | 'none';
}) {
  const text = useText();
  const { pods, count } = usePods(props.machine);
  const grid = useMemo(() => fitCells(count, props.width, props.height), [count, props.width, props.height]);
  const [focus, setFocus] = useState(0);
  const beyond = pods.length - grid.capacity;
  const counts = useMemo(() => countsInWords(pods, text), [pods, text]);
  const words = counts + (beyond > 0 ? ` · ${text('graph.notDrawn', { count: beyond })}` : '');
  const under = (event: MouseEvent<HTMLElement>) => pods[cellAt(grid, ...pointIn(event, props.width))];
  const key = (event: KeyboardEvent) => {
    const by = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: grid.columns, ArrowUp: -grid.columns }[event.key];
    if (by === undefined) return;
    event.preventDefault();
    const next = Math.max(0, Math.min(pods.length - 1, focus + by));
    setFocus(next);
    selectPod(pods[next]);
  };
  return (
    <div className={`pod-field ${props.words}`}>
      <div
        className="cell-field nopan"
        style={{ width: props.width, height: props.height }}
        role="img"
        tabIndex={0}
        aria-label={text('graph.podField', { title: props.title, counts: words })}
        onClick={(event) => selectPod(under(event))}
        onMouseMove={(event) => {
          const pod = under(event);
          event.currentTarget.title = pod ? `${pod.name}: ${pod.word}` : '';
        }}
        onKeyDown={key}
      >
        <Cells pods={pods} grid={grid} width={props.width} height={props.height} />
      </div>
      {props.words !== 'none' && (
        <span className="pod-words" title={words}>
          {words}
        </span>
      )}
    </div>
  );
}

function selectPod(pod: ObjectView | undefined): void {
  if (pod) select({ kind: 'object', key: pod.key });
}

function pointIn(event: MouseEvent<HTMLElement>, width: number): [number, number] {
  const box = event.currentTarget.getBoundingClientRect();
  const scale = width / box.width;
  return [(event.clientX - box.left) * scale, (event.clientY - box.top) * scale];
}

interface Shown {
  readonly pods: readonly ObjectView[];
  readonly count: number;
}

/** The pods of a machine, and for how many there has to be room: a pod is as large on every machine, so that one sees who has more. */
function usePods(machine: string): Shown {
  const [podsOf] = useState(() => rememberedPods(machine));
  return useSlowly(({ world, versions }) => podsOf(world, versions.objects));
}

/** What is the same as before stays the same list: of many machines few have news at a time, and nothing is drawn for the others. */
function rememberedPods(machine: string): (world: World, version: number) => Shown {
  let shown: Shown = { pods: [], count: 0 };
  let seen: number | undefined;
  return ({ places, objects }, version) => {
    if (version === seen) return shown;
    seen = version;
    const keys = places.slotsOf(machine);
    const pods = worstFirst(keys.flatMap((key) => (key === null ? [] : (objects.get(key) ?? []))));
    const count = machine === WAITING ? pods.length : Math.max(pods.length, places.mostOnOne());
    const same = count === shown.count && pods.length === shown.pods.length;
    if (!same || pods.some((pod, index) => pod !== shown.pods[index])) shown = { pods, count };
    return shown;
  };
}

interface CellsProps {
  readonly pods: readonly ObjectView[];
  readonly grid: CellGrid;
  readonly width: number;
  readonly height: number;
}

/** A canvas a machine would each be a layer of its own for the browser to put together, in every frame. */
const Cells = memo(function Cells({ pods, grid, width, height }: CellsProps) {
  const chosen = useScreen((screen) => (screen.selection?.kind === 'object' ? screen.selection.key : undefined));
  const find = useFind();
  const paths = useMemo(() => {
    const { objects } = useScreen.getState().world;
    return cellPaths(pods, grid, (pod) => matchesWithin(pod, find, objects));
  }, [pods, grid, find]);
  const at = chosen === undefined ? -1 : pods.findIndex(({ key }) => key === chosen);
  const middle = middleOf(grid, at);
  return (
    <svg className="cells" width={width} height={height} aria-hidden="true">
      {paths.map(({ state, how, faint, data }) => (
        <path
          key={`${state} ${how} ${faint}`}
          className={`cell ${state} ${how}${faint ? ' faint' : ''}`}
          strokeWidth={how === 'line' ? lineWidth(state, grid.size) : undefined}
          d={data}
        />
      ))}
      {at >= 0 && at < grid.capacity && (
        <rect
          className="cell-chosen"
          x={middle.x - grid.size / 2 + 0.5}
          y={middle.y - grid.size / 2 + 0.5}
          width={grid.size - 1}
          height={grid.size - 1}
        />
      )}
    </svg>
  );
});

function lineWidth(state: ObjectState, size: number): number {
  const radius = size / 2 - 1;
  return Math.max(1, state === 'done' ? radius / 3 : state === 'pending' ? radius / 4 : 1);
}
