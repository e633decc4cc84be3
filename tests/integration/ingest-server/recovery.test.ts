import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openEmbeddedHistoryReader } from '../../../engines/embedded/embedded-history-store.ts';
import type { AuthorPollView } from '../../../core/contract/http.ts';
import type { IngestProcess } from '../ingest-process.ts';
import { eventually, makeFolder, openPoll, readAsAuthor, setState, startIngest, vote } from '../ingest-process.ts';

const question = { question: 'Tea or coffee?', options: ['Tea', 'Coffee'] };

async function recount(folder: string, poll: AuthorPollView): Promise<number[]> {
  const reader = await openEmbeddedHistoryReader({ folder });
  const counts = poll.options.map(() => 0);
  for await (const rows of reader.readBallots({ pollId: poll.id, run: 1 })) {
    for (const { choice } of rows) for (const number of choice) counts[number - 1] = (counts[number - 1] ?? 0) + 1;
  }
  await reader.stop();
  return counts;
}

/** Votes until told to stop; remembers which option each recorded vote had, and sends unanswered votes again under their id. */
function startVoters(pollId: string, serverNow: () => IngestProcess) {
  let running = true;
  let next = 0;
  const accepted: number[] = [];
  async function voter(): Promise<void> {
    while (running) {
      next += 1;
      const voteId = `crash-test-vote-${String(next).padStart(8, '0')}`;
      const option = 1 + (next % 2);
      let answered = false;
      while (!answered) {
        const answer = await vote(serverNow(), pollId, { option, voteId }).catch(() => undefined);
        answered = answer?.status === 204;
        if (!answered) await new Promise((resolve) => setTimeout(resolve, 20));
      }
      accepted.push(option);
    }
  }
  const voters = Array.from({ length: 16 }, voter);
  return {
    accepted,
    async stop() {
      running = false;
      await Promise.all(voters);
    },
  };
}

describe('an ingest server that is killed', () => {
  it('has every vote that got 204 counted once after kill -9 and restart, in the result and in the ballots', async () => {
    const { folder, remove } = makeFolder();
    let server = await startIngest(folder);
    const poll = await openPoll(server, question);
    const voters = startVoters(poll.id, () => server);
    for (const target of [300, 700]) {
      await eventually(
        () => Promise.resolve(voters.accepted.length),
        (count) => count > target,
      );
      await server.kill();
      server = await startIngest(folder);
    }
    await eventually(
      () => Promise.resolve(voters.accepted.length),
      (count) => count > 1_000,
    );
    await voters.stop();
    await setState(server, poll.id, 'closed');
    const final = await eventually(
      () => readAsAuthor(server, poll.id),
      ({ result }) => result?.final === true,
    );
    const expected = [1, 2].map((option) => voters.accepted.filter((picked) => picked === option).length);
    expect(final.options.map(({ votes }) => votes)).toEqual(expected);
    expect(final.result).toMatchObject({ voters: voters.accepted.length, duplicates: 0, late: 0 });
    await server.stop();
    expect(await recount(folder, final)).toEqual(expected);
    remove();
  });

  it('rebuilds derived.db from the log when it is deleted', async () => {
    const { folder, remove } = makeFolder();
    let server = await startIngest(folder);
    const closed = await openPoll(server, question);
    const open = await openPoll(server, question);
    for (let count = 0; count < 30; count += 1) {
      expect((await vote(server, closed.id, { option: 1 })).status).toBe(204);
      expect((await vote(server, open.id, { option: 2 })).status).toBe(204);
    }
    await setState(server, closed.id, 'closed');
    await server.stop();
    for (const file of ['derived.db', 'derived.db-wal', 'derived.db-shm']) rmSync(join(folder, file), { force: true });
    server = await startIngest(folder);
    const rebuilt = await eventually(
      () => readAsAuthor(server, open.id),
      ({ result }) => result?.voters === 30,
    );
    expect(rebuilt.options.map(({ votes }) => votes)).toEqual([0, 30]);
    const closedAgain = await eventually(
      () => readAsAuthor(server, closed.id),
      ({ result }) => result?.final === true,
    );
    expect(closedAgain.result?.voters).toBe(30);
    await eventually(
      () => recount(folder, closed),
      (counts) => counts[0] === 30,
    );
    await server.stop();
    remove();
  });

  it('finishes a closing that the kill interrupted', async () => {
    const { folder, remove } = makeFolder();
    let server = await startIngest(folder);
    const poll = await openPoll(server, question);
    await vote(server, poll.id, { option: 1 });
    const closing = setState(server, poll.id, 'closed').catch(() => undefined);
    await server.kill();
    await closing;
    server = await startIngest(folder);
    if ((await readAsAuthor(server, poll.id)).state === 'open') await setState(server, poll.id, 'closed');
    const final = await eventually(
      () => readAsAuthor(server, poll.id),
      ({ state, result }) => state === 'closed' && result?.final === true,
    );
    expect(final.result?.voters).toBe(1);
    await server.stop();
    remove();
  });
});
