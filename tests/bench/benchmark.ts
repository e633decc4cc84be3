/** Where clients find the cluster that the benchmarks of one run share. */
export interface BenchClusterAddresses {
  readonly brokers: readonly string[];
  readonly contactPoints: readonly string[];
  readonly cassandraPort: number;
  readonly dataCenter: string;
}

export interface BenchContext {
  /** Short rounds, for a look; the numbers are kept apart from those of a full run. */
  readonly quick: boolean;
  /** How often each thing is measured: at least three times. */
  readonly runs: number;
  /**
   * One broker and one node, started when first asked for and stopped when the whole run ends. They stay warm from one benchmark
   * to the next, so each takes a topic prefix and a keyspace of its own.
   */
  readonly cluster: () => Promise<BenchClusterAddresses>;
  /** A line for who watches; it is not kept. */
  readonly note: (line: string) => void;
}

/** One thing measured. */
export interface Row {
  readonly what: string;
  /** votes/s, ms, MB, % … */
  readonly unit: string;
  /** One per run. */
  readonly values: readonly number[];
  /** What the median is to reach. */
  readonly target?: { readonly atLeast: number } | { readonly atMost: number };
  /** What the same load gave elsewhere, in the same run: the ratio is the median of the runs' ratios. */
  readonly reference?: {
    readonly what: string;
    readonly values: readonly number[];
    /** The least ratio (0 to 1) to be reached. */
    readonly atLeast?: number;
  };
}

/** Figures of one kind in rows and columns, where a row for each would be too many. */
export interface Table {
  readonly title: string;
  readonly unit: string;
  readonly columns: readonly string[];
  /** For each column the values of all runs. */
  readonly rows: readonly { readonly what: string; readonly cells: readonly (readonly number[])[] }[];
}

export interface Findings {
  readonly rows: readonly Row[];
  readonly tables?: readonly Table[];
  /** Sentences about this run: where the time goes, what came to light. */
  readonly notes?: readonly string[];
}

export interface Benchmark {
  /** As in `--only NAME`. */
  readonly name: string;
  readonly title: string;
  /** A paragraph for the page: what it does, and how it is measured. */
  readonly about: string;
  run(context: BenchContext): Promise<Findings>;
}
