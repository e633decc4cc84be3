import { resolve } from 'node:path';
import { Failure } from '../../core/domain/failure.ts';
import { normalizeJoinCode } from '../../core/domain/join-code.ts';
import type { Poll, Run } from '../../core/domain/poll.ts';
import type { RecordBatch } from '../../core/ports/event-log.ts';
import type { HistoryReader } from '../../core/ports/history-store.ts';
import { openEmbeddedLogReader } from '../../engines/embedded/embedded-event-log.ts';
import { openEmbeddedHistoryReader } from '../../engines/embedded/embedded-history-store.ts';
import type { ResultsBoard } from '../results/results-board.ts';
import { createResultsBoard } from '../results/results-board.ts';
import { runCommand } from '../run-command.ts';
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
  const board = await readBoard(resolve(wish.dataFolder));
  board.merge(await history.readPartials({ pollId: poll.id, run: run.run }));
  const data: ReportData = { history, readResult: async (ofPoll, ofRun) => board.resultOf(ofPoll, ofRun) };
  const result = await data.readResult(poll, run);
  if (result.final) await awaitHistory({ history, run, result, signal });
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

/** What the log tells of results: history is written a moment later, and must not make a final result a provisional one. */
async function readBoard(folder: string): Promise<ResultsBoard> {
  const log = await openEmbeddedLogReader({ folder });
  const board = createResultsBoard({ clock: Date.now });
  try {
    await new Promise<void>((done, fail) => {
      const onBatch = ({ records }: RecordBatch) => records.forEach((record) => board.take(record));
      void log.subscribe('results', { from: 'start', onBatch, onFailure: fail }).caughtUp.then(done);
    });
    return board;
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

runCommand(main);
