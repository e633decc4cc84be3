import { describe, expect, it } from 'vitest';
import type { ClusterStatus } from '../../../../core/contract/bridge.ts';
import { problemsOf } from '../../../../renderer/features/cluster/cluster-problems.ts';
import { lagsOf, topicsOf } from '../../../../renderer/features/cluster/cluster-view.ts';
import { idleCluster } from '../../../fakes/fake-bridge.ts';

type Partition = ClusterStatus['partitions'][number];

const broker = { id: 1, address: 'k1:9092', up: true, controller: true };
const partition = (number: number, more: Partial<Partition> = {}): Partition => ({
  topic: 'votes',
  partition: number,
  leader: 1,
  replicas: 3,
  inSync: 3,
  end: 10,
  ...more,
});
const lag = (number: number, trend: readonly number[]) => ({
  role: 'tally' as const,
  topic: 'votes',
  partition: number,
  records: trend[trend.length - 1] ?? 0,
  seconds: number,
  trend,
});
const status = (more: Partial<ClusterStatus>): ClusterStatus => ({ ...idleCluster, ...more });
const problems = (more: Partial<ClusterStatus>) => problemsOf(status(more), 'UTC');

describe('topics', () => {
  it('have partitions without a leader first, then those not in step', () => {
    const partitions = [partition(0), partition(1, { inSync: 2 }), partition(2), partition(3, { leader: null, inSync: 0, end: null })];
    const [topic] = topicsOf(status({ brokers: [broker], partitions }));
    expect(topic?.partitions.map((known) => known.partition)).toEqual([3, 1, 0, 2]);
    expect(topic).toMatchObject({ leaderless: 1, thin: 1, end: null });
  });

  it('miss no leader on one computer, which has none', () => {
    const partitions = [partition(0, { leader: null, replicas: 1, inSync: 0 })];
    expect(topicsOf(status({ partitions }))[0]).toMatchObject({ leaderless: 0, thin: 0, end: 10 });
    expect(problems({ partitions })).toEqual([]);
  });
});

describe('lags', () => {
  it('are summed by role, with the worst partition first', () => {
    const [group] = lagsOf(status({ lags: [lag(0, [1, 2]), lag(1, [10, 20, 30])] }));
    expect(group).toMatchObject({ records: 32, seconds: 1, worst: { partition: 1 }, trend: [10, 21, 32], course: 'none' });
  });

  it('have a course once they are more than noise', () => {
    const course = (at: (second: number) => number) =>
      lagsOf(
        status({
          lags: [
            lag(
              0,
              Array.from({ length: 60 }, (_, s) => at(s)),
            ),
          ],
        }),
      )[0]?.course;
    expect(course((second) => second * 50)).toBe('growing');
    expect(course((second) => (60 - second) * 50)).toBe('shrinking');
    expect(course(() => 900)).toBe('steady');
    expect(course((second) => second % 7)).toBe('none');
  });
});

describe('problems', () => {
  it('name a broker that was never seen by its number alone', () => {
    const never = { ...broker, id: 3, address: 'broker 3', up: false };
    expect(problems({ brokers: [broker, never] })).toEqual(['Broker 3 is down. Start it again.']);
  });

  it('are none where all is well or nothing is known', () => {
    expect(problems({ brokers: [broker], partitions: [partition(0)], lags: [lag(0, [3])] })).toEqual([]);
    expect(problems({})).toEqual([]);
  });

  it('name what is down and what that means for votes, after what the other end says', () => {
    const server = { id: 'a', url: 'http://a:7300', version: '1', roles: ['http' as const], seenAt: 0, up: false };
    const found = problems({
      problems: ['Cassandra does not answer.'],
      brokers: [broker, { ...broker, id: 2, address: 'k2:9092', up: false }],
      partitions: [partition(0, { leader: null })],
      nodes: [{ address: '10.0.0.1:9042', up: false, version: '5.0.9', dataCenter: 'dc1' }],
      servers: [server],
      lags: [
        lag(
          0,
          Array.from({ length: 60 }, (_, second) => second * 50),
        ),
      ],
    });
    expect(found[0]).toBe('Cassandra does not answer.');
    expect(found.join('\n')).toMatch(
      /1 partition has no leader[^]*No server that takes votes is up[^]*Broker 2 \(k2:9092\)[^]*10\.0\.0\.1:9042[^]*http:\/\/a:7300 has said nothing since 00:00:00[^]*Tally is 2,950 records behind/,
    );
  });

  it('say what skipped records mean, topic by topic, and count one as one', () => {
    const found = problems({
      skipped: [
        { topic: 'polls', records: 1 },
        { topic: 'votes', records: 2_000 },
        { topic: 'results', records: 3 },
      ],
    });
    expect(found).toHaveLength(3);
    expect(found[0]).toMatch(/^1 record in polls could not be understood and was skipped: .*did not take effect/);
    expect(found[1]).toMatch(/^2,000 records in votes could not be understood and were skipped: .*not counted in any result/);
    expect(found[2]).toMatch(/^3 records in results .*Results are not touched/);
    expect(found.filter((problem) => problem.includes('in one version'))).toEqual([found[2]]);
    expect(problems({ skipped: [] })).toEqual([]);
  });
});
