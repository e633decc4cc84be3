import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { IngestProcess } from '../ingest-process.ts';
import {
  cookiesOf,
  eventually,
  makeFolder,
  makePoll,
  openPoll,
  readAsAuthor,
  readPoll,
  setState,
  startIngest,
  vote,
} from '../ingest-process.ts';

const question = { question: 'Tea or coffee?', options: ['Tea', 'Coffee', 'Water'] };

describe('votes over HTTP', () => {
  const { folder, remove } = makeFolder();
  let server: IngestProcess;
  beforeAll(async () => {
    server = await startIngest(folder);
  });
  afterAll(async () => {
    expect(await server.stop()).toBe(0);
    remove();
  });

  it('counts a vote that got 204, for everyone who may see it', async () => {
    const poll = await openPoll(server, question);
    expect(poll).toMatchObject({ state: 'open', options: [{ number: 1, label: 'Tea' }, { number: 2 }, { number: 3 }] });
    const answer = await vote(server, poll.id, { option: 2 });
    expect(answer.status).toBe(204);
    const seen = await eventually(
      () => readPoll(server, poll.id),
      ({ result }) => result?.voters === 1,
    );
    expect(seen.options.map(({ votes }) => votes)).toEqual([0, 1, 0]);
    expect(seen.result).toMatchObject({ run: 1, duplicates: 0, late: 0, invalid: 0, final: false });
  });

  it('takes a vote sent again with the same voteId once, even before any cookie came back', async () => {
    const poll = await openPoll(server, question);
    const body = { option: 1, voteId: 'kept-while-retrying-1' };
    expect((await vote(server, poll.id, body)).status).toBe(204);
    expect((await vote(server, poll.id, body)).status).toBe(204);
    const final = await closeAndWait(poll.id);
    expect(final.result).toMatchObject({ voters: 1, duplicates: 0 });
  });

  it('answers the same choice again with 204 and counts a duplicate, another choice with 409', async () => {
    const poll = await openPoll(server, question);
    const cookies = cookiesOf(await vote(server, poll.id, { option: 1 }));
    expect((await vote(server, poll.id, { option: 1 }, cookies)).status).toBe(204);
    const other = await vote(server, poll.id, { option: 2 }, cookies);
    expect(other.status).toBe(409);
    expect(await other.json()).toMatchObject({ code: 'already-voted' });
    const final = await closeAndWait(poll.id);
    expect(final.result).toMatchObject({ voters: 1, duplicates: 1, final: true });
    expect(final.options.map(({ votes }) => votes)).toEqual([1, 0, 0]);
  });

  it('lets a voter change the vote where the poll says so', async () => {
    const poll = await openPoll(server, { ...question, changes: 'until-close' });
    let cookies = cookiesOf(await vote(server, poll.id, { option: 1 }));
    cookies = cookiesOf(await vote(server, poll.id, { option: 3 }, cookies), cookies);
    expect((await vote(server, poll.id, { option: 2 }, cookies)).status).toBe(204);
    const final = await closeAndWait(poll.id);
    expect(final.options.map(({ votes }) => votes)).toEqual([0, 1, 0]);
    expect(final.result?.voters).toBe(1);
  });

  it('counts every option of a multiple choice', async () => {
    const poll = await openPoll(server, { ...question, type: 'multiple', min: 1, max: 2 });
    expect((await vote(server, poll.id, { options: [3, 1] })).status).toBe(204);
    expect((await vote(server, poll.id, { options: [1] })).status).toBe(204);
    const tooMany = await vote(server, poll.id, { options: [1, 2, 3] });
    expect([tooMany.status, ((await tooMany.json()) as { code: string }).code]).toEqual([400, 'invalid-choice']);
    const final = await closeAndWait(poll.id);
    expect(final.options.map(({ votes }) => votes)).toEqual([2, 0, 1]);
  });

  it('shows an after-voting result to those who voted in this run, and to no one else', async () => {
    const poll = await openPoll(server, { ...question, reveal: 'after-voting' });
    const cookies = cookiesOf(await vote(server, poll.id, { option: 1 }));
    await eventually(
      () => readAsAuthor(server, poll.id),
      ({ result }) => result?.voters === 1,
    );
    expect((await readPoll(server, poll.id)).result).toBeUndefined();
    expect((await readPoll(server, poll.id, cookies)).result?.voters).toBe(1);
    expect((await readPoll(server, poll.id, `${cookies}x`)).result).toBeUndefined();
  });

  it('keeps results to itself until closing, or for ever, as the poll says', async () => {
    const later = await openPoll(server, { ...question, reveal: 'after-closing' });
    const never = await openPoll(server, { ...question, reveal: 'never' });
    for (const poll of [later, never]) {
      const cookies = cookiesOf(await vote(server, poll.id, { option: 1 }));
      expect((await readPoll(server, poll.id, cookies)).result).toBeUndefined();
      await closeAndWait(poll.id);
    }
    expect((await readPoll(server, later.id)).result?.final).toBe(true);
    expect((await readPoll(server, never.id)).result).toBeUndefined();
  });

  it('refuses votes before opening, while paused and after closing, each with its code', async () => {
    const poll = await makePoll(server, question);
    const refusal = async () => {
      const answer = await vote(server, poll.id, { option: 1 });
      return [answer.status, ((await answer.json()) as { code: string }).code];
    };
    expect(await refusal()).toEqual([409, 'poll-not-open']);
    await setState(server, poll.id, 'open');
    await setState(server, poll.id, 'paused');
    expect(await refusal()).toEqual([409, 'poll-paused']);
    await setState(server, poll.id, 'open');
    expect((await vote(server, poll.id, { option: 1 })).status).toBe(204);
    const final = await closeAndWait(poll.id);
    expect(await refusal()).toEqual([409, 'poll-closed']);
    expect(final.result).toMatchObject({ run: 1, voters: 1, late: 0 });
  });

  it('runs a closed poll again from zero and keeps voters apart', async () => {
    const poll = await openPoll(server, question);
    const cookies = cookiesOf(await vote(server, poll.id, { option: 1 }));
    await closeAndWait(poll.id);
    const again = await setState(server, poll.id, 'open');
    expect(again.runs).toHaveLength(2);
    expect((await vote(server, poll.id, { option: 2 }, cookies)).status).toBe(204);
    const final = await closeAndWait(poll.id);
    expect(final.result).toMatchObject({ run: 2, voters: 1 });
    expect(final.options.map(({ votes }) => votes)).toEqual([0, 1, 0]);
  });

  it('never counts a vote late that got 204, however the closing falls into a burst', async () => {
    const poll = await openPoll(server, question);
    let closing: Promise<unknown> | undefined;
    const answers: number[] = [];
    const voteUntilRefused = async (): Promise<void> => {
      let status = 204;
      while (status === 204) {
        ({ status } = await vote(server, poll.id, { option: 1 + (answers.length % 3) }));
        answers.push(status);
        if (answers.length === 700) closing = setState(server, poll.id, 'closed');
      }
    };
    await Promise.all(Array.from({ length: 64 }, voteUntilRefused));
    await closing;
    const final = await eventually(
      () => readAsAuthor(server, poll.id),
      ({ result }) => result?.final === true,
    );
    expect(final.result?.voters).toBe(answers.filter((status) => status === 204).length);
    expect(new Set(answers)).toEqual(new Set([204, 409]));
  });

  it('keeps drafts off the leaderboard', async () => {
    const draft = await makePoll(server, { question: 'Not yet for anyone', options: ['One', 'Two'] });
    const text = await (await fetch(`${server.url}/leaderboard`)).text();
    expect(text).not.toContain(draft.id);
  });

  it('puts the options of public polls in order of votes on the leaderboard', async () => {
    const poll = await openPoll(server, { question: 'Leaders', options: ['One', 'Two'] });
    for (let count = 0; count < 5; count += 1) await vote(server, poll.id, { option: 2 });
    const board = await eventually(
      async () =>
        (await (await fetch(`${server.url}/leaderboard`)).json()) as { options: { pollId: string; number: number; votes: number }[] },
      ({ options }) => options.some((option) => option.pollId === poll.id && option.votes === 5),
    );
    const votes = board.options.map((option) => option.votes);
    expect(votes).toEqual([...votes].sort((a, b) => b - a));
  });

  async function closeAndWait(pollId: string) {
    await setState(server, pollId, 'closed');
    return eventually(
      () => readAsAuthor(server, pollId),
      ({ result, state }) => result?.final === true && state === 'closed',
    );
  }
});
