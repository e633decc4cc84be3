import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Failure } from '../../../../core/domain/failure.ts';
import type { LogReader, LogRecord, SubscribeOptions } from '../../../../core/ports/event-log.ts';
import { keepReading } from '../../../../main/connection/steady-reader.ts';
import { createSilentLogger } from '../silent-logger.ts';

interface FakeSubscription {
  readonly options: SubscribeOptions;
  readonly catchUp: () => void;
  stopped: boolean;
}

function makeWorld({ log: given }: { readonly log?: Promise<LogReader> } = {}) {
  const subscriptions: FakeSubscription[] = [];
  const reader: LogReader = {
    partitions: async () => 1,
    ends: async () => [0],
    begins: async () => [0],
    subscribe(_topic, options) {
      let catchUp: () => void = () => undefined;
      const caughtUp = new Promise<void>((resolve) => (catchUp = resolve));
      const subscription: FakeSubscription = { options, catchUp, stopped: false };
      subscriptions.push(subscription);
      return { caughtUp, stop: async () => void (subscription.stopped = true) };
    },
    stop: async () => undefined,
  };
  const seen: number[] = [];
  const onCaughtUp = vi.fn();
  const onChange = vi.fn();
  const logger = createSilentLogger();
  const reading = keepReading({
    ...{ log: given ?? Promise.resolve(reader), topic: 'results', from: 'start', onCaughtUp, onChange, logger },
    onBatch: ({ records }) => void seen.push(...records.map(({ offset }) => offset)),
  });
  const batch = (offset: number) => {
    const record: LogRecord = { partition: 0, key: 'k', value: '{}', offset, timestamp: 0 };
    return subscriptions.at(-1)?.options.onBatch({ partition: 0, records: [record], end: offset + 1 });
  };
  const fail = (retriable: boolean, message = 'no right') => {
    subscriptions.at(-1)?.options.onFailure(new Failure('log-unavailable', message, { retriable }));
  };
  return { subscriptions, reading, batch, fail, seen, onCaughtUp, onChange, logger, reader };
}

async function settle(): Promise<void> {
  for (let turn = 0; turn < 10; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}

describe('reading a topic for good', () => {
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it('hands records on and says once that it has caught up', async () => {
    const { subscriptions, reading, batch, seen, onCaughtUp } = makeWorld();
    await settle();
    await batch(0);
    expect(reading.isCaughtUp()).toBe(false);
    subscriptions[0]?.catchUp();
    await settle();
    expect(reading.isCaughtUp()).toBe(true);
    expect(seen).toEqual([0]);
    expect(onCaughtUp).toHaveBeenCalledTimes(1);
  });

  it('waits where the log rebuilds the subscription by itself; the next record ends the trouble', async () => {
    const { subscriptions, reading, batch, fail } = makeWorld();
    await settle();
    fail(true, 'Kafka is away');
    expect(reading.trouble()).toEqual({ message: 'Kafka is away', passing: true });
    await vi.advanceTimersByTimeAsync(60_000);
    expect(subscriptions).toHaveLength(1);
    await batch(1);
    expect(reading.trouble()).toBeNull();
  });

  it('begins anew after a while where the subscription has ended, and tells the same trouble once', async () => {
    const { subscriptions, reading, fail, onChange, logger, onCaughtUp } = makeWorld();
    await settle();
    fail(false);
    expect(reading.trouble()).toEqual({ message: 'no right', passing: false });
    await vi.advanceTimersByTimeAsync(10_000);
    await settle();
    fail(false);
    await vi.advanceTimersByTimeAsync(10_000);
    await settle();
    expect(subscriptions.map(({ stopped }) => stopped)).toEqual([true, true, false]);
    expect(onChange).toHaveBeenCalledTimes(1);
    expect(logger.lines).toHaveLength(1);
    subscriptions[2]?.catchUp();
    await settle();
    expect(reading.trouble()).toBeNull();
    expect(onCaughtUp).toHaveBeenCalledTimes(1);
  });

  it('begins anew at once when told to, and forgets what belonged to the time before', async () => {
    const { subscriptions, reading } = makeWorld();
    await settle();
    reading.retry();
    await settle();
    expect(subscriptions).toHaveLength(2);
    subscriptions[0]?.options.onFailure(new Failure('log-unavailable', 'too late'));
    expect(reading.trouble()).toBeNull();
  });

  it('subscribes once however often it was told to retry before the log was there', async () => {
    let open: (log: LogReader) => void = () => undefined;
    const { subscriptions, reading, reader } = makeWorld({ log: new Promise((resolve) => (open = resolve)) });
    reading.retry();
    reading.retry();
    open(reader);
    await settle();
    expect(subscriptions).toHaveLength(1);
  });

  it('stops for good', async () => {
    const { subscriptions, reading, fail } = makeWorld();
    await settle();
    fail(false);
    await reading.stop();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(subscriptions.map(({ stopped }) => stopped)).toEqual([true]);
  });
});
