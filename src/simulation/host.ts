import type { Program } from './component';
import { Component } from './component';
import { Disk } from './disk';
import type { Simulation } from './simulation';

/** A machine. Crashed, it loses its processes and memory and keeps its disk; restarted, its programs start from that. */
export class Host {
  readonly name: string;
  readonly simulation: Simulation;
  readonly disk: Disk;
  /** What the kernel holds, by whose it is: programs come and go, it stays until the machine goes down. */
  readonly kernel = new Map<string, unknown>();
  up = true;
  readonly #components = new Map<string, Component>();

  constructor(simulation: Simulation, name: string) {
    this.simulation = simulation;
    this.name = name;
    this.disk = new Disk(this);
  }

  get components(): readonly Component[] {
    return [...this.#components.values()];
  }

  component(name: string): Component | undefined {
    return this.#components.get(name);
  }

  /** Starts the program, now and after every restart of the machine. */
  install(name: string, program: Program): Component {
    if (this.#components.has(name)) throw new Error(`${this.name} runs ${name} already`);
    const component = new Component(this, name, program);
    this.#components.set(name, component);
    this.simulation.network.register(component);
    if (this.up) component.start();
    return component;
  }

  /** Power off: nobody is told, memory is lost. */
  crash(): void {
    if (!this.up) return;
    this.up = false;
    for (const component of this.#components.values()) component.die(false);
    this.disk.crash();
    this.kernel.clear();
    this.simulation.network.hostCrashed(this);
    this.simulation.machinesVersion++;
  }

  restart(): void {
    if (this.up) return;
    this.up = true;
    for (const component of this.#components.values()) component.start();
    this.simulation.machinesVersion++;
  }
}
