import type { CassandraSettings } from '../../core/domain/cluster-settings.ts';
import { resultOf } from '../../core/domain/result.ts';
import { openCassandraHistoryReader } from '../../engines/cassandra/cassandra-history-store.ts';
import { openReportSource } from '../../main/report/report-source.ts';
import { writeReport } from '../../main/report/write-report.ts';

/** Writes the ballots of a run out of Cassandra as the desktop does, in a process of its own. */
export interface CassandraExport {
  readonly settings: CassandraSettings;
  readonly pollId: string;
  readonly file: string;
}

const { settings, pollId, file } = JSON.parse(process.argv[2] ?? '') as CassandraExport;
const history = await openCassandraHistoryReader({ settings, password: undefined, onWarning: () => undefined });
const poll = await history.findPoll(pollId);
const run = poll?.runs.at(-1);
if (poll === undefined || run === undefined) throw new Error(`history has no run of ${pollId}`);
const data = { history, readResult: async () => resultOf({ pollId, run: 1, partitions: run.partitions, options: [] }, [], []) };
const source = await openReportSource({ poll, run, report: 'ballots', step: 'second' }, data);
await writeReport({ file, bom: true, source, signal: new AbortController().signal, onProgress: () => undefined });
await history.stop();
