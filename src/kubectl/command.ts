import type { Process } from '../simulation';
import type { Invocation } from './invocation';

/** A command, or a group of them: a row of the tree in `command-tree.ts`. */
export interface CommandDefinition {
  readonly name: string;
  readonly aliases?: readonly string[];
  /** What it does, in a line. */
  readonly does: string;
  readonly usage?: string;
  /** In the words of `flagTable`. */
  readonly flags?: string;
  readonly run?: (invocation: Invocation) => Process<void>;
  readonly children?: readonly CommandDefinition[];
  /** What a group says of itself above its list of commands. */
  readonly long?: string;
  readonly examples?: string;
  /** A group that is called alone prints its help here. */
  readonly helpOn?: 'stdout' | 'stderr';
  /** … and ends as a command that did what it was asked for. */
  readonly helpIsEnough?: boolean;
}
