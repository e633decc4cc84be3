import { describe, expect, it } from 'vitest';
import type { RoleLag, ServerStatus } from '../../../../core/domain/server-status.ts';
import { createServerBoard } from '../../../../main/results/server-board.ts';
import { sampleStatus } from '../sample-polls.ts';

function server(changes: Partial<ServerStatus> = {}): ServerStatus {
  return {
    ...{ id: 's1', version: '0.1.0', url: 'http://s1:7300', roles: ['http', 'tally'], startedAt: 0, time: 1, stopped: false, lags: [] },
    ...changes,
  };
}

const lag: RoleLag = { role: 'history', topic: 'votes', partition: 0, records: 5, seconds: 1.25 };

describe('the board of servers', () => {
  it('shows who takes part, and who has fallen silent', () => {
    const board = createServerBoard();
    board.takeServer(server(), 1000);
    board.takeServer(server({ id: 's2' }), 9000);
    expect(board.servers(10_000).map(({ id, up }) => [id, up])).toEqual([
      ['s1', true],
      ['s2', true],
    ]);
    expect(board.servers(11_001).map(({ id, up, seenAt }) => [id, up, seenAt])).toEqual([
      ['s2', true, 9000],
      ['s1', false, 1000],
    ]);
  });

  it('forgets a server a minute after it said goodbye, and a dead one after an hour', () => {
    const board = createServerBoard();
    board.takeServer(server({ stopped: true }), 1000);
    board.takeServer(server({ id: 'dead' }), 1000);
    expect(board.servers(60_000).map(({ id, up }) => [id, up])).toEqual([
      ['dead', false],
      ['s1', false],
    ]);
    expect(board.servers(61_001).map(({ id }) => id)).toEqual(['dead']);
    expect(board.servers(3_601_001)).toEqual([]);
  });

  it('keeps the newest of what a server says of itself', () => {
    const board = createServerBoard();
    board.takeServer(server({ time: 20, url: 'http://new' }), 1000);
    board.takeServer(server({ time: 10, url: 'http://old' }), 1001);
    expect(board.servers(1002)).toMatchObject([{ url: 'http://new', seenAt: 1000 }]);
  });

  it('shows lags by role, topic and partition; whoever took a partition over speaks for it', () => {
    const board = createServerBoard();
    board.takeServer(server({ lags: [lag, { ...lag, partition: 1 }] }), 1000);
    board.takeServer(server({ id: 's2', lags: [{ ...lag, records: 3, seconds: 0.5 }] }), 1500);
    board.takeStatus(sampleStatus({ partition: 2, end: 30, folded: 10, time: 5000, foldedTime: 2000 }), 1500);
    board.takeStatus(sampleStatus({ partition: 1, end: 30, folded: 30, time: 5000, foldedTime: 2000 }), 1500);
    expect(board.lags(2000)).toEqual([
      { role: 'history', topic: 'votes', partition: 0, records: 3, seconds: 0.5, trend: [] },
      { role: 'history', topic: 'votes', partition: 1, records: 5, seconds: 1.3, trend: [] },
      { role: 'tally', topic: 'votes', partition: 1, records: 0, seconds: 0, trend: [] },
      { role: 'tally', topic: 'votes', partition: 2, records: 20, seconds: 3, trend: [] },
    ]);
  });

  it('counts silence as lag after five seconds, and forgets a lag of which nothing is heard for a minute', () => {
    const board = createServerBoard();
    board.takeServer(server({ lags: [lag] }), 1000);
    expect(board.lags(6000)[0]?.seconds).toBe(1.3);
    expect(board.lags(9000)[0]?.seconds).toBe(9.3);
    expect(board.lags(61_001)).toEqual([]);
  });

  it('samples the trend once a second, however often it is asked to, and keeps a minute of it', () => {
    const board = createServerBoard();
    for (let now = 0; now <= 70_000; now += 250) {
      board.takeServer(server({ time: now, lags: [{ ...lag, records: Math.floor(now / 1000) }] }), now);
      board.sample(now);
    }
    expect(board.lags(70_000)[0]?.trend).toEqual(Array.from({ length: 60 }, (_value, index) => index + 11));
  });
});
