/** One figure. Every run of it has a fresh Node process to itself; what is reported is the median of its runs. */
export interface Benchmark {
  /** The name under which `--json` reports it, for example `kernel-events-per-second`. */
  readonly name: string;
  readonly unit: string;
  /** Measures once and answers the figure. */
  run(): number | Promise<number>;
  /** How many runs the median is of; 5 unless told. 1 for what can't vary. */
  readonly runs?: number;
  /** It looks at the built app: `dist` is built first where it is missing or old. */
  readonly ofBuiltApp?: boolean;
  /** For the Node process, for example `--expose-gc`. */
  readonly nodeArguments?: readonly string[];
  /** What the issue or the budget demands, for the table: `≥ 4,000,000`. */
  readonly target?: string;
  /** Takes minutes: measured where `--only` names it, and with `--long`. */
  readonly long?: boolean;
  /** The same work as another figure's: how many times better that one is becomes a figure too, where both are measured. */
  readonly beside?: {
    readonly name: string;
    readonly ratio: string;
    readonly better: 'less' | 'more';
    readonly target?: string;
  };
}
