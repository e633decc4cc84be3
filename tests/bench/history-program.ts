import type { CassandraSettings } from '../../core/domain/cluster-settings.ts';
import { openCassandraHistory } from '../../engines/cassandra/cassandra-history-store.ts';
import { openEmbeddedHistory } from '../../engines/embedded/embedded-history-store.ts';
import { startHistory } from '../../ingest-server/history/history-role.ts';
import { ownPace, sharedPace } from '../../ingest-server/history/writing-pace.ts';
import type { LogPlace } from './bench-log.ts';
import { openBenchLog } from './bench-log.ts';

/** Writes the ballots of a log that is full already into history, in a process of its own, and prints how long that took. */
export interface HistoryTask {
  readonly log: LogPlace;
  /** Undefined: the data folder of the log, at the pace of one computer. */
  readonly cassandra: CassandraSettings | undefined;
}

export interface HistoryOutcome {
  /** Until everything is written. */
  readonly ms: number;
  readonly cpuMs: number;
}

const { log: place, cassandra: settings } = JSON.parse(process.argv[2] ?? '') as HistoryTask;
const log = await openBenchLog(place);
const history =
  settings === undefined
    ? await openEmbeddedHistory({ folder: place.kind === 'embedded' ? place.folder : '' })
    : await openCassandraHistory({ settings, password: undefined, replication: 1, onWarning: () => undefined });
const cpu = process.cpuUsage();
const started = performance.now();
const role = startHistory({
  ...{ log, history, pace: settings === undefined ? sharedPace : ownPace, clock: Date.now },
  onFailure: fail,
  onEnded: fail,
});
await role.caughtUp;
const { user, system } = process.cpuUsage(cpu);
const outcome: HistoryOutcome = { ms: performance.now() - started, cpuMs: (user + system) / 1000 };
await role.stop();
await history.stop();
await log.stop();
process.stdout.write(`${JSON.stringify(outcome)}\n`);

function fail(failure: Error): never {
  throw failure;
}
