import { settled, shapeOfField } from './shape';
import type { FieldShape, ListShape } from './shape';
import { isEmpty, itemStep, listOf, mappingOf, type Mapping } from './typed-items';

/** The live value with all that the applied one says; undefined stands for "not there". */
export function mergeTyped(live: unknown, applied: unknown, given: FieldShape): unknown {
  if (applied === undefined) return live;
  if (live === undefined) return applied;
  const shape = settled(given, applied ?? live);
  if (shape.form === 'struct' || shape.form === 'map') {
    if (isEmpty(live) && isEmpty(applied)) return applied;
    return mergeMappings(mappingOf(live), mappingOf(applied), shape);
  }
  if (shape.form === 'set' || shape.form === 'keyed') {
    if (isEmpty(live) && isEmpty(applied)) return applied;
    return mergeLists(listOf(live), listOf(applied), shape);
  }
  return applied;
}

function mergeMappings(live: Mapping, applied: Mapping, shape: FieldShape): unknown {
  const merged: Record<string, unknown> = { ...live };
  for (const name in applied) {
    const field = shapeOfField(shape, name);
    merged[name] = field ? mergeTyped(live[name], applied[name], field) : applied[name];
  }
  return merged;
}

/**
 * Items that both have stand in the applied one's order; items of the live list alone stay before what followed them, as far
 * as that order allows.
 */
function mergeLists(live: readonly unknown[], applied: readonly unknown[], shape: ListShape): unknown {
  const ours = live.map((item) => itemStep(shape, item));
  const theirs = applied.map((item) => itemStep(shape, item));
  const liveBy = new Map(ours.map((step, index) => [step, live[index]]));
  const wanted = new Set(theirs);
  const shared = theirs.filter((step) => liveBy.has(step));
  const done = new Set<string>();
  const merged: unknown[] = [];
  let next = 0;
  const take = (index: number): void => {
    const step = theirs[index]!;
    merged.push(shape.form === 'set' ? applied[index] : mergeTyped(liveBy.get(step), applied[index], shape.of));
    done.add(step);
    if (shared[next] === step) next++;
  };
  for (let l = 0, a = 0; l < ours.length || a < theirs.length; ) {
    const step = ours[l];
    if (step !== undefined && step === theirs[a]) {
      take(a++);
      l++;
    } else if (step !== undefined && !wanted.has(step)) {
      merged.push(live[l++]);
    } else if (step !== undefined && a < theirs.length && next < shared.length && shared[next] !== step) {
      l++;
    } else {
      if (step !== undefined && done.has(step)) l++;
      if (a < theirs.length) take(a++);
    }
  }
  return merged;
}
