import { memo } from 'react';
import type { ComponentView } from '../../session/protocol';
import { openFaults } from '../faults/fault-menu';
import { useScreen } from '../state/screen';
import { select } from '../state/session';
import { briefTitle, componentTitle } from '../text/names';
import { text, useText } from '../text/language';
import type { ComponentSeat } from './component-seats';
import { Countdown, ElectionTimer } from './countdown';
import { EtcdLog } from './etcd-log';
import { Drawn } from '../parts/drawn';

/** Narrower than this, names need smaller letters. */
const TIGHT = 70;

interface CardProps {
  readonly seat: ComponentSeat;
  /** Where the machine's own corner is: seats are in the picture's coordinates, the card stands inside its machine. */
  readonly originX: number;
  readonly originY: number;
}

/** A program on its machine: its name, what it says about itself, and whether it leads. */
export const ComponentCard = memo(function ComponentCard({ seat, originX, originY }: CardProps) {
  const text = useText();
  const component = useScreen((screen) => screen.world.components.get(seat.id));
  const selected = useScreen((screen) => screen.selection?.kind === 'component' && screen.selection.id === seat.id);
  if (!component) return null;
  const leads = isLeading(component);
  const mini = seat.density === 'mini';
  const says = component.up ? statusOf(component) : text('graph.down');
  return (
    <button
      type="button"
      className={`component nopan ${seat.density}${leads ? ' leads' : ''}${seat.small ? ' small' : ''}${seat.density === 'full' && seat.width < TIGHT ? ' tight' : ''}${component.up ? '' : ' down'}${selected ? ' selected' : ''}`}
      style={{ left: seat.x - originX, top: seat.y - originY, width: seat.width, height: seat.height }}
      aria-label={
        says
          ? text('graph.componentSays', { name: component.name, machine: component.machine, says })
          : text('graph.component', { name: component.name, machine: component.machine })
      }
      aria-pressed={selected}
      title={seat.density === 'full' ? undefined : `${component.name}${says ? `: ${says}` : ''}`}
      onClick={() => select({ kind: 'component', id: seat.id })}
      onContextMenu={openFaults({ kind: 'component', id: seat.id })}
    >
      {!mini && (
        <Drawn
          className="component-name"
          words={seat.density === 'compact' ? briefTitle(component.name) : componentTitle(component.name)}
        />
      )}
      {says && seat.density === 'full' && <Drawn className="component-says" words={leads ? `★ ${says}` : says} />}
      {seat.density !== 'mini' && <Countdown of={seat.id} />}
      {component.name === 'etcd' && component.up && <ElectionTimer component={component} />}
      {component.name === 'etcd' && component.up && <EtcdLog id={seat.id} />}
    </button>
  );
});

function isLeading(component: ComponentView): boolean {
  return component.up && (component.facts['leads'] === true || component.facts['role'] === 'leader');
}

/** The one thing worth saying beside the name; empty where there is none. */
function statusOf(component: ComponentView): string {
  const { facts, name } = component;
  if (name === 'etcd') return etcdStatus(facts);
  if (name === 'kube-apiserver')
    return typeof facts['watches'] === 'number' ? text('counts.watches', { count: facts['watches'] }) : '';
  if (facts['leads'] === true) return text('graph.isLeading');
  if (facts['leads'] === false) return text('graph.standsBy');
  return '';
}

function etcdStatus(facts: ComponentView['facts']): string {
  if (facts['role'] === 'leader') return text('graph.etcdLeader', { term: String(facts['term'] ?? '?') });
  if (facts['role'] === 'follower') return text('graph.etcdFollower');
  if (facts['role'] === 'candidate') return text('graph.etcdCandidate');
  return typeof facts['role'] === 'string' ? facts['role'] : '';
}
