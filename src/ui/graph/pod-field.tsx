import { type KeyboardEvent, type MouseEvent, useEffect, useMemo, useRef, useState } from 'react';
import type { ObjectView } from '../../session/protocol';
import { type Find, matchesWithin } from '../ownership/forest';
import { readPalette } from '../state/palette';
import { onThemeChange } from '../state/preferences';
import { useFind } from '../state/find';
import { useScreen } from '../state/screen';
import { select } from '../state/session';
import { useSlowly } from '../state/slowly';
import { useText } from '../text/language';
import { useLevel } from './detail';
import { type CellGrid, cellAt, countsInWords, drawCells, fitCells, worstFirst } from './pod-cells';

/** Pixels of a cell's canvas by CSS pixel at zoom 1; more where one is near. */
const SHARPNESS = { plain: 2, most: 6 };

/** Many pods of one machine (or in the tray) as cells of one canvas, worst state first, with their counts in words. */
export function PodField(props: {
  readonly machine: string;
  readonly title: string;
  readonly width: number;
  readonly height: number;
  readonly words: 'below' | 'beside' | 'none';
}) {
  const text = useText();
  const pods = usePods(props.machine);
  const grid = useMemo(
    () => fitCells(pods.length, props.width, props.height),
    [pods.length, props.width, props.height],
  );
  const chosen = useScreen((screen) => (screen.selection?.kind === 'object' ? screen.selection.key : undefined));
  const find = useFind();
  const sharpness = Math.min(SHARPNESS.most, SHARPNESS.plain * useLevel());
  const canvas = useDrawing({ pods, grid, chosen, find, sharpness, width: props.width, height: props.height });
  const [focus, setFocus] = useState(0);
  const beyond = pods.length - grid.capacity;
  const words = countsInWords(pods) + (beyond > 0 ? ` · ${text('graph.notDrawn', { count: beyond })}` : '');
  const under = (event: MouseEvent<HTMLCanvasElement>) => pods[cellAt(grid, ...pointIn(event, props.width))];
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
      <canvas
        ref={canvas}
        className="nopan"
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
      />
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

function pointIn(event: MouseEvent<HTMLCanvasElement>, width: number): [number, number] {
  const box = event.currentTarget.getBoundingClientRect();
  const scale = width / box.width;
  return [(event.clientX - box.left) * scale, (event.clientY - box.top) * scale];
}

function usePods(machine: string): readonly ObjectView[] {
  const version = useSlowly((screen) => screen.versions.objects);
  return useMemo(() => {
    const { world } = useScreen.getState();
    const keys = version < 0 ? [] : world.places.slotsOf(machine);
    return worstFirst(keys.flatMap((key) => (key === null ? [] : (world.objects.get(key) ?? []))));
  }, [machine, version]);
}

interface Drawing {
  readonly pods: readonly ObjectView[];
  readonly grid: CellGrid;
  readonly chosen: string | undefined;
  readonly find: Find;
  readonly sharpness: number;
  readonly width: number;
  readonly height: number;
}

function useDrawing({ pods, grid, chosen, find, sharpness, width, height }: Drawing) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const [theme, setTheme] = useState(0);
  useEffect(() => onThemeChange(() => setTheme((count) => count + 1)), []);
  const palette = useMemo(() => (theme < 0 ? undefined : readPalette()), [theme]);
  useEffect(() => {
    const context = canvas.current?.getContext('2d');
    if (!canvas.current || !context || !palette) return;
    resize(canvas.current, width * sharpness, height * sharpness);
    context.setTransform(sharpness, 0, 0, sharpness, 0, 0);
    context.clearRect(0, 0, width, height);
    const { objects } = useScreen.getState().world;
    drawCells(context, pods, { grid, palette, chosen, isFound: (pod) => matchesWithin(pod, find, objects) });
  }, [pods, grid, chosen, find, sharpness, width, height, palette]);
  return canvas;
}

/** Setting a size throws the canvas's memory away, the same size too. */
function resize(canvas: HTMLCanvasElement, width: number, height: number): void {
  if (canvas.width !== Math.floor(width)) canvas.width = width;
  if (canvas.height !== Math.floor(height)) canvas.height = height;
}
