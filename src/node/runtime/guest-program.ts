import type { Process } from '../../simulation';
import type { ProgramWorld } from './program-world';

/**
 * A program of an image that whoever sets up the machine brings along: it runs until it is killed, or ends with an exit
 * code. Everything it starts must be waited for inside, so that it ends with the container.
 */
export type GuestProgram = (world: ProgramWorld, words: readonly string[]) => Process<number>;
