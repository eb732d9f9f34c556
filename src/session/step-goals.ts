import type { Hop, Trace } from '../simulation';
import type { StepHow } from './protocol';

/** A message's place in the tree of causes. */
export type Link = Pick<Hop, 'id' | 'kind' | 'cause' | 'others' | 'exchange' | 'root'>;
/** Undefined for what is not known, or no longer kept. */
export type Tree = (hop: number) => Link | undefined;
/** Whether a step ends at this message. */
export type StepGoal = (hop: Link) => boolean;

const isAnswer = ({ kind }: Link): boolean => kind === 'response' || kind === 'end' || kind === 'reset';

/**
 * Where a step from this message ends, in the words of a debugger, on the tree of causes. _Into_: the first message that it
 * sets in motion. _Over_: a request's answer, with all that happens for it in between; of anything else, the next message
 * beside or above it. _Out_: the answer to the request within which all this happens; where there is none, whatever comes
 * after the work that its cause began. Undefined where there is no such way.
 * @param following the act whose messages are walked; 0 for none.
 */
export function stepGoal(how: StepHow, tree: Tree, from: number, following: number): StepGoal | undefined {
  if (how === 'any' || following === 0) return () => true;
  if (how === 'next') return ({ root }) => root === following;
  const here = tree(from || following);
  if (!here) return undefined;
  if (how === 'into') return into(here, tree);
  return how === 'over' ? over(here, tree) : out(here, tree);
}

/** The first message after this one at which the goal ends, among those that are recorded; undefined for none. */
export function firstKnown({ hops }: Pick<Trace, 'hops'>, after: number, goal: StepGoal): number | undefined {
  for (let id = Math.max(after + 1, hops.first); id < hops.next; id++) if (goal(hops.get(id)!)) return id;
  return undefined;
}

/** An answer sets nothing in motion by itself: whoever asked goes on with what it was working on. */
function into(here: Link, tree: Tree): StepGoal {
  const origin = isAnswer(here) ? (tree(here.exchange)?.cause ?? here.cause) : here.id;
  return ({ cause, others, kind }) => kind !== 'act' && (cause === origin || others.includes(origin));
}

function over(here: Link, tree: Tree): StepGoal {
  if (here.kind === 'request') return (hop) => isAnswer(hop) && hop.exchange === here.id;
  return outside(isAnswer(here) ? (tree(here.exchange) ?? here) : here, tree);
}

function out(here: Link, tree: Tree): StepGoal | undefined {
  let above = tree((isAnswer(here) ? (tree(here.exchange) ?? here) : here).cause);
  const parent = above;
  while (above && above.kind !== 'request') above = tree(above.cause);
  const request = above;
  if (request) return (hop) => isAnswer(hop) && hop.exchange === request.id;
  return parent && parent.kind !== 'act' ? outside(parent, tree) : undefined;
}

/** Whatever belongs to the same act and does not come of this. */
function outside(here: Link, tree: Tree): StepGoal {
  return (hop) => hop.id !== here.id && hop.root === here.root && !comesOf(hop, here.id, tree);
}

function comesOf(hop: Link, origin: number, tree: Tree): boolean {
  let each: Link | undefined = isAnswer(hop) ? tree(hop.exchange) : hop;
  while (each && each.id > origin) each = tree(each.cause);
  return each?.id === origin;
}
