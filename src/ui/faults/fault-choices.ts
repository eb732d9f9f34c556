import type { CutView, Fault, Selection } from '../../session/protocol';
import type { World } from '../state/world';
import { text } from '../text/language';
import { machineTitle } from '../text/names';

/** One thing that can be broken or mended. */
export interface FaultChoice {
  readonly title: string;
  /** Which of many alike, in a word. */
  readonly short?: string;
  readonly fault: Fault;
  /** Breaks rather than mends. */
  readonly breaks: boolean;
  /** Why it cannot be done now. */
  readonly hindered?: string;
}

export interface FaultSection {
  readonly title: string;
  readonly choices: readonly FaultChoice[];
}

/** The laptop is the user's own: it is neither killed nor powered off. */
const OWN = 'laptop';

/** What can be broken in a component and its machine, or mended where it is broken; nothing about what else is selected. */
export function faultChoices(about: Selection, world: World, cuts: readonly CutView[]): readonly FaultSection[] {
  if (about.kind === 'component') {
    const component = world.components.get(about.id);
    if (!component) return [];
    const machine = machineSections(component.machine, world, cuts);
    if (component.machine === OWN) return machine;
    const machineUp = world.machines.get(component.machine)?.up ?? false;
    return [{ title: component.name, choices: [componentChoice(component.id, component.up, machineUp)] }, ...machine];
  }
  return about.kind === 'machine' ? machineSections(about.name, world, cuts) : [];
}

function componentChoice(id: string, up: boolean, machineUp: boolean): FaultChoice {
  if (up) return { title: text('faults.kill'), fault: { action: 'kill', component: id }, breaks: true };
  const choice = { title: text('faults.start'), fault: { action: 'start', component: id }, breaks: false } as const;
  return machineUp ? choice : { ...choice, hindered: text('faults.machineOff') };
}

function machineSections(name: string, world: World, cuts: readonly CutView[]): readonly FaultSection[] {
  const machine = world.machines.get(name);
  if (!machine) return [];
  const others = [...world.machines.keys()].filter((other) => other !== name);
  const cut = others.filter((other) => isCut(name, other, cuts));
  const whole: FaultChoice[] = [];
  if (name !== OWN) {
    whole.push(
      machine.up
        ? { title: text('faults.powerOff'), fault: { action: 'power-off', machine: name }, breaks: true }
        : { title: text('faults.powerOn'), fault: { action: 'power-on', machine: name }, breaks: false },
    );
  }
  if (machine.node)
    whole.push(
      machine.node.schedulable
        ? { title: text('faults.drain'), fault: { action: 'drain', machine: name }, breaks: true }
        : { title: text('faults.uncordon'), fault: { action: 'uncordon', machine: name }, breaks: false },
    );
  if (cut.length < others.length)
    whole.push({ title: text('faults.isolate'), fault: { action: 'isolate', machine: name }, breaks: true });
  if (cut.length > 0)
    whole.push({ title: text('faults.rejoin'), fault: { action: 'rejoin', machine: name }, breaks: false });
  const links = others.map((machine): FaultChoice => {
    const other = machineTitle(machine);
    const machines: readonly [string, string] = [name, machine];
    return cut.includes(machine)
      ? { title: text('faults.heal', { other }), short: other, fault: { action: 'heal', machines }, breaks: false }
      : { title: text('faults.cut', { other }), short: other, fault: { action: 'cut', machines }, breaks: true };
  });
  return [
    { title: text('faults.machine', { name: machineTitle(name) }), choices: whole },
    { title: text('faults.links'), choices: links },
  ];
}

export function isCut(a: string, b: string, cuts: readonly CutView[]): boolean {
  return cuts.some(([one, other]) => (one === a && other === b) || (one === b && other === a));
}

/** With how many machines this one cannot speak. */
export function cutsOf(machine: string, cuts: readonly CutView[]): number {
  return cuts.filter((pair) => pair.includes(machine)).length;
}
