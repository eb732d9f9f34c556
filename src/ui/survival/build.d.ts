/** A hash over the sources of the simulation, put here by the bundler. */
declare const __SIMULATION_BUILD__: string;
