import { runKeyOf } from '../../core/domain/poll.ts';
import type { TimelinePoint, TimelineStep } from '../../core/domain/timeline.ts';
import type { HistoryReader, RunId, TimelineRange } from '../../core/ports/history-store.ts';
import type { CassandraSession, Statement } from './cassandra-session.ts';
import { groupBy, slices } from './grouping.ts';
import { inOrder, inParallel } from './in-parallel.ts';
import { lastOfPartitions, lastOfSteps, sortedPoints, startOf, toPoint, toPointValue } from './timeline-points.ts';
import { writeTimestampOf } from './write-timestamps.ts';

const rowsPerBatch = 50;
const batchesAtATime = 4;
const partitionsAhead = 8;
/** Later than any point: seconds, as a bigint column takes them. */
const endOfTime = Number.MAX_SAFE_INTEGER;

export type TimelineTables = Pick<HistoryReader, 'readTimeline'> & { write(points: readonly TimelinePoint[]): Promise<void> };

/**
 * One point per second, and the last point of each minute and hour besides, so that a long poll is read without all its seconds.
 * A Cassandra partition holds an hour of seconds, a day of minutes, or all hours of a run.
 */
export function createTimelineTables(session: CassandraSession): TimelineTables {
  const tables = {
    second: createStepTable(session, { step: 'second', secondsPerPartition: 3_600, unit: 'hour' }),
    minute: createStepTable(session, { step: 'minute', secondsPerPartition: 86_400, unit: 'day' }),
    hour: createStepTable(session, { step: 'hour', secondsPerPartition: endOfTime, unit: undefined }),
  };

  /** The last point of each votes partition before `end`: of the hours before, else of the minutes of that hour, else of its seconds. */
  async function lastBefore(id: RunId, end: number, hours: readonly TimelinePoint[]): Promise<readonly TimelinePoint[]> {
    if (end === endOfTime) return lastOfPartitions(hours);
    const [hour, minute] = [startOf('hour', end), startOf('minute', end)];
    const [minutes, seconds] = await Promise.all([tables.minute.read(id, hour, minute), tables.second.read(id, minute, end)]);
    return lastOfPartitions([...hours.filter(({ second }) => second < hour), ...minutes, ...seconds]);
  }

  return {
    async write(points) {
      const rows = (['second', 'minute', 'hour'] as const).flatMap((step) =>
        lastOfSteps(points, step).map((point) => tables[step].insertOf(point)),
      );
      const groups = groupBy(rows, ({ partition }) => partition);
      const batches = [...groups.values()].flatMap((group) => [...slices(group, rowsPerBatch)]);
      await inParallel(batches, batchesAtATime, (batch) => session.writeTogether(batch.map(({ statement }) => statement)));
    },
    async readTimeline({ pollId, run, fromMs, toMs, step = 'second' }: TimelineRange) {
      const id = { pollId, run };
      const from = Math.ceil((fromMs ?? 0) / 1000);
      const end = toMs === undefined ? endOfTime : Math.ceil(toMs / 1000);
      const hours = await tables.hour.read(id, 0, end);
      const starts = [...new Set(hours.map(({ second }) => startOf('hour', second)))];
      const within = step === 'hour' ? hours : await readSteps(tables[step], id, { from, end }, starts);
      const base = from === 0 ? [] : await lastBefore(id, from, hours);
      const tail = step === 'second' ? [] : await lastBefore(id, end, hours);
      const inRange = [...within, ...tail].filter(({ second }) => second >= from && second < end);
      return sortedPoints([...base, ...inRange]);
    },
  };
}

interface StepTable {
  /** The row of a point, with a name for its Cassandra partition. */
  insertOf(point: TimelinePoint): { readonly statement: Statement; readonly partition: string };
  /** Rows of steps that begin from `from` to before `end` (seconds), which must lie in one Cassandra partition. */
  read(id: RunId, from: number, end: number): Promise<readonly TimelinePoint[]>;
  readonly secondsPerPartition: number;
}

/** All steps of a range, one Cassandra partition after the other; `hours` are those in which there are points. */
async function readSteps(
  table: StepTable,
  id: RunId,
  { from, end }: { from: number; end: number },
  hours: readonly number[],
): Promise<readonly TimelinePoint[]> {
  const length = table.secondsPerPartition;
  const partitions = new Set(hours.map((hour) => hour - (hour % length)));
  const wanted = [...partitions].filter((start) => start + length > from && start < end).sort((a, b) => a - b);
  const points: TimelinePoint[] = [];
  const read = (start: number) => table.read(id, Math.max(start, startOf('minute', from)), Math.min(start + length, end));
  for await (const found of inOrder(wanted, partitionsAhead, read)) for (const point of found) points.push(point);
  return points;
}

interface StepTableShape {
  readonly step: TimelineStep;
  readonly secondsPerPartition: number;
  /** The column that numbers a run's Cassandra partitions, where it has more than one. */
  readonly unit: 'hour' | 'day' | undefined;
}

function createStepTable(session: CassandraSession, { step, secondsPerPartition, unit }: StepTableShape): StepTable {
  const table = session.table(`timeline_by_${step}`);
  const numberOf = (second: number) => (unit === undefined ? [] : [Math.floor(second / secondsPerPartition)]);
  const [column, value, condition] = unit === undefined ? ['', '', ''] : [`${unit}, `, '?, ', ` AND ${unit} = ?`];
  const insert = `INSERT INTO ${table} (poll_id, run, ${column}step, votes_partition, value) VALUES (?, ?, ${value}?, ?, ?) USING TIMESTAMP ?`;
  const query = `SELECT votes_partition, value FROM ${table} WHERE poll_id = ? AND run = ?${condition} AND step >= ? AND step < ?`;
  return {
    secondsPerPartition,
    insertOf(point) {
      const { pollId, run, partition, second, offset } = point;
      const key = [pollId, run, ...numberOf(second)];
      const params = [...key, BigInt(startOf(step, second)), partition, toPointValue(point), writeTimestampOf.point(offset)];
      return { statement: { query: insert, params }, partition: `${step}/${runKeyOf(pollId, run)}/${numberOf(second).join('')}` };
    },
    async read(id, from, end) {
      if (from >= end) return [];
      const rows = await session.rows({ query, params: [id.pollId, id.run, ...numberOf(from), BigInt(from), BigInt(end)] });
      return rows.map((row) => toPoint(id, row.get('votes_partition') as number, row.get('value') as string));
    },
  };
}
