import type { ClusterStatus } from '../../../core/contract/bridge.ts';

export type PartitionView = ClusterStatus['partitions'][number];
export type LagView = ClusterStatus['lags'][number];

export interface TopicView {
  readonly topic: string;
  /** Those in trouble first. */
  readonly partitions: readonly PartitionView[];
  readonly leaderless: number;
  /** With fewer copies in step than there should be, but with a leader. */
  readonly thin: number;
  /** Records in all partitions, or null while one of them is unknown. */
  readonly end: number | null;
}

export interface LagGroup {
  readonly role: LagView['role'];
  readonly topic: string;
  readonly records: number;
  /** Of the partition that is furthest behind in time. */
  readonly seconds: number;
  readonly worst: LagView;
  /** Of all partitions together, one value a second, oldest first. */
  readonly trend: readonly number[];
  readonly course: 'none' | 'growing' | 'shrinking' | 'steady';
  /** The furthest behind first. */
  readonly partitions: readonly LagView[];
}

/** On one computer there are no brokers, so no copies either that could be in step. */
export function hasCopies(status: ClusterStatus): boolean {
  return status.brokers.length > 0;
}

/** One that has been down ever since it was looked for has no address that is known. */
export function isSeen({ id, address }: ClusterStatus['brokers'][number]): boolean {
  return address !== `broker ${id}`;
}

export function isLeaderless({ leader }: PartitionView): boolean {
  return leader === null;
}

export function isThin({ inSync, replicas }: PartitionView): boolean {
  return inSync < replicas;
}

/** Topics by name, each with its partitions, the worst first. */
export function topicsOf(status: ClusterStatus): readonly TopicView[] {
  const withCopies = hasCopies(status);
  const rank = (partition: PartitionView) => (!withCopies ? 2 : isLeaderless(partition) ? 0 : isThin(partition) ? 1 : 2);
  return groupBy(status.partitions, ({ topic }) => topic)
    .map(([topic, partitions]): TopicView => {
      const sorted = [...partitions].sort((a, b) => rank(a) - rank(b) || a.partition - b.partition);
      const ends = partitions.map(({ end }) => end);
      return {
        topic,
        partitions: sorted,
        leaderless: partitions.filter((partition) => rank(partition) === 0).length,
        thin: partitions.filter((partition) => rank(partition) === 1).length,
        end: ends.includes(null) ? null : ends.reduce<number>((sum, end) => sum + (end ?? 0), 0),
      };
    })
    .sort((a, b) => a.topic.localeCompare(b.topic, 'en'));
}

/** How far each role is behind in each topic. */
export function lagsOf(status: ClusterStatus): readonly LagGroup[] {
  return groupBy(status.lags, ({ role, topic }) => `${role} ${topic}`).flatMap(([, lags]) => {
    const partitions = [...lags].sort((a, b) => b.records - a.records || a.partition - b.partition);
    const [worst] = partitions;
    if (worst === undefined) return [];
    const trend = sumOf(partitions.map((lag) => lag.trend));
    return {
      role: worst.role,
      topic: worst.topic,
      records: partitions.reduce((sum, { records }) => sum + records, 0),
      seconds: Math.max(...partitions.map(({ seconds }) => seconds)),
      worst,
      trend,
      course: courseOf(trend),
      partitions,
    };
  });
}

/** Trends end now, so shorter ones are laid against the end. */
function sumOf(trends: readonly (readonly number[])[]): readonly number[] {
  const length = Math.max(0, ...trends.map((trend) => trend.length));
  return Array.from({ length }, (_, index) => trends.reduce((sum, trend) => sum + (trend[trend.length - length + index] ?? 0), 0));
}

/** Records by which a lag may differ without being called anything: what is on its way at any moment. */
const noise = 50;

/** Compares the last ten seconds with the first ten of the minute. */
function courseOf(trend: readonly number[]): LagGroup['course'] {
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
  const part = Math.min(10, Math.ceil(trend.length / 3));
  const before = mean(trend.slice(0, part));
  const now = mean(trend.slice(-part));
  if (Math.max(before, now) < noise) return 'none';
  if (now > before * 1.2 + noise) return 'growing';
  return now < before * 0.8 - noise ? 'shrinking' : 'steady';
}

function groupBy<T>(items: readonly T[], keyOf: (item: T) => string): readonly (readonly [string, readonly T[]])[] {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [item]);
    else group.push(item);
  }
  return [...groups];
}
