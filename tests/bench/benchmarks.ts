import type { Benchmark } from './benchmark.ts';
import { burstBenchmark } from './burst-bench.ts';
import { desktopBenchmark } from './desktop-bench.ts';
import { exportBenchmark } from './export-bench.ts';
import { historyBenchmark } from './history-bench.ts';
import { ingestBenchmark } from './ingest-bench.ts';
import { kafkaBenchmark } from './kafka-bench.ts';
import { latencyBenchmark } from './latency-bench.ts';
import { liveBenchmark } from './live-bench.ts';
import { tallyBenchmark } from './tally-bench.ts';

/** In the order in which they run and stand on the page. */
// prettier-ignore
export const benchmarks: readonly Benchmark[] = [
  ingestBenchmark,
  burstBenchmark,
  latencyBenchmark,
  liveBenchmark,
  kafkaBenchmark,
  tallyBenchmark,
  historyBenchmark,
  exportBenchmark,
  desktopBenchmark,
];
