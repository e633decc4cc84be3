import { afterEach, beforeEach, expect, it } from 'vitest';
import type { IngestProcess } from '../integration/ingest-process.ts';
import { eventually, openPoll, readAsAuthor, vote } from '../integration/ingest-process.ts';
import type { ClusterWorld } from './cluster-world.ts';
import { createWorld } from './cluster-world.ts';
import { openEverywhere } from './open-everywhere.ts';

let world: ClusterWorld;
beforeEach(async () => void (world = await createWorld()));
afterEach(() => world.stop());

const votesPartitions = 12;
const question = { question: 'Which?', options: ['A', 'B'], type: 'single' };

/** The votes partitions that a tally worker holds, by its own metrics. */
async function heldBy(worker: IngestProcess): Promise<readonly number[]> {
  const text = await (await fetch(`${worker.url}/metrics`)).text();
  return [...text.matchAll(/^kpoll_role_lag_records\{role="tally",topic="votes",partition="(\d+)"\}/gm)].map(([, partition]) =>
    Number(partition),
  );
}

async function votersSeen(server: IngestProcess, pollId: string, count: number): Promise<void> {
  await eventually(
    () => readAsAuthor(server, pollId),
    ({ result }) => result?.voters === count,
  );
}

async function castVotes(servers: readonly IngestProcess[], pollId: string, count: number): Promise<void> {
  const answers = await Promise.all(
    Array.from({ length: count }, (_, index) => servers[index % servers.length]).map((server) =>
      server === undefined ? Promise.reject(new Error('no server')) : vote(server, pollId, { option: 1 }),
    ),
  );
  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([204]));
}

it('spreads partitions over two tally workers and votes over two servers; what a stopped one held moves within 15 s', async () => {
  const servers = [await world.start('http', 'http-1'), await world.start('http', 'http-2')] as const;
  const [one, other] = [await world.start('tally', 'tally-1'), await world.start('tally', 'tally-2')];
  const [author] = servers;
  await eventually(
    async () => [await heldBy(one), await heldBy(other)],
    (held) => held.flat().length === votesPartitions && held.every((partitions) => partitions.length === votesPartitions / 2),
  );
  const poll = await openEverywhere(servers, question);
  await castVotes(servers, poll.id, 200);
  await votersSeen(author, poll.id, 200);

  const stoppedAt = Date.now();
  await one.stop();
  await eventually(
    () => heldBy(other),
    (held) => held.length === votesPartitions,
  );
  expect(Date.now() - stoppedAt).toBeLessThan(15_000);
  await castVotes(servers, poll.id, 100);
  await votersSeen(author, poll.id, 300);

  const back = await world.start('tally', 'tally-1');
  await eventually(
    async () => [await heldBy(back), await heldBy(other)],
    (held) => held.every((partitions) => partitions.length === votesPartitions / 2),
  );
  await castVotes(servers, poll.id, 100);
  await votersSeen(author, poll.id, 400);
});

it('moves partitions of a worker that was killed within 15 s too', async () => {
  const server = await world.start('http', 'http');
  const [one, other] = [await world.start('tally', 'tally-1'), await world.start('tally', 'tally-2')];
  const poll = await openPoll(server, question);
  await castVotes([server], poll.id, 100);
  await votersSeen(server, poll.id, 100);
  const killedAt = Date.now();
  await one.kill();
  await castVotes([server], poll.id, 100);
  await votersSeen(server, poll.id, 200);
  expect(Date.now() - killedAt).toBeLessThan(15_000);
  await eventually(
    () => heldBy(other),
    (held) => held.length === votesPartitions,
  );
});

it('rebuilds what a worker has lost from the log, exactly, and says how far it is', async () => {
  const server = await world.start('http', 'http');
  const worker = await world.start('tally', 'tally');
  const poll = await openPoll(server, question);
  await castVotes([server], poll.id, 300);
  await votersSeen(server, poll.id, 300);
  await worker.kill();
  world.forget('tally');
  await castVotes([server], poll.id, 50);
  const notes: string[] = [];
  const again = await world.start('tally', 'tally');
  again.child.stdout?.on('data', (chunk: Buffer) => notes.push(chunk.toString()));
  await votersSeen(server, poll.id, 350);
  await eventually(
    async () => notes.join(''),
    (text) => /Votes partition \d+ is counted from 0 on; the log is at \d+/.test(text),
  );
});
