import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { SubscribeOptions } from '../../core/ports/event-log.ts';
import { collectRecords } from './collect-records.ts';
import type { KafkaWorld } from './kafka-world.ts';
import { createKafkaWorld } from './kafka-world.ts';

const partitions = [0, 1, 2, 3];
const waiting = { timeout: 60_000, interval: 20 };

describe('a group on Kafka', () => {
  let world: KafkaWorld;
  beforeEach(async () => void (world = await createKafkaWorld({ plan: { votesPartitions: 4, resultsPartitions: 2 } })));
  afterEach(() => world.remove());

  /** A member that remembers what it holds and where it would go on. */
  async function join(positions: Map<number, number>, options: Partial<SubscribeOptions> = {}) {
    const log = await world.openReader();
    const held = new Set<number>();
    const events: string[] = [];
    const collected = collectRecords(log, 'votes', {
      group: 'tally',
      from(partition) {
        held.add(partition);
        events.push(`from ${partition}`);
        return positions.get(partition) ?? 0;
      },
      onRevoked: (revoked) => {
        for (const partition of revoked) {
          held.delete(partition);
          events.push(`revoked ${partition}`);
        }
      },
      ...options,
    });
    return { ...collected, log, held, events };
  }

  it('gives a member alone all partitions, and says when it has caught up', async () => {
    await world.log.append(
      'votes',
      partitions.map((partition) => ({ partition, key: 'k', value: `v${partition}` })),
    );
    const { held, values, subscription } = await join(new Map());
    await subscription.caughtUp;
    expect([[...held].sort(), values().sort()]).toEqual([partitions, ['v0', 'v1', 'v2', 'v3']]);
  });

  it('shares them with a second member, which gets none before the first has saved what it knows', async () => {
    const positions = new Map<number, number>();
    let release: () => void = () => undefined;
    const saved = new Promise<void>((resolve) => (release = resolve));
    const gone: number[] = [];
    const onRevoked = async (revoked: readonly number[]) => {
      gone.push(...revoked);
      await saved;
      for (const partition of revoked) positions.set(partition, 1);
    };
    const first = await join(positions, { onRevoked });
    await first.subscription.caughtUp;
    await world.log.append(
      'votes',
      partitions.map((partition) => ({ partition, key: 'k', value: `v${partition}` })),
    );
    await vi.waitFor(() => expect(first.values()).toHaveLength(4), waiting);
    const second = await join(positions);
    await vi.waitFor(() => expect(gone).toHaveLength(2), waiting);
    expect([...second.held]).toEqual([]);
    release();
    await vi.waitFor(() => expect(second.held.size).toBe(2), waiting);
    expect([...second.held].sort()).toEqual([...gone].sort());
    await world.log.append(
      'votes',
      partitions.map((partition) => ({ partition, key: 'k', value: `w${partition}` })),
    );
    await vi.waitFor(() => expect([...first.values(), ...second.values()]).toHaveLength(8), waiting);
    expect(second.values().sort()).toEqual(gone.map((partition) => `w${partition}`).sort());
    expect([...first.failures, ...second.failures]).toEqual([]);
  });

  it('hands everything to the one that is left when the other stops, and asks it where to begin', async () => {
    const first = await join(new Map());
    await vi.waitFor(() => expect(first.held.size).toBe(4), waiting);
    const second = await join(new Map());
    await vi.waitFor(() => expect([first.held.size, second.held.size]).toEqual([2, 2]), waiting);
    const asked = first.events.length;
    const since = Date.now();
    await second.subscription.stop();
    await vi.waitFor(() => expect(first.held.size).toBe(4), waiting);
    expect(Date.now() - since).toBeLessThan(15_000);
    expect(first.events.slice(asked).sort()).toEqual([...second.held].sort().map((partition) => `from ${partition}`));
    await world.log.append(
      'votes',
      partitions.map((partition) => ({ partition, key: 'k', value: `v${partition}` })),
    );
    await vi.waitFor(() => expect(first.values()).toHaveLength(4), waiting);
  });

  it('ends with a failure where what is known of a partition cannot be saved', async () => {
    const first = await join(new Map(), { onRevoked: () => Promise.reject(new Error('disk full')) });
    await first.subscription.caughtUp;
    const second = await join(new Map());
    await vi.waitFor(() => expect(first.failures).toMatchObject([{ code: 'unexpected', retriable: false }]), waiting);
    await vi.waitFor(() => expect(second.held.size).toBe(4), waiting);
  });

  it('keeps groups of different topics apart', async () => {
    const votes = await join(new Map());
    const results = collectRecords(world.log, 'results', { group: 'tally' });
    await Promise.all([votes.subscription.caughtUp, results.subscription.caughtUp]);
    await world.log.append('results', [{ partition: 1, key: 'k', value: 'partial' }]);
    await vi.waitFor(() => expect(results.values()).toEqual(['partial']), waiting);
    expect(votes.held.size).toBe(4);
  });
});
