/**
 * Differences of two texts as the library that Kubernetes uses finds them (Ratcliff and Obershelp: the longest run of lines that both have, then what is
 * before and behind it), in unified form.
 */
const CONTEXT = 3;
/** In long texts, lines that come up more often than one in a hundred tell nothing of where one is. */
const LONG_TEXT = 200;

interface Run {
  readonly a: number;
  readonly b: number;
  readonly size: number;
}

interface Step {
  readonly sign: '=' | '!';
  readonly fromA: number;
  readonly toA: number;
  readonly fromB: number;
  readonly toB: number;
}

class Matcher {
  private readonly a: readonly string[];
  private readonly b: readonly string[];
  private readonly places = new Map<string, number[]>();

  constructor(a: readonly string[], b: readonly string[]) {
    this.a = a;
    this.b = b;
    b.forEach((line, at) => {
      const known = this.places.get(line);
      if (known) known.push(at);
      else this.places.set(line, [at]);
    });
    if (b.length < LONG_TEXT) return;
    const many = Math.floor(b.length / 100) + 1;
    for (const [line, at] of this.places) if (at.length > many) this.places.delete(line);
  }

  /** The longest common run within these bounds; of several the first. */
  private longest(fromA: number, toA: number, fromB: number, toB: number): Run {
    let best: Run = { a: fromA, b: fromB, size: 0 };
    let lengths = new Map<number, number>();
    for (let i = fromA; i < toA; i++) {
      const next = new Map<number, number>();
      for (const j of this.places.get(this.a[i]!) ?? []) {
        if (j < fromB) continue;
        if (j >= toB) break;
        const size = (lengths.get(j - 1) ?? 0) + 1;
        next.set(j, size);
        if (size > best.size) best = { a: i - size + 1, b: j - size + 1, size };
      }
      lengths = next;
    }
    return this.extended(best, fromA, toA, fromB, toB);
  }

  /** Frequent lines, which are no beginning of a run, may still stand at its ends. */
  private extended(run: Run, fromA: number, toA: number, fromB: number, toB: number): Run {
    let { a, b, size } = run;
    while (a > fromA && b > fromB && this.a[a - 1] === this.b[b - 1]) {
      a--;
      b--;
      size++;
    }
    while (a + size < toA && b + size < toB && this.a[a + size] === this.b[b + size]) size++;
    return { a, b, size };
  }

  /** All common runs, in order; neighbours are one. */
  private runs(): readonly Run[] {
    const found: Run[] = [];
    const within = (fromA: number, toA: number, fromB: number, toB: number): void => {
      const run = this.longest(fromA, toA, fromB, toB);
      if (run.size === 0) return;
      if (fromA < run.a && fromB < run.b) within(fromA, run.a, fromB, run.b);
      const last = found.at(-1);
      if (last && last.a + last.size === run.a && last.b + last.size === run.b)
        found[found.length - 1] = { ...last, size: last.size + run.size };
      else found.push(run);
      if (run.a + run.size < toA && run.b + run.size < toB) within(run.a + run.size, toA, run.b + run.size, toB);
    };
    within(0, this.a.length, 0, this.b.length);
    return found;
  }

  steps(): readonly Step[] {
    const steps: Step[] = [];
    let [atA, atB] = [0, 0];
    for (const { a, b, size } of [...this.runs(), { a: this.a.length, b: this.b.length, size: 0 }]) {
      if (atA < a || atB < b) steps.push({ sign: '!', fromA: atA, toA: a, fromB: atB, toB: b });
      if (size > 0) steps.push({ sign: '=', fromA: a, toA: a + size, fromB: b, toB: b + size });
      [atA, atB] = [a + size, b + size];
    }
    return steps;
  }
}

/** Steps in groups, each with a few equal lines around it. */
function grouped(all: readonly Step[]): readonly (readonly Step[])[] {
  const steps = all.map((step, at) => {
    if (step.sign !== '=') return step;
    const size = step.toA - step.fromA;
    if (at === 0 && size > CONTEXT) return { ...step, fromA: step.toA - CONTEXT, fromB: step.toB - CONTEXT };
    if (at === all.length - 1 && size > CONTEXT)
      return { ...step, toA: step.fromA + CONTEXT, toB: step.fromB + CONTEXT };
    return step;
  });
  const groups: Step[][] = [[]];
  for (const step of steps) {
    if (step.sign === '=' && step.toA - step.fromA > 2 * CONTEXT) {
      groups.at(-1)!.push({ ...step, toA: step.fromA + CONTEXT, toB: step.fromB + CONTEXT });
      groups.push([{ ...step, fromA: step.toA - CONTEXT, fromB: step.toB - CONTEXT }]);
    } else groups.at(-1)!.push(step);
  }
  return groups.filter((group) => group.some(({ sign }) => sign === '!'));
}

/** `1,4`; a range of one line is its number alone. */
function rangeText(from: number, to: number): string {
  const length = to - from;
  if (length === 1) return String(from + 1);
  return `${length === 0 ? from : from + 1},${length}`;
}

/** The hunks, each line with its end; '' where the texts are the same. */
export function sequenceDiff(before: string, after: string): string {
  const [a, b] = [before.split('\n'), after.split('\n')];
  const out: string[] = [];
  for (const group of grouped(new Matcher(a, b).steps())) {
    const [first, last] = [group[0]!, group.at(-1)!];
    out.push(`@@ -${rangeText(first.fromA, last.toA)} +${rangeText(first.fromB, last.toB)} @@`);
    for (const { sign, fromA, toA, fromB, toB } of group) {
      if (sign === '=') out.push(...a.slice(fromA, toA).map((line) => ` ${line}`));
      else out.push(...a.slice(fromA, toA).map((line) => `-${line}`), ...b.slice(fromB, toB).map((line) => `+${line}`));
    }
  }
  return out.map((line) => `${line}\n`).join('');
}
