import { expect, it } from 'vitest';
import { Failure } from '../../../core/domain/failure.ts';
import type { NewRecord } from '../../../core/ports/event-log.ts';
import { createPublisher } from '../../../ingest-server/tally/publisher.ts';

const record = (key: string): NewRecord => ({ partition: 0, key, value: key });

it('publishes at once after a quiet time, and what came meanwhile together afterwards', async () => {
  const appended: string[][] = [];
  let dirty: string[] = ['first'];
  const publisher = createPublisher({
    log: {
      append: (_topic, records) => {
        appended.push(records.map(({ key }) => key));
        return Promise.resolve([]);
      },
    },
    collect: () => {
      const taken = dirty.map(record);
      dirty = [];
      return taken;
    },
    clock: Date.now,
    onFailure: () => undefined,
  });
  publisher.wake();
  expect(appended).toEqual([['first']]);
  dirty = ['second'];
  publisher.wake();
  publisher.add([record('third')]);
  await publisher.stop();
  expect(appended).toEqual([['first'], ['third', 'second']]);
});

it('sends again what the log refused, before anything newer', async () => {
  const appended: string[][] = [];
  let refuse = true;
  const publisher = createPublisher({
    log: {
      append: (_topic, records) => {
        if (refuse) return Promise.reject(new Failure('log-unavailable', 'no', { retriable: true }));
        appended.push(records.map(({ key }) => key));
        return Promise.resolve([]);
      },
    },
    collect: () => [],
    clock: Date.now,
    onFailure: () => (refuse = false),
  });
  publisher.add([record('one')]);
  await new Promise(setImmediate);
  publisher.add([record('two')]);
  await publisher.stop();
  expect(appended.flat()).toEqual(['one', 'two']);
});

it('gives large publications more room than small ones', async () => {
  const appendedAt: number[] = [];
  const publisher = createPublisher({
    log: {
      append: () => {
        appendedAt.push(performance.now());
        return Promise.resolve([]);
      },
    },
    collect: () => [],
    clock: () => performance.now(),
    onFailure: () => undefined,
  });
  publisher.add(Array.from({ length: 200 }, (_, index) => record(String(index))));
  await new Promise(setImmediate);
  publisher.add([record('next')]);
  await expect.poll(() => appendedAt.length, { timeout: 10_000 }).toBe(2);
  expect((appendedAt[1] ?? 0) - (appendedAt[0] ?? 0)).toBeGreaterThan(190);
  await publisher.stop();
});

it('writes a queue that is longer than what the log takes at once', async () => {
  const sizes: number[] = [];
  const publisher = createPublisher({
    log: {
      append(_topic, records) {
        sizes.push(records.length);
        return records.length > 20_000 ? Promise.reject(new Failure('log-busy', 'too many', { retriable: true })) : Promise.resolve([]);
      },
    },
    collect: () => [],
    clock: Date.now,
    onFailure: () => undefined,
  });
  publisher.add(Array.from({ length: 45_000 }, (_, index) => record(String(index))));
  await publisher.drained();
  await publisher.stop();
  expect(sizes.reduce((sum, size) => sum + size, 0)).toBe(45_000);
  expect(Math.max(...sizes)).toBeLessThanOrEqual(2_000);
});
