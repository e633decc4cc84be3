import { resolve } from 'node:path';
import { decodeResultsRecord } from '../../core/contract/topics.ts';
import { Failure, messageOf } from '../../core/domain/failure.ts';
import { normalizeJoinCode } from '../../core/domain/join-code.ts';
import type { Poll, Run } from '../../core/domain/poll.ts';
import type { Result, TallyStatus } from '../../core/domain/result.ts';
import { resultOf } from '../../core/domain/result.ts';
import type { RecordBatch } from '../../core/ports/event-log.ts';
import type { HistoryReader } from '../../core/ports/history-store.ts';
import { openEmbeddedLogReader } from '../../engines/embedded/embedded-event-log.ts';
import { openEmbeddedHistoryReader } from '../../engines/embedded/embedded-history-store.ts';
import { awaitHistory } from './await-history.ts';
import type { ExportArguments } from './export-arguments.ts';
import { exportUsage, parseExportArguments } from './export-arguments.ts';
import type { ReportData } from './report-source.ts';
import { openReportSource } from './report-source.ts';
import { writeReport } from './write-report.ts';

async function main(): Promise<void> {
  const wish = parseExportArguments(process.argv.slice(2));
  if (wish === 'help') {
    process.stdout.write(`${exportUsage}\n`);
    return;
  }
  const controller = new AbortController();
  process.once('SIGINT', () => controller.abort());
  process.once('SIGTERM', () => controller.abort());
  const history = await openEmbeddedHistoryReader({ folder: resolve(wish.dataFolder) });
  try {
    const rows = await exportReport(wish, history, controller.signal);
    process.stdout.write(`${rows} rows written to ${wish.file}\n`);
  } finally {
    await history.stop();
  }
}

async function exportReport(wish: ExportArguments, history: HistoryReader, signal: AbortSignal): Promise<number> {
  const poll = await findPoll(history, wish.poll);
  const run = findRun(poll, wish.run);
  const statuses = await readStatuses(resolve(wish.dataFolder));
  const data: ReportData = { history, readResult: (ofPoll, ofRun) => readResult(history, statuses, ofPoll, ofRun) };
  const result = await data.readResult(poll, run);
  if (result.final) await awaitHistory({ id: { pollId: poll.id, run: run.run }, history, voters: result.voters, signal });
  const source = await openReportSource({ poll, run, report: wish.report, step: wish.step }, data);
  const showProgress = createProgress(source.totalRows);
  return writeReport({ file: resolve(wish.file), bom: wish.bom, source, signal, onProgress: showProgress });
}

async function findPoll(history: HistoryReader, wanted: string): Promise<Poll> {
  const poll = (await history.findPoll(wanted)) ?? (await history.findPoll(normalizeJoinCode(wanted)));
  if (poll !== undefined) return poll;
  throw new Failure('poll-not-found', `This data folder has no poll with the id or join code "${wanted}". Nothing was written.`);
}

function findRun(poll: Poll, wanted: number | undefined): Run {
  const run = wanted === undefined ? poll.runs.at(-1) : poll.runs.find((candidate) => candidate.run === wanted);
  if (run !== undefined) return run;
  const known = poll.runs.length === 0 ? 'It was never opened' : `It has runs 1 to ${poll.runs.length}`;
  throw new Failure('not-found', `There is no such run of this poll. ${known}. Nothing was written.`);
}

async function readResult(history: HistoryReader, statuses: readonly TallyStatus[], poll: Poll, { run, partitions }: Run): Promise<Result> {
  const options = poll.content.options.map(({ number }) => number);
  return resultOf({ pollId: poll.id, run, partitions, options }, await history.readPartials({ pollId: poll.id, run }), statuses);
}

/** How far the tally has come, as it last said itself: what *complete up to* of an unfinished run follows from. */
async function readStatuses(folder: string): Promise<readonly TallyStatus[]> {
  const log = await openEmbeddedLogReader({ folder });
  const statuses = new Map<number, TallyStatus>();
  try {
    await new Promise<void>((done, fail) => {
      const onBatch = ({ records }: RecordBatch) => {
        for (const { value } of records) {
          const record = decodeResultsRecord(value);
          if (record?.kind === 'status') statuses.set(record.partition, record);
        }
      };
      void log.subscribe('results', { from: 'start', onBatch, onFailure: fail }).caughtUp.then(done);
    });
    return [...statuses.values()];
  } finally {
    await log.stop();
  }
}

function createProgress(totalRows: number | null): (rows: number) => void {
  const out = process.stderr;
  let lastShownAt = 0;
  return (rows) => {
    const isLast = rows === totalRows;
    if (!out.isTTY || (!isLast && Date.now() - lastShownAt < 100)) return;
    lastShownAt = Date.now();
    out.write(`\r${rows}${totalRows === null ? '' : ` of ${totalRows}`} rows${isLast ? '\n' : ''}`);
  };
}

main().catch((error: unknown) => {
  process.stderr.write(`${messageOf(error)}\n`);
  process.exitCode = 1;
});
