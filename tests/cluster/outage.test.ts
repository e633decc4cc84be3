import { afterEach, beforeEach, expect, it } from 'vitest';
import { eventually, openPoll, readAsAuthor, vote } from '../integration/ingest-process.ts';
import type { ClusterWorld } from './cluster-world.ts';
import { createWorld } from './cluster-world.ts';
import { startTestDesktop } from './test-desktop.ts';

let world: ClusterWorld;
beforeEach(async () => void (world = await createWorld()));
afterEach(() => world.stop());

it('answers 503 with Retry-After while every broker is away, loses nothing acknowledged, and recovers by itself', async () => {
  const { cluster } = world;
  const server = await world.start('http', 'http');
  await Promise.all([world.start('tally', 'tally'), world.start('history', 'history')]);
  const poll = await openPoll(server, { question: 'Which?', options: ['A', 'B'], type: 'single' });
  const desktop = await startTestDesktop(world, server.url);
  await desktop.watch(poll.id);
  const before = await Promise.all(Array.from({ length: 100 }, () => vote(server, poll.id, { option: 1 })));
  expect(before.every(({ status }) => status === 204)).toBe(true);
  await eventually(
    async () => desktop.voters(),
    (voters) => voters === 100,
  );

  const names = ['kafka-1', 'kafka-2', 'kafka-3'];
  await Promise.all(names.map((name) => cluster.kill(name)));
  const refused = await eventually(
    () => vote(server, poll.id, { option: 2, voteId: 'sent-again-and-again' }),
    ({ status }) => status === 503,
  );
  expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
  expect(await refused.json()).toMatchObject({ detail: expect.stringMatching(/again/) as string });
  await eventually(
    () => desktop.feed(),
    ({ state }) => state === 'stale' || state === 'failed',
  );
  expect(desktop.voters()).toBe(100);

  await Promise.all(names.map((name) => cluster.restart(name)));
  await eventually(
    () => vote(server, poll.id, { option: 2, voteId: 'sent-again-and-again' }),
    ({ status }) => status === 204,
  );
  await eventually(
    () => readAsAuthor(server, poll.id),
    ({ result }) => result?.voters === 101,
  );
  await eventually(
    async () => desktop.voters(),
    (voters) => voters === 101,
  );
  await eventually(
    () => desktop.feed(),
    ({ state }) => state === 'live',
  );
  await eventually(
    () => world.readBallots(poll.id),
    (rows) => rows.length === 101,
  );
  await desktop.stop();
});
