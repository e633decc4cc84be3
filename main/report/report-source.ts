import type { Poll, Run } from '../../core/domain/poll.ts';
import type { ReportName } from '../../core/domain/report-name.ts';
import type { Row } from '../../core/domain/report.ts';
import {
  ballotHeaders,
  createBallotCells,
  createTimelineCells,
  summaryHeaders,
  summaryRows,
  timelineHeaders,
} from '../../core/domain/report.ts';
import type { Result } from '../../core/domain/result.ts';
import type { TimelineStep } from '../../core/domain/timeline.ts';
import { sumTimeline } from '../../core/domain/timeline.ts';
import type { HistoryReader } from '../../core/ports/history-store.ts';
import type { ReportSource } from './write-report.ts';

export interface ReportWish {
  readonly poll: Poll;
  readonly run: Run;
  readonly report: ReportName;
  readonly step: TimelineStep;
}

export interface ReportData {
  readonly history: HistoryReader;
  readonly readResult: (poll: Poll, run: Run) => Promise<Result>;
}

/** Opens a report; rows are read from history only as they are asked for. */
export async function openReportSource(wish: ReportWish, data: ReportData): Promise<ReportSource> {
  switch (wish.report) {
    case 'summary':
      return openSummary(wish, data);
    case 'timeline':
      return { headers: timelineHeaders(wish.poll), totalRows: null, chunks: readTimelineRows(wish, data) };
    case 'ballots':
      return {
        headers: ballotHeaders(wish.poll),
        totalRows: await data.history.countBallots({ pollId: wish.poll.id, run: wish.run.run }),
        chunks: readBallotRows(wish, data.history),
      };
  }
}

async function openSummary({ poll, run }: ReportWish, data: ReportData): Promise<ReportSource> {
  const rows = summaryRows(poll, await data.readResult(poll, run));
  return { headers: summaryHeaders(poll), totalRows: rows.length, chunks: once(rows) };
}

async function* once<T>(value: T): AsyncGenerator<T> {
  yield await Promise.resolve(value);
}

/** Six hours, a whole number of every step: a run of any length is read in pieces of bounded size. */
const windowMs = 6 * 3_600_000;

async function* readTimelineRows({ poll, run, step }: ReportWish, { history }: ReportData): AsyncGenerator<readonly Row[]> {
  const id = { pollId: poll.id, run: run.run };
  const partials = await history.readPartials(id);
  const end = Math.max(...partials.map((partial) => partial.time));
  const cells = createTimelineCells(poll);
  const start = run.openedAt - (run.openedAt % windowMs);
  for (let fromMs = start; fromMs <= end; fromMs += windowMs) {
    const points = await history.readTimeline({ ...id, fromMs, toMs: fromMs + windowMs, step });
    yield Array.from(sumTimeline(points, step, fromMs / 1000), cells);
  }
}

/** Rows are made only shortly before they are written: a whole chunk of them would outlive young memory. */
const rowsAtOnce = 500;

async function* readBallotRows({ poll, run }: ReportWish, history: HistoryReader): AsyncGenerator<readonly Row[]> {
  const cells = createBallotCells(poll);
  let place = 0;
  for await (const ballots of history.readBallots({ pollId: poll.id, run: run.run })) {
    for (let start = 0; start < ballots.length; start += rowsAtOnce) {
      yield ballots.slice(start, start + rowsAtOnce).map((ballot) => cells(ballot, ++place));
    }
  }
}
