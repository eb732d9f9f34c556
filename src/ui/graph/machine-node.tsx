import { Handle, Position } from '@xyflow/react';
import { memo } from 'react';
import type { CutView, MachineView } from '../../session/protocol';
import { cutsOf } from '../faults/fault-choices';
import { openFaults } from '../faults/fault-menu';
import { StateMark } from '../parts/state-mark';
import { useScreen } from '../state/screen';
import { select } from '../state/session';
import { fitName, widthOf } from '../text/fit-name';
import { text, useText } from '../text/language';
import { componentTitle, lastWord } from '../text/names';
import { Countdown } from './countdown';
import { useLevel } from './detail';
import { ComponentCard } from './component-card';
import type { ComponentSeat } from './component-seats';
import type { MachineSeat } from './layout';
import { MachinePods } from './machine-pods';
import { Drawn } from '../parts/drawn';

export interface MachineData extends Record<string, unknown> {
  readonly seat: MachineSeat;
  readonly components: readonly ComponentSeat[];
}

/** A control-plane machine or a worker, with what runs on it. */
export const MachineNode = memo(function MachineNode({ data }: { readonly data: MachineData }) {
  const { seat } = data;
  const machine = useScreen((screen) => screen.world.machines.get(seat.machine));
  const selected = useScreen(
    (screen) => screen.selection?.kind === 'machine' && screen.selection.name === seat.machine,
  );
  if (!machine) return null;
  return (
    <div
      role="group"
      aria-label={machine.name}
      className={`machine ${seat.density}${machine.up ? '' : ' down'}${selected ? ' selected' : ''}`}
      style={{ width: seat.width, height: seat.height }}
      onContextMenu={openFaults({ kind: 'machine', name: seat.machine })}
    >
      <Anchors />
      <MachineHead machine={machine} seat={seat} selected={selected} />
      {data.components.map((component) => (
        <ComponentCard key={component.id} seat={component} originX={seat.x + 1} originY={seat.y + 1} />
      ))}
      {seat.pods && <MachinePods seat={seat} />}
      {machine.role === 'worker' && seat.density === 'full' && <ResourceBars machine={machine} />}
    </div>
  );
});

/** React Flow wants to know where edges could begin; ours are routed by ourselves. */
function Anchors() {
  return (
    <>
      <Handle type="source" position={Position.Bottom} isConnectable={false} className="anchor" />
      <Handle type="target" position={Position.Top} isConnectable={false} className="anchor" />
    </>
  );
}

interface HeadProps {
  readonly machine: MachineView;
  readonly seat: MachineSeat;
  readonly selected: boolean;
}

/** Of the smallest machines: from this nearness on there is room for the whole name, as large on the screen as names are. */
const WHOLE_NAME_FROM = 2.2;
const NAME_FONT = '600 13px "Inter Variable", sans-serif';
const WHOLE_FONT = '600 11px "Inter Variable", sans-serif';
/** Padding and mark. */
const BESIDE_MINI_NAME = 16;

/** Whether the names of its row stand whole on a small machine: all alike, so none is measured by how many digits it has. */
export function hasRoomForName(name: string, width: number): boolean {
  return widthOf(name.replace(/\d+$/, '000'), WHOLE_FONT) <= width - BESIDE_MINI_NAME;
}

/** Among many what tells one from another, large enough to be read from afar; the whole name from near. */
function MiniName({ name, width }: { readonly name: string; readonly width: number }) {
  const level = useLevel();
  if (level < WHOLE_NAME_FROM) {
    const whole = hasRoomForName(name, width);
    return <Drawn className={whole ? 'machine-name whole' : 'machine-name'} words={whole ? name : lastWord(name)} />;
  }
  const words = fitName(name, (width - BESIDE_MINI_NAME) * level, NAME_FONT);
  return (
    <span className="machine-name" style={{ fontSize: `${13 / level}px` }}>
      <Drawn words={words} />
    </span>
  );
}

function MachineHead({ machine, seat, selected }: HeadProps) {
  const text = useText();
  const says = useMachineWord(machine);
  const mini = seat.density === 'mini';
  // Where room is short a mark says that all is well; what is not gets its word.
  const quiet = seat.density !== 'full' && says.state === 'running';
  return (
    <button
      type="button"
      className="machine-head nopan"
      aria-label={text('graph.machine', { name: machine.name, word: says.word })}
      aria-pressed={selected}
      title={`${machine.name}: ${says.word}`}
      onClick={() => select({ kind: 'machine', name: machine.name })}
    >
      {mini && <StateMark state={says.state} />}
      {mini ? (
        <MiniName name={machine.name} width={seat.width} />
      ) : (
        <Drawn className="machine-name" words={machine.name} />
      )}
      {!mini && (
        <span className={`machine-word ${says.state}`}>
          <Countdown of={machine.name} />
          <StateMark state={says.state} />
          {!quiet && <Drawn words={says.word} />}
        </span>
      )}
    </button>
  );
}

interface MachineWord {
  readonly word: string;
  readonly state: 'running' | 'failing' | 'pending';
}

/** What a machine is, and what it is cut off from. */
function useMachineWord(machine: MachineView): MachineWord {
  const cuts = useScreen((screen) => cutsSeen(machine.name, screen.cuts, screen.world.machines.size));
  const says = machineWord(machine);
  if (cuts === 0 || !machine.up) return says;
  const worse = cuts === CUT_OFF || says.state === 'failing';
  return {
    word: text('graph.withCuts', { word: says.word, cuts: cutWord(cuts) }),
    state: worse ? 'failing' : 'pending',
  };
}

/** How many links of a machine are cut, as it is told beside its name. */
function cutsSeen(machine: string, cuts: readonly CutView[], machines: number): number {
  if (isCutOff(machine, cuts, machines)) return CUT_OFF;
  // A machine that is cut off says so itself; the others need not all say it again.
  const own = cuts.filter((pair) => pair.includes(machine) && !pair.some((end) => isCutOff(end, cuts, machines)));
  return own.length;
}

const CUT_OFF = Number.POSITIVE_INFINITY;

function cutWord(cuts: number): string {
  return cuts === CUT_OFF ? text('graph.cutOff') : text('graph.linksCut', { count: cuts });
}

function isCutOff(machine: string, cuts: readonly CutView[], machines: number): boolean {
  return cutsOf(machine, cuts) >= machines - 1;
}

function machineWord(machine: MachineView): MachineWord {
  if (!machine.up) return { word: text('graph.machineDown'), state: 'failing' };
  if (!machine.node)
    return machine.role === 'worker'
      ? { word: text('graph.notRegistered'), state: 'pending' }
      : { word: text('graph.machineUp'), state: 'running' };
  if (machine.node.ready !== 'Ready') return { word: machine.node.ready, state: 'failing' };
  return machine.node.schedulable
    ? { word: 'Ready', state: 'running' }
    : { word: text('graph.cordoned'), state: 'pending' };
}

function ResourceBars({ machine }: { readonly machine: MachineView }) {
  const text = useText();
  const { node } = machine;
  if (!node) return null;
  return (
    <div className="resource">
      <ResourceBar name={text('graph.cpu')} percent={node.cpuPercent} />
      <ResourceBar name={text('graph.memory')} percent={node.memoryPercent} />
    </div>
  );
}

/** What pods have asked for, of what the machine can give. */
function ResourceBar({ name, percent }: { readonly name: string; readonly percent: number }) {
  const text = useText();
  const width = Math.max(0, Math.min(100, percent));
  return (
    <span className="resource-part" title={text('graph.requested', { name, percent: Math.round(percent) })}>
      <span>{name}</span>
      <svg className="resource-bar" viewBox="0 0 100 7" preserveAspectRatio="none" aria-hidden="true">
        <rect className="resource-all" width="100" height="7" />
        <rect className={percent > 90 ? 'resource-used much' : 'resource-used'} width={width} height="7" />
      </svg>
      <span className="resource-figure">{Math.round(percent)} %</span>
    </span>
  );
}

/** Laptop, balancer, registry: a machine with one program is drawn as one box. */
export const SmallNode = memo(function SmallNode({ data }: { readonly data: MachineData }) {
  useText();
  const { seat } = data;
  const machine = useScreen((screen) => screen.world.machines.get(seat.machine));
  const component = useScreen((screen) => screen.world.components.get(data.components[0]?.id ?? ''));
  const selected = useScreen(
    (screen) => screen.selection?.kind === 'component' && screen.selection.id === component?.id,
  );
  const cuts = useScreen((screen) => cutsSeen(seat.machine, screen.cuts, screen.world.machines.size));
  if (!machine) return null;
  const [title, below] = smallWords(machine, component?.name);
  return (
    <button
      type="button"
      className={`machine small-machine nopan ${machine.role}${machine.up ? '' : ' down'}${selected ? ' selected' : ''}`}
      style={{ width: seat.width, height: seat.height }}
      aria-pressed={selected}
      onClick={() =>
        select(component ? { kind: 'component', id: component.id } : { kind: 'machine', name: machine.name })
      }
      onContextMenu={openFaults(
        component ? { kind: 'component', id: component.id } : { kind: 'machine', name: machine.name },
      )}
    >
      <Anchors />
      <span className="machine-name">{title}</span>
      <span className="small-below">{smallState(machine, component?.up ?? true, cuts) ?? below}</span>
    </button>
  );
});

function smallState(machine: MachineView, up: boolean, cuts: number): string | undefined {
  if (!machine.up || !up) return text('graph.down');
  return cuts === 0 ? undefined : text('graph.marked', { word: cutWord(cuts) });
}

function smallWords(machine: MachineView, component: string | undefined): readonly [string, string] {
  if (machine.role === 'laptop') return [machine.name, component ?? machine.address];
  return [componentTitle(component ?? machine.name), machine.address];
}
