import type { RunPartial } from '../../core/domain/result.ts';
import { openDerived } from '../../engines/embedded/derived-schema.ts';
import { createHistoryWriter } from '../../engines/embedded/history-writes.ts';
import { openBenchLog } from './bench-log.ts';
import type { PreparedRun } from './prepared-run.ts';
import { ballotsOf, createPartialsOf, pollOf } from './prepared-run.ts';

const ballotsPerWrite = 100_000;
/** The index of so many voters is built where it does not have to be read back from the file. */
const cacheMegabytes = 1_000;

/**
 * A data folder whose server has stopped, with one run's ballots in it: through the store's own statements, in large writes.
 * Returns the votes for each option.
 */
export async function prepareFolder(folder: string, run: PreparedRun): Promise<readonly number[]> {
  const log = await openBenchLog({ kind: 'embedded', folder, votesPartitions: run.partitions });
  await log.stop();
  const connection = await openDerived({ folder });
  connection.exec(`PRAGMA cache_size = -${cacheMegabytes * 1000}`);
  connection.exec('PRAGMA synchronous = OFF');
  const history = createHistoryWriter(connection);
  const partials = createPartialsOf(run);
  for (const ballots of ballotsOf(run, ballotsPerWrite)) {
    partials.count(ballots);
    await history.write({ ballots });
  }
  await history.write({ polls: [pollOf(run)], partials: partials.finish() });
  connection.close();
  return totalsOf(partials.finish());
}

export function totalsOf(partials: readonly RunPartial[]): readonly number[] {
  const [first] = partials;
  return (first?.counts ?? []).map((_count, option) => partials.reduce((sum, { counts }) => sum + (counts[option] ?? 0), 0));
}
