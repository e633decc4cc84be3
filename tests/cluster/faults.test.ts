import { afterAll, beforeAll, expect, it } from 'vitest';
import { runSimulation } from '../../main/simulate/simulation.ts';
import { eventually, readAsAuthor, setState } from '../integration/ingest-process.ts';
import type { ClusterWorld } from './cluster-world.ts';
import { createWorld } from './cluster-world.ts';
import { openEverywhere } from './open-everywhere.ts';
import { startTestDesktop } from './test-desktop.ts';

let world: ClusterWorld;
beforeAll(async () => void (world = await createWorld()));
afterAll(() => world.stop());

const votesPerSecond = 1_000;
const voters = 45_000;

it('counts every 204 once while parts are killed one after another at 1,000 votes a second', { timeout: 900_000 }, async () => {
  const { cluster } = world;
  const [first, second] = [await world.start('http', 'http-1'), await world.start('http', 'http-2')];
  const [tally] = [await world.start('tally', 'tally-1'), await world.start('tally', 'tally-2'), await world.start('history', 'history-1')];
  const desktop = await startTestDesktop(world, first.url);
  const poll = await openEverywhere([first, second], { question: 'Which?', options: ['A', 'B', 'C'], type: 'single' });
  await desktop.watch(poll.id);

  const controller = new AbortController();
  const voting = runSimulation({
    ...{
      urls: [first.url, second.url],
      pollId: poll.id,
      voters,
      rate: votesPerSecond,
      repeats: 2_000,
      changes: 0,
      seed: 4,
      concurrency: 64,
      // On a busy machine what was killed takes long to come back; a vote is never given up meanwhile.
      patienceMs: 240_000,
    },
    signal: controller.signal,
    onProgress: () => undefined,
  });
  const reached = (count: number) =>
    eventually(
      async () => desktop.voters(),
      (seen) => seen >= count,
      240_000,
    );

  await reached(3_000);
  await cluster.kill('kafka-2');
  await reached(12_000);
  await cluster.restart('kafka-2');
  await cluster.kill('cassandra-2');
  await reached(18_000);
  await tally.kill();
  world.forget('tally-1');
  await reached(26_000);
  await Promise.all([world.start('tally', 'tally-1'), cluster.restart('cassandra-2')]);
  await second.kill();
  await reached(36_000);
  const again = await world.start('http', 'http-3');

  const account = await voting;
  expect(account).toMatchObject({ voters, unknown: 0, refused: 0 });
  await setState(again, poll.id, 'closed');
  const final = await eventually(
    () => readAsAuthor(first, poll.id),
    (view) => view.result?.final === true,
  );
  const counted = {
    voters: final.result?.voters,
    options: final.options.map(({ number, votes }) => ({ number, votes })),
    duplicates: final.result?.duplicates,
  };
  expect(counted).toEqual({ voters: account.voters, options: account.options, duplicates: account.duplicates });
  expect(final.result).toMatchObject({ late: 0, invalid: 0, incomplete: null });

  const snapshot = await eventually(
    async () => desktop.snapshot(),
    (seen) => seen?.final === true,
  );
  expect(snapshot).toMatchObject({ voters: account.voters, options: account.options, duplicates: account.duplicates });
  expect(desktop.wentBackwards()).toEqual([]);

  const rows = await eventually(
    () => world.readBallots(poll.id),
    (ballots) => ballots.length === account.voters,
  );
  const recount = account.options.map(({ number }) => ({ number, votes: rows.filter((row) => row.choice[0] === number).length }));
  expect(recount).toEqual(account.options);
  expect(new Set(rows.map((row) => row.voterId)).size).toBe(account.voters);
  expect(await desktop.exportedBallots(poll.id)).toEqual(account.options);
  await desktop.stop();
});
