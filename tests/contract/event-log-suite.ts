import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Failure } from '../../core/domain/failure.ts';
import type { EventLog, LogReader, NewRecord, TopicPlan } from '../../core/ports/event-log.ts';
import { collectRecords } from './collect-records.ts';

/** One log and the ways in which an engine lets others use it at the same time. */
export interface EventLogWorld {
  readonly log: EventLog;
  /** A second writer on the same log: another thread, or another process. */
  openSecondWriter(): Promise<EventLog>;
  /** A reader that shares nothing with `log` but the log itself. */
  openReader(): Promise<LogReader>;
  /** Stops `log` and opens the same log again, with another plan where one is given. */
  restart(plan?: TopicPlan): Promise<EventLog>;
  /** Stops everything that was opened and removes the log. */
  remove(): Promise<void>;
}

export interface EventLogWorldOptions {
  readonly plan: TopicPlan;
  readonly maxQueuedRecords?: number;
}

const plan: TopicPlan = { votesPartitions: 4, resultsPartitions: 2 };

function vote(partition: number, value: string): NewRecord {
  return { partition, key: 'poll:1', value };
}

function numbered(count: number, partition: number, prefix = ''): NewRecord[] {
  return Array.from({ length: count }, (_, index) => vote(partition, `${prefix}${index}`));
}

/** The promises of core/ports/event-log.ts, for whatever engine makes them. */
export function testEventLog(createWorld: (options: EventLogWorldOptions) => Promise<EventLogWorld>): void {
  let world: EventLogWorld;
  beforeEach(async () => void (world = await createWorld({ plan, maxQueuedRecords: 5_000 })));
  afterEach(() => world.remove());

  describe('appending', () => testAppending(() => world));
  describe('subscribing', () => testSubscribing(() => world));
  describe('starting points', () => testStartingPoints(() => world));
  describe('ending', () => testEnding(() => world));
  describe('sharing', () => testSharing(() => world));
}

function testAppending(world: () => EventLogWorld): void {
  it('gives offsets from 0 without gaps, in each partition by itself', async () => {
    const { log } = world();
    const first = await log.append('votes', [vote(0, 'a'), vote(2, 'b'), vote(0, 'c')]);
    const second = await log.append('votes', [vote(2, 'd'), vote(0, 'e')]);
    expect([...first, ...second].map(({ partition, offset }) => [partition, offset])).toEqual([
      [0, 0],
      [2, 0],
      [0, 1],
      [2, 1],
      [0, 2],
    ]);
    expect(await log.ends('votes')).toEqual([3, 0, 2, 0]);
    expect(await log.begins('votes')).toEqual([0, 0, 0, 0]);
  });

  it('keeps topics apart and gives each the partitions of the plan', async () => {
    const { log } = world();
    await log.append('polls', [{ partition: 0, key: 'p', value: 'command' }]);
    await log.append('results', [{ partition: 1, key: 'p:1:0', value: 'partial' }]);
    expect([await log.partitions('polls'), await log.partitions('votes'), await log.partitions('results')]).toEqual([1, 4, 2]);
    expect([await log.ends('polls'), await log.ends('results')]).toEqual([[1], [0, 1]]);
    expect(await log.ends('votes')).toEqual([0, 0, 0, 0]);
  });

  it('gives times that never fall within a partition', async () => {
    const { log } = world();
    const before = Date.now();
    for (let round = 0; round < 20; round += 1) await log.append('votes', [vote(1, 'a'), vote(1, 'b')]);
    const { records, subscription } = collectRecords(log, 'votes');
    await subscription.caughtUp;
    const times = records(1).map(({ timestamp }) => timestamp);
    expect(times).toEqual([...times].sort((a, b) => a - b));
    expect(times[0]).toBeGreaterThanOrEqual(before - 1000);
    expect(times.at(-1)).toBeLessThanOrEqual(Date.now() + 1000);
  });

  it('answers with the place at which the record can then be read', async () => {
    const { log } = world();
    const calls = await Promise.all(Array.from({ length: 200 }, (_, index) => log.append('votes', [vote(index % 4, `v${index}`)])));
    const { records, subscription } = collectRecords(log, 'votes');
    await subscription.caughtUp;
    const places = new Map(records().map((record) => [record.value, record]));
    calls.forEach(([appended], index) => expect(places.get(`v${index}`)).toMatchObject({ ...appended }));
  });

  it('keeps calls made one after the other in order, though none waits for the one before', async () => {
    const { log } = world();
    await Promise.all(Array.from({ length: 300 }, (_, index) => log.append('votes', [vote(3, `${index}a`), vote(3, `${index}b`)])));
    const { values, subscription } = collectRecords(log, 'votes');
    await subscription.caughtUp;
    expect(values(3)).toEqual(Array.from({ length: 300 }, (_, index) => [`${index}a`, `${index}b`]).flat());
  });

  it('takes any text as key and value', async () => {
    const { log } = world();
    const value = `{"question":"Ça va? 你好 🗳 \\"quoted\\"\\n'; DROP TABLE votes; --"}\n${'x'.repeat(20_000)}`;
    await log.append('polls', [{ partition: 0, key: 'ключ \u0001', value }]);
    const { records, subscription } = collectRecords(log, 'polls');
    await subscription.caughtUp;
    expect(records()).toMatchObject([{ key: 'ключ \u0001', value }]);
  });

  it('has nothing to do for an empty call', async () => {
    expect(await world().log.append('votes', [])).toEqual([]);
  });

  it('takes a partition that does not exist for a mistake of the caller, and writes nothing of that call', async () => {
    const { log } = world();
    await expect(log.append('votes', [vote(0, 'a'), vote(4, 'b')])).rejects.toThrow(RangeError);
    expect(await log.ends('votes')).toEqual([0, 0, 0, 0]);
  });

  it('refuses at once what goes beyond the queue, writes nothing of it, and goes on', async () => {
    const { log } = world();
    const within = log.append('votes', numbered(5_000, 0));
    await expect(log.append('votes', [vote(1, 'too much')])).rejects.toMatchObject({
      name: 'Failure',
      code: 'log-busy',
      retriable: true,
      retryAfterSeconds: 1,
    });
    expect(await within).toHaveLength(5_000);
    await log.append('votes', [vote(1, 'fits again')]);
    expect(await log.ends('votes')).toEqual([5_000, 1, 0, 0]);
  });

  it('keeps everything over a restart, and goes on at the next offset', async () => {
    await world().log.append('votes', [vote(0, 'before'), vote(1, 'before')]);
    const log = await world().restart();
    expect(await log.append('votes', [vote(0, 'after')])).toMatchObject([{ partition: 0, offset: 1 }]);
    const { values, subscription } = collectRecords(log, 'votes');
    await subscription.caughtUp;
    expect(values(0)).toEqual(['before', 'after']);
    expect(values(1)).toEqual(['before']);
  });

  it('keeps the partitions a topic was made with, whatever a later plan says', async () => {
    const log = await world().restart({ votesPartitions: 9, resultsPartitions: 9 });
    expect([await log.partitions('votes'), await log.partitions('results')]).toEqual([4, 2]);
  });

  it('refuses appends once it is stopped', async () => {
    const { log } = world();
    await log.stop();
    await expect(log.append('votes', [vote(0, 'a')])).rejects.toMatchObject({ code: 'log-unavailable' });
  });

  it('answers what is on its way before it has stopped', async () => {
    const { log } = world();
    const calls = Array.from({ length: 50 }, (_, index) => log.append('votes', [vote(0, `${index}`)]));
    const [answers] = await Promise.all([Promise.all(calls), log.stop()]);
    expect(answers.flat().map(({ offset }) => offset)).toEqual(Array.from({ length: 50 }, (_, index) => index));
  });
}

function testSubscribing(world: () => EventLogWorld): void {
  it('hands over each record once and in order, those from before and those that come', async () => {
    const { log } = world();
    await log.append('votes', [...numbered(2_500, 0), ...numbered(100, 1)]);
    const { batches, values, subscription, failures } = collectRecords(log, 'votes');
    await log.append('votes', [vote(0, 'late'), vote(2, 'late')]);
    await vi.waitFor(() => expect(values()).toHaveLength(2_602), 60_000);
    expect(values(0)).toEqual([...numbered(2_500, 0).map(({ value }) => value), 'late']);
    for (const { partition, records, end } of batches) {
      expect(records.length).toBeGreaterThan(0);
      expect(records.every((record) => record.partition === partition)).toBe(true);
      expect(end).toBeGreaterThan(records.at(-1)?.offset ?? 0);
    }
    expect(failures).toEqual([]);
    await subscription.stop();
  });

  it('has handed over all there was at the time of subscribing when it says caught up', async () => {
    const { log } = world();
    await log.append('votes', [...numbered(3_000, 0), ...numbered(700, 3)]);
    const { values, subscription } = collectRecords(log, 'votes');
    await subscription.caughtUp;
    expect([values(0).length, values(3).length]).toEqual([3_000, 700]);
  });

  it('is caught up at once with an empty log', async () => {
    await collectRecords(world().log, 'votes').subscription.caughtUp;
  });

  it('makes one call at a time and waits for it', async () => {
    const { log } = world();
    let running = 0;
    let most = 0;
    const onBatch = async () => {
      running += 1;
      most = Math.max(most, running);
      await new Promise((resolve) => setImmediate(resolve));
      running -= 1;
    };
    const { subscription } = collectRecords(log, 'votes', { onBatch });
    for (let round = 0; round < 30; round += 1) await log.append('votes', [vote(0, 'a'), vote(1, 'b'), vote(2, 'c')]);
    await subscription.caughtUp;
    expect(most).toBeLessThanOrEqual(1);
  });

  it('lets a slow subscriber hold up nobody else', async () => {
    const { log } = world();
    let release: () => void = () => undefined;
    const held = new Promise<void>((resolve) => (release = resolve));
    const slow = collectRecords(log, 'votes', { onBatch: () => held });
    const quick = collectRecords(log, 'votes');
    await log.append('votes', [vote(0, 'a')]);
    await log.append('votes', [vote(0, 'b')]);
    await vi.waitFor(() => expect(quick.values()).toEqual(['a', 'b']), 60_000);
    release();
    await Promise.all([slow.subscription.stop(), quick.subscription.stop()]);
  });

  it('keeps at least the newest record of each key of a compacted topic', async () => {
    const { log } = world();
    for (let version = 0; version < 5; version += 1) {
      await log.append('results', [
        { partition: 0, key: 'a', value: `a${version}` },
        { partition: 0, key: 'b', value: `b${version}` },
      ]);
    }
    const { records, subscription } = collectRecords(log, 'results');
    await subscription.caughtUp;
    expect(Object.fromEntries(records(0).map(({ key, value }) => [key, value]))).toEqual({ a: 'a4', b: 'b4' });
  });
}

function testStartingPoints(world: () => EventLogWorld): void {
  it('leaves out what was there before, from the end on', async () => {
    const { log } = world();
    await log.append('votes', numbered(10, 0));
    const { values, subscription } = collectRecords(log, 'votes', { from: 'end' });
    await subscription.caughtUp;
    await log.append('votes', [vote(0, 'new'), vote(1, 'new')]);
    await vi.waitFor(() => expect(values()).toEqual(['new', 'new']), 60_000);
  });

  it('begins each partition at the offset it is told, also when that takes a while to find out', async () => {
    const { log } = world();
    await log.append('votes', [...numbered(5, 0), ...numbered(5, 1), ...numbered(5, 2)]);
    const from = (partition: number) => (partition === 1 ? Promise.resolve(3) : partition === 0 ? 5 : 0);
    const { values, subscription } = collectRecords(log, 'votes', { from });
    await subscription.caughtUp;
    expect([values(0), values(1), values(2)]).toEqual([[], ['3', '4'], ['0', '1', '2', '3', '4']]);
  });

  it('reports an offset beyond the end, and hands over nothing', async () => {
    const { log } = world();
    await log.append('votes', numbered(5, 0));
    const { failures, batches } = collectRecords(log, 'votes', { from: (partition) => (partition === 0 ? 6 : 0) });
    await vi.waitFor(() => expect(failures).toHaveLength(1), 60_000);
    expect(failures[0]).toMatchObject({ name: 'Failure', code: 'log-incomplete', retriable: false });
    expect(batches).toEqual([]);
  });

  it('asks again for a starting point that is not known just now', async () => {
    const { log } = world();
    await log.append('votes', numbered(3, 0));
    let asked = 0;
    const from = (partition: number) => {
      asked += 1;
      const notNow = new Failure('history-unavailable', 'The history is away.', { retriable: true });
      return asked < 3 ? Promise.reject(notNow) : Promise.resolve(partition === 0 ? 1 : 0);
    };
    const { values, failures, subscription } = collectRecords(log, 'votes', { from });
    await vi.waitFor(() => expect(values(0)).toEqual(['1', '2']), 60_000);
    expect(failures[0]).toMatchObject({ code: 'history-unavailable', retriable: true });
    await subscription.stop();
  });

  it('reports a starting point that could not be found out', async () => {
    const from = () => Promise.reject(new Error('no state'));
    const { failures } = collectRecords(world().log, 'votes', { from });
    await vi.waitFor(() => expect(failures).toMatchObject([{ name: 'Failure', retriable: false }]), 60_000);
  });
}

function testEnding(world: () => EventLogWorld): void {
  it('ends a subscription whose receiver throws, with a failure and without another call', async () => {
    const { log } = world();
    let calls = 0;
    const onBatch = () => {
      calls += 1;
      throw new Error('no room');
    };
    const { failures, subscription } = collectRecords(log, 'votes', { onBatch });
    await log.append('votes', [vote(0, 'a')]);
    await vi.waitFor(() => expect(failures).toMatchObject([{ name: 'Failure', retriable: false }]), 60_000);
    await log.append('votes', [vote(0, 'b')]);
    await subscription.stop();
    expect(calls).toBe(1);
  });

  it('waits on stop for the call that is running, and makes no other', async () => {
    const { log } = world();
    const events: string[] = [];
    let release: () => void = () => undefined;
    const held = new Promise<void>((resolve) => (release = resolve));
    const onBatch = async () => {
      events.push('begun');
      await held;
      events.push('ended');
    };
    const { subscription } = collectRecords(log, 'votes', { onBatch });
    await log.append('votes', [vote(0, 'a'), vote(1, 'a')]);
    await vi.waitFor(() => expect(events).toEqual(['begun']), 60_000);
    const stopped = subscription.stop().then(() => events.push('stopped'));
    await log.append('votes', [vote(0, 'b')]);
    release();
    await stopped;
    expect(events).toEqual(['begun', 'ended', 'stopped']);
  });

  it('can be stopped twice, before anything came, and with the log', async () => {
    const { log } = world();
    const { subscription } = collectRecords(log, 'votes');
    const other = collectRecords(log, 'votes');
    await subscription.stop();
    await subscription.stop();
    await log.stop();
    await other.subscription.stop();
    expect(other.failures).toEqual([]);
  });
}

function testSharing(world: () => EventLogWorld): void {
  it('shows another reader what was appended, without being asked again', async () => {
    const reader = await world().openReader();
    const { values, subscription } = collectRecords(reader, 'votes');
    await subscription.caughtUp;
    await world().log.append('votes', [vote(0, 'a')]);
    await vi.waitFor(() => expect(values()).toEqual(['a']), { timeout: 60_000, interval: 5 });
    expect(await reader.ends('votes')).toEqual([1, 0, 0, 0]);
    await reader.stop();
  });

  it('gives two writers that append at the same time different offsets without gaps, each in its own order', async () => {
    const { log } = world();
    const other = await world().openSecondWriter();
    const write = async (writer: EventLog, name: string) => {
      for (let round = 0; round < 20; round += 1)
        await Promise.all([0, 1, 2, 3].map((part) => writer.append('votes', numbered(5, part, name))));
    };
    await Promise.all([write(log, 'x'), write(other, 'y')]);
    const { records, subscription } = collectRecords(log, 'votes');
    await subscription.caughtUp;
    for (const partition of [0, 1, 2, 3]) {
      const ofPartition = records(partition);
      expect(ofPartition.map(({ offset }) => offset)).toEqual(Array.from({ length: 200 }, (_, index) => index));
      const own = ofPartition.filter(({ value }) => value.startsWith('y')).map(({ value }) => value);
      expect(own).toEqual(Array.from({ length: 100 }, (_, index) => `y${index % 5}`));
    }
    await other.stop();
  });

  it('lets a second writer end without harm to the first', async () => {
    const other = await world().openSecondWriter();
    await other.append('votes', [vote(0, 'other')]);
    await other.stop();
    expect(await world().log.append('votes', [vote(0, 'first')])).toMatchObject([{ offset: 1 }]);
  });
}
