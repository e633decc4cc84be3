import { parse } from 'csv-parse/sync';
import { decodeVotesRecord } from '../../core/contract/topics.ts';
import type { LogReader } from '../../core/ports/event-log.ts';
import type { HistoryReader } from '../../core/ports/history-store.ts';
import { runKeyOf } from '../../core/domain/poll.ts';
import { faultsInKey, faultsInOrder } from '../checker/check-log.ts';
import type { LoggedRecord } from '../checker/evidence.ts';
import { createPause } from '../../main/connection/pause.ts';
import type { Dashboard } from '../integration/desktop/dashboard-client.ts';
import { until } from './until.ts';

export interface WholeLog {
  /** By poll, then by votes partition. */
  readonly runs: ReadonlyMap<string, readonly (readonly LoggedRecord[])[]>;
  readonly records: number;
  readonly faults: readonly string[];
}

/** Reads the votes from the first record to the last; only runs 1 of these polls may be there. */
export async function readWholeLog(log: LogReader, pollIds: readonly string[]): Promise<WholeLog> {
  const partitions = await log.partitions('votes');
  const runs = new Map<string, LoggedRecord[][]>();
  const runKeys = new Map(pollIds.map((pollId) => [runKeyOf(pollId, 1), pollId]));
  const known = new Set(runKeys.keys());
  const faults: string[] = [];
  const order = Array.from({ length: partitions }, () => [] as Pick<LoggedRecord, 'offset' | 'timestamp'>[]);
  await new Promise<void>((resolve, reject) => {
    const subscription = log.subscribe('votes', {
      from: 'start',
      onBatch({ partition, records }) {
        for (const { offset, timestamp, key, value } of records) {
          order[partition]?.push({ offset, timestamp });
          const record = decodeVotesRecord({ key, value });
          faults.push(...faultsInKey(key, record, known).map((fault) => `partition ${partition}, offset ${offset}: ${fault}`));
          const pollId = runKeys.get(key);
          if (pollId === undefined) continue;
          const own = runs.get(pollId) ?? Array.from({ length: partitions }, () => []);
          runs.set(pollId, own);
          own[partition]?.push({ offset, timestamp, record });
        }
      },
      onFailure: (failure) => (failure.retriable ? undefined : reject(failure)),
    });
    void subscription.caughtUp.then(() => subscription.stop()).then(resolve, reject);
  });
  const records = order.reduce((sum, own) => sum + own.length, 0);
  return { runs, records, faults: [...faults, ...order.flatMap((own, partition) => faultsInOrder(partition, own))] };
}

export async function readBallots(history: HistoryReader, pollId: string) {
  const rows = [];
  for await (const chunk of history.readBallots({ pollId, run: 1 })) rows.push(...chunk);
  return rows;
}

interface Job {
  readonly jobId: string;
  readonly state: string;
  readonly message: string | null;
}

const exportLimitMs = 120_000;
const patienceMs = 240_000;
const againMs = 500;

/** The options marked in each row of the file that a moderator saves; one who is told that history is not complete yet tries again. */
export async function exportBallots(dashboard: Dashboard, pollId: string): Promise<readonly (readonly number[])[]> {
  const limit = Date.now() + patienceMs;
  const pause = createPause();
  for (;;) {
    try {
      return await exportOnce(dashboard, pollId);
    } catch (error) {
      if (Date.now() > limit) throw error;
      await pause.wait(againMs);
    }
  }
}

async function exportOnce(dashboard: Dashboard, pollId: string): Promise<readonly (readonly number[])[]> {
  const job = await dashboard.call('report:start', { pollId, run: 1, report: 'ballots', bom: false });
  const lastWord = () =>
    dashboard.told
      .filter(({ event }) => event === 'report:changed')
      .map(({ payload }) => payload as Job)
      .findLast(({ jobId, state }) => jobId === job?.jobId && state !== 'running');
  await until(`the ballots of ${pollId} are exported`, async () => lastWord() !== undefined, exportLimitMs);
  const told = lastWord();
  if (told?.state !== 'done') throw new Error(`The ballots of ${pollId} could not be exported: ${told?.message ?? ''}`);
  const download = await fetch(`${dashboard.origin}/reports/${told.jobId}`, { headers: { cookie: dashboard.cookie } });
  return choicesOf(await download.text());
}

/** The options marked in each row of a CSV with ballots. */
export function choicesOf(csv: string): readonly (readonly number[])[] {
  const rows = parse(csv);
  const marks = (rows[0] ?? []).flatMap((header, index) => (/^\d+\. /.test(header) ? [index] : []));
  return rows.slice(1).map((row) => marks.flatMap((column, place) => (row[column] === '1' ? [place + 1] : [])));
}
