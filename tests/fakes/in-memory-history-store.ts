import type { Poll } from '../../core/domain/poll.ts';
import { pollVersion, runKeyOf } from '../../core/domain/poll.ts';
import type { RunPartial } from '../../core/domain/result.ts';
import { isNewerPartial } from '../../core/domain/result.ts';
import type { TimelinePoint } from '../../core/domain/timeline.ts';
import type { BallotRow, HistoryBatch, HistoryStore, Position, RunId, SeenRun, TimelineRange } from '../../core/ports/history-store.ts';

/** What outlives the stores that are opened on it, as a disk does. */
export interface InMemoryHistory {
  readonly polls: Map<string, Poll>;
  readonly runs: Map<string, SeenRun>;
  readonly ballots: Map<string, BallotRow>;
  readonly timeline: Map<string, TimelinePoint>;
  readonly partials: Map<string, RunPartial>;
  readonly positions: Map<string, Position>;
}

export function createInMemoryHistory(): InMemoryHistory {
  return { polls: new Map(), runs: new Map(), ballots: new Map(), timeline: new Map(), partials: new Map(), positions: new Map() };
}

const ballotsPerChunk = 5_000;

/** A history store in memory, for tests of whatever needs one. */
export function createInMemoryHistoryStore(history: InMemoryHistory = createInMemoryHistory()): HistoryStore {
  const ballotsOf = (id: RunId) => [...history.ballots.values()].filter((row) => isOf(id, row)).sort(byPlace);
  return {
    write: async (batch) => writeInto(history, batch),
    readPositions: async (topic) => [...history.positions.values()].filter((position) => position.topic === topic),
    readSeenRuns: async (wanted) => [...history.runs.values()].filter(({ partition }) => partition === wanted),
    listPolls: async () => [...history.polls.values()].sort((a, b) => b.createdAt - a.createdAt || compare(a.id, b.id)),
    findPoll: async (wanted) => history.polls.get(wanted) ?? [...history.polls.values()].find(({ code }) => code === wanted),
    readPartials: async (id) =>
      [...history.partials.values()].filter((partial) => isOf(id, partial)).sort((a, b) => a.partition - b.partition),
    readTimeline: async (range) => readTimeline(history, range),
    countBallots: async (id) => ballotsOf(id).length,
    async *readBallots(id) {
      const rows = ballotsOf(id);
      for (let from = 0; from < rows.length; from += ballotsPerChunk) yield rows.slice(from, from + ballotsPerChunk);
    },
    stop: async () => undefined,
  };
}

function writeInto(history: InMemoryHistory, batch: HistoryBatch): void {
  for (const row of batch.polls ?? []) keepNewer(history.polls, row.id, row, (a, b) => pollVersion(a) > pollVersion(b));
  for (const row of batch.runs ?? []) {
    const key = `${row.partition} ${runKeyOf(row.marker.pollId, row.marker.run)}`;
    const closed = [row.closedAt, history.runs.get(key)?.closedAt ?? null].filter((offset) => offset !== null);
    history.runs.set(key, { ...row, closedAt: closed.length === 0 ? null : Math.min(...closed) });
  }
  for (const row of batch.ballots ?? []) {
    keepNewer(history.ballots, `${runKeyOf(row.pollId, row.run)} ${row.partition} ${row.bucket} ${row.voterId}`, row, isLaterRow);
  }
  for (const row of batch.timeline ?? []) {
    keepNewer(history.timeline, `${runKeyOf(row.pollId, row.run)} ${row.partition} ${row.second}`, row, (a, b) => a.offset > b.offset);
  }
  for (const row of batch.partials ?? []) {
    keepNewer(history.partials, `${runKeyOf(row.pollId, row.run)} ${row.partition}`, row, isNewerPartial);
  }
  for (const row of batch.positions ?? []) history.positions.set(`${row.topic} ${row.partition}`, row);
}

function keepNewer<T>(rows: Map<string, T>, key: string, row: T, isNewer: (a: T, b: T) => boolean): void {
  const known = rows.get(key);
  if (known === undefined || isNewer(row, known)) rows.set(key, row);
}

function isLaterRow(a: BallotRow, b: BallotRow): boolean {
  return a.order === b.order ? a.voteId > b.voteId : a.order > b.order;
}

function readTimeline(history: InMemoryHistory, range: TimelineRange): TimelinePoint[] {
  const points = [...history.timeline.values()].filter((point) => isOf(range, point)).sort(byTime);
  const from = range.fromMs ?? 0;
  const base = new Map<number, TimelinePoint>();
  for (const point of points) if (point.second * 1000 < from) base.set(point.partition, point);
  const within = points.filter(({ second }) => second * 1000 >= from && (range.toMs === undefined || second * 1000 < range.toMs));
  return [...base.values(), ...within].sort(byTime);
}

function isOf(id: RunId, row: RunId): boolean {
  return row.pollId === id.pollId && row.run === id.run;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function byPlace(a: BallotRow, b: BallotRow): number {
  return a.partition - b.partition || a.bucket - b.bucket || compare(a.voterId, b.voterId);
}

function byTime(a: TimelinePoint, b: TimelinePoint): number {
  return a.second - b.second || a.partition - b.partition;
}
