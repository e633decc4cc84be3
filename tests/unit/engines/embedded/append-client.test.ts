import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { MessagePort } from 'node:worker_threads';
import { MessageChannel } from 'node:worker_threads';
import type { AppendClient } from '../../../../engines/embedded/append-client.ts';
import { createAppendClient } from '../../../../engines/embedded/append-client.ts';
import type { AppendAnswer, AppendMessage } from '../../../../engines/embedded/log-messages.ts';
import type { Appended, NewRecord } from '../../../../core/ports/event-log.ts';
import { slotOf } from '../../../../engines/embedded/log-messages.ts';

const votes = 1;

function vote(value: string, partition = 0) {
  return { partition, key: 'p:1', value };
}

function fill(count: number) {
  return Array.from({ length: count }, () => vote('fill'));
}

describe('the append client', () => {
  let writer: MessagePort;
  let client: AppendClient;
  let received: AppendMessage[];
  let appendedTopics: string[];

  beforeEach(() => {
    const { port1, port2 } = new MessageChannel();
    writer = port1;
    received = [];
    appendedTopics = [];
    writer.on('message', (message: AppendMessage) => received.push(message));
    client = createAppendClient({
      port: port2,
      counts: { polls: 1, votes: 4, results: 2 },
      maxQueuedRecords: 10,
      clock: () => 1234,
      onAppended: (topic) => appendedTopics.push(topic),
    });
  });
  afterEach(() => writer.close());

  const receive = (count: number) => vi.waitFor(() => expect(received).toHaveLength(count));
  const answer = (message: AppendAnswer) => writer.postMessage(message);
  /** Calls of one turn of the event loop go out together, so here each begins a turn of its own. */
  const inTurns = async (...batches: NewRecord[][]) => {
    const calls: Promise<readonly Appended[]>[] = [];
    for (const records of batches) {
      calls.push(client.append('votes', records));
      await new Promise(setImmediate);
    }
    return calls;
  };

  it('sends the calls of one turn of the event loop together', async () => {
    const calls = ['a', 'b', 'c'].map((value) => client.append('votes', [vote(value)]));
    await receive(1);
    expect(received[0]?.texts).toEqual(['p:1', 'a', 'p:1', 'b', 'p:1', 'c']);
    answer({ id: 1, placed: [slotOf(votes, 0), 0, 1] });
    expect((await Promise.all(calls)).flat().map(({ offset }) => offset)).toEqual([0, 1, 2]);
  });

  it('sends two messages at once, and with the next message all that came meanwhile', async () => {
    const calls = await inTurns(...['a', 'b', 'c', 'd', 'e'].map((value) => [vote(value)]));
    await receive(2);
    expect(received.map(({ texts }) => texts)).toEqual([
      ['p:1', 'a'],
      ['p:1', 'b'],
    ]);
    answer({ id: received[0]?.id ?? 0, placed: [slotOf(votes, 0), 7, 99] });
    expect(await calls[0]).toEqual([{ partition: 0, offset: 7, timestamp: 99 }]);
    await receive(3);
    expect(received[2]).toMatchObject({ time: 1234, texts: ['p:1', 'c', 'p:1', 'd', 'p:1', 'e'] });
    answer({ id: received[1]?.id ?? 0, placed: [slotOf(votes, 0), 8, 99] });
    answer({ id: received[2]?.id ?? 0, placed: [slotOf(votes, 0), 9, 100] });
    expect((await Promise.all(calls.slice(2))).flat().map(({ offset }) => offset)).toEqual([9, 10, 11]);
    expect(new Set(appendedTopics)).toEqual(new Set(['votes']));
  });

  it('places the records of several partitions and calls of one message', async () => {
    const blocking = await inTurns([vote('x')], [vote('y')]);
    const mixed = [client.append('votes', [vote('a', 3), vote('b', 1), vote('c', 3)]), client.append('votes', [vote('d', 3)])];
    await receive(2);
    answer({ id: 1, placed: [slotOf(votes, 0), 0, 1] });
    answer({ id: 2, placed: [slotOf(votes, 0), 1, 1] });
    await receive(3);
    answer({ id: 3, placed: [slotOf(votes, 3), 20, 5, slotOf(votes, 1), 0, 6] });
    await Promise.all(blocking);
    expect(await Promise.all(mixed)).toEqual([
      [
        { partition: 3, offset: 20, timestamp: 5 },
        { partition: 1, offset: 0, timestamp: 6 },
        { partition: 3, offset: 21, timestamp: 5 },
      ],
      [{ partition: 3, offset: 22, timestamp: 5 }],
    ]);
  });

  it('hands a refusal to every call of its message, and goes on', async () => {
    const calls = await inTurns([vote('a')], [vote('b')], [vote('c')]);
    await receive(2);
    answer({ id: 1, refused: { code: 'log-unavailable', message: 'The disk is full.', retriable: true } });
    await expect(calls[0]).rejects.toMatchObject({
      name: 'Failure',
      code: 'log-unavailable',
      retriable: true,
      message: 'The disk is full.',
    });
    await receive(3);
    answer({ id: 2, placed: [slotOf(votes, 0), 0, 1] });
    answer({ id: 3, placed: [slotOf(votes, 0), 1, 1] });
    expect((await Promise.all(calls.slice(1))).flat()).toHaveLength(2);
  });

  it('counts what is on its way and what waits against the limit, until it is answered', async () => {
    const calls = await inTurns([vote('a')], fill(6), fill(3));
    await expect(client.append('votes', [vote('d')])).rejects.toMatchObject({ code: 'log-busy' });
    await receive(2);
    answer({ id: 1, placed: [slotOf(votes, 0), 0, 1] });
    await calls[0];
    calls.push(client.append('votes', [vote('d')]));
    await expect(client.append('votes', [vote('e')])).rejects.toMatchObject({ code: 'log-busy' });
    answer({ id: 2, placed: [slotOf(votes, 0), 1, 1] });
    await receive(4);
    answer({ id: 3, placed: [slotOf(votes, 0), 7, 1] });
    answer({ id: 4, placed: [slotOf(votes, 0), 10, 1] });
    expect((await Promise.all(calls)).flat().map(({ offset }) => offset)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
  });

  it('rejects everything, now and later, when the writing thread has gone', async () => {
    const calls = ['a', 'b', 'c'].map((value) => client.append('votes', [vote(value)]));
    const outcomes = Promise.allSettled(calls);
    writer.close();
    for (const outcome of await outcomes) expect(outcome).toMatchObject({ reason: { code: 'log-unavailable', retriable: true } });
    await expect(client.append('votes', [vote('d')])).rejects.toMatchObject({ code: 'log-unavailable' });
    await client.stop();
  });
});
