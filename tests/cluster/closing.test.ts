import { afterEach, beforeEach, expect, it } from 'vitest';
import { kafkaAdmin } from './kafka-admin.ts';
import type { IngestProcess } from '../integration/ingest-process.ts';
import { castVote, cookiesOf, eventually, makePoll, openPoll, readAsAuthor, setState, vote } from '../integration/ingest-process.ts';
import type { ClusterWorld } from './cluster-world.ts';
import { createWorld } from './cluster-world.ts';
import { openEverywhere } from './open-everywhere.ts';

let world: ClusterWorld;
let first: IngestProcess;
let second: IngestProcess;
beforeEach(async () => {
  world = await createWorld();
  first = await world.start('http', 'http-1');
  [second] = await Promise.all([world.start('http', 'http-2'), world.start('tally', 'tally'), world.start('history', 'history')]);
}, 120_000);
afterEach(async () => {
  await Promise.all(underway.splice(0).map((voting) => voting.stop()));
  await world.stop();
});

const underway: { stop(): Promise<void> }[] = [];

const question = { question: 'Which?', options: ['A', 'B'], type: 'single' };
const voteId = (number: number) => `vote-number-${String(number).padStart(8, '0')}`;

/** Votes as fast as answers come, until told to stop; resolves to the status codes by kind. */
function keepVoting(server: IngestProcess, pollId: string, from: number) {
  let stopped = false;
  const answers: { readonly number: number; readonly status: number; readonly code: string }[] = [];
  const one = async (start: number) => {
    for (let number = start; !stopped; number += 8) {
      const response = await vote(server, pollId, { option: 1 + (number % 2), voteId: voteId(number) });
      const body = response.status === 204 ? {} : ((await response.json()) as { code?: string });
      answers.push({ number, status: response.status, code: body.code ?? '' });
    }
  };
  const all = Promise.all(Array.from({ length: 8 }, (_, index) => one(from + index)));
  const voting = {
    answers,
    async stop() {
      stopped = true;
      await all;
    },
  };
  underway.push(voting);
  return voting;
}

it('closes although one server is halted and a broker is down; no vote with a 204 is late; it shows how far it is', async () => {
  const { cluster } = world;
  const poll = await openEverywhere([first, second], question);
  const [atFirst, atSecond] = [keepVoting(first, poll.id, 0), keepVoting(second, poll.id, 1_000_000)];
  await eventually(
    async () => atFirst.answers.length + atSecond.answers.length,
    (count) => count > 500,
  );
  second.child.kill('SIGSTOP');
  await cluster.pause('kafka-3');
  try {
    await setState(first, poll.id, 'closed');
    const seen = new Set<string>();
    await eventually(
      async () => {
        const { state, result } = await readAsAuthor(first, poll.id);
        seen.add(`${state}, ${result?.closedPartitions ?? 0} of ${result?.partitions ?? 0}`);
        return result?.closedPartitions ?? 0;
      },
      (closed) => closed > 0,
    );
    expect([...seen].some((text) => text.startsWith('closing'))).toBe(true);
  } finally {
    await cluster.resume('kafka-3');
    second.child.kill('SIGCONT');
  }
  await eventually(
    () => readAsAuthor(first, poll.id),
    ({ state, result }) => state === 'closed' && result?.final === true,
  );
  await Promise.all([atFirst.stop(), atSecond.stop()]);
  const { result } = await eventually(
    () => readAsAuthor(second, poll.id),
    (view) => view.result?.final === true,
  );
  const answers = [...atFirst.answers, ...atSecond.answers];
  const idsOf = (...statuses: number[]) => answers.filter(({ status }) => statuses.includes(status)).map(({ number }) => voteId(number));
  const ballots = await eventually(
    () => world.readBallots(poll.id),
    (rows) => rows.length === result?.voters,
  );
  const counted = new Set(ballots.map((ballot) => ballot.voteId));
  const known = new Set(idsOf(204, 503));
  // Every acknowledged vote has its ballot, so none of them was late; and no ballot comes from nowhere.
  expect(idsOf(204).filter((id) => !counted.has(id))).toEqual([]);
  expect([...counted].filter((id) => !known.has(id))).toEqual([]);
}, 300_000);

it('lets one of two authors win who command the same poll at once on two servers', async () => {
  const poll = await makePoll(first, question);
  await eventually(
    async () => (await second.author('GET', `/polls/${poll.id}`)).status,
    (status) => status === 200,
  );
  const order = (server: IngestProcess, body: object) => server.author('PATCH', `/polls/${poll.id}`, { revision: poll.revision, ...body });
  const answers = await Promise.all([order(first, { state: 'open' }), order(second, { question: 'Another?' })]);
  expect(answers.map(({ status }) => status).sort()).toEqual([200, 409]);
  const loser = answers.find(({ status }) => status === 409);
  expect(await loser?.json()).toMatchObject({
    detail: expect.stringMatching(/\w+ \w+/) as string,
    code: expect.stringMatching(/revision-conflict|wrong-state/) as string,
  });
});

it('says loudly that a result is incomplete when the votes topic was deleted and made anew', async () => {
  const poll = await openPoll(first, question);
  for (let number = 0; number < 60; number += 1) await castVote(first, poll.id, { option: 1 });
  await eventually(
    () => readAsAuthor(first, poll.id),
    ({ result }) => result?.voters === 60,
  );
  const admin = await kafkaAdmin(world);
  await admin.recreate('votes', 12);
  await admin.stop();
  const { result } = await eventually(
    () => readAsAuthor(first, poll.id),
    (view) => view.result?.incomplete !== null && view.result?.incomplete !== undefined,
  );
  expect(result?.incomplete).toMatch(/incomplete|not complete/i);
  expect(result?.voters).toBe(60);
  // A vote that nobody would count is not acknowledged.
  const refused = await eventually(
    () => vote(first, poll.id, { option: 2 }),
    ({ status }) => status !== 204,
  );
  expect([refused.status, ((await refused.json()) as { code: string }).code]).toEqual([503, 'log-incomplete']);
});

it('refuses votes of a run that was opened with another key ring, and says why', async () => {
  const poll = await openPoll(first, question);
  const stranger = await world.startWithOwnKeys('stranger');
  const answer = await eventually(
    () => vote(stranger, poll.id, { option: 1 }),
    ({ status }) => status === 503,
  );
  expect(answer.headers.get('retry-after')).not.toBeNull();
  expect(await answer.json()).toMatchObject({ code: 'keys-differ', detail: expect.stringContaining('key ring') as string });
  const taken = await vote(first, poll.id, { option: 1 });
  expect(taken.status).toBe(204);
  expect(cookiesOf(taken)).not.toBe('');
});
