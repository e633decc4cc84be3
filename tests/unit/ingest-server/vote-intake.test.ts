import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { decodeVotesRecord } from '../../../core/contract/topics.ts';
import { Failure } from '../../../core/domain/failure.ts';
import type { Poll } from '../../../core/domain/poll.ts';
import type { Appended, NewRecord } from '../../../core/ports/event-log.ts';
import { createKeyRing } from '../../../ingest-server/keys/key-ring.ts';
import { createRandomIds } from '../../../ingest-server/votes/random-ids.ts';
import { createRecentVotes } from '../../../ingest-server/votes/recent-votes.ts';
import { createVoteIntake } from '../../../ingest-server/votes/vote-intake.ts';
import { createCookieJar } from '../../../ingest-server/votes/voter-cookies.ts';

const ring = createKeyRing([randomBytes(32)]);

function makePoll(change: Partial<Poll> = {}): Poll {
  const options = [1, 2].map((number) => ({ number, label: `Option ${number}` }));
  return {
    id: 'poll1',
    code: 'ACDEFG',
    revision: 2,
    state: 'open',
    hidden: false,
    createdAt: 0,
    content: { question: 'Q', type: 'single', options, min: 1, max: 1, reveal: 'always', changes: 'none', timeZone: 'UTC' },
    nextOption: 3,
    runs: [{ run: 1, partitions: 4, buckets: 1, fingerprint: ring.active.fingerprint, openedAt: 0, closedAt: null }],
    ...change,
  };
}

/** An intake whose log answers when the test says so. */
function setUp(poll = makePoll()) {
  const appends: { records: readonly NewRecord[]; answer: (offset: number) => void; fail: (failure: Failure) => void }[] = [];
  let current = poll;
  let confirmed = true;
  let confirm: () => void = () => undefined;
  const untilConfirmed = new Promise<undefined>((resolve) => (confirm = () => resolve(undefined)));
  let closeOffset = 100;
  const foreign: Failure[] = [];
  const intake = createVoteIntake({
    log: {
      append: (_topic, records) =>
        new Promise<Appended[]>((resolve, reject) => {
          appends.push({
            records,
            answer: (offset) => {
              resolve([{ partition: 0, offset, timestamp: 0 }]);
            },
            fail: reject,
          });
        }),
    },
    directory: {
      find: () => current,
      findByCode: () => current,
      list: () => [current],
      isConfirmed: () => confirmed,
      untilConfirmed: () => untilConfirmed,
      outcomeOf: () => Promise.reject(new Error('not asked here')),
      waitFor: () => Promise.reject(new Error('not asked here')),
      onChange: () => undefined,
      caughtUp: Promise.resolve(),
      stop: () => Promise.resolve(),
    },
    keeper: { closeOffset: () => Promise.resolve(closeOffset), stop: () => Promise.resolve() },
    ring,
    randomId: createRandomIds(),
    cookieJar: createCookieJar(ring, createRandomIds()),
    recentVotes: createRecentVotes(),
    perVoter: { take: () => true },
    clock: () => 1_000,
    votesPartitions: 4,
    onForeignKey: (failure) => foreign.push(failure),
  });
  const send = (choice: readonly number[], extra: { voteId?: string; cookies?: string } = {}) =>
    intake.record({ pollId: 'poll1', choice, voteId: extra.voteId, cookies: extra.cookies, secure: false });
  return {
    intake,
    appends,
    send,
    foreign,
    change: (next: Partial<Poll>) => (current = { ...current, ...next }),
    unconfirm: () => (confirmed = false),
    confirm: () => confirm(),
    closeAt: (offset: number) => (closeOffset = offset),
  };
}

async function codeOf(refused: Promise<unknown>): Promise<string> {
  const error: unknown = await refused.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  return error instanceof Failure ? error.code : `no failure: ${String(error)}`;
}

const cookieHeader = (setCookies: readonly string[]) => setCookies.map((cookie) => cookie.split(';')[0]).join('; ');

describe('vote intake', () => {
  it('does not say recorded before the log has', async () => {
    const { send, appends } = setUp();
    let said = false;
    const recorded = send([1]).then((answer) => {
      said = true;
      return answer;
    });
    await new Promise(setImmediate);
    expect(said).toBe(false);
    appends[0]?.answer(7);
    expect((await recorded).setCookies).toHaveLength(2);
  });

  it('says what the log said when it refuses', async () => {
    const { send, appends } = setUp();
    const refused = codeOf(send([1]));
    appends[0]?.fail(new Failure('log-busy', 'full', { retriable: true }));
    expect(await refused).toBe('log-busy');
  });

  it('appends nothing for a choice, a state or a key that does not fit', async () => {
    const { send, appends, change, unconfirm, foreign } = setUp();
    expect(await codeOf(send([3]))).toBe('invalid-choice');
    expect(await codeOf(send([1, 2]))).toBe('invalid-choice');
    change({ state: 'paused' });
    expect(await codeOf(send([1]))).toBe('poll-paused');
    change({ state: 'open', runs: makePoll().runs.map((run) => ({ ...run, fingerprint: 'of another ring' })), id: 'poll1' });
    expect(await codeOf(send([1]))).toBe('keys-differ');
    expect(await codeOf(send([1]))).toBe('keys-differ');
    expect(foreign.map(({ code }) => code)).toEqual(['keys-differ']);
    change({ runs: makePoll().runs.map((run) => ({ ...run, partitions: 8 })) });
    expect(await codeOf(send([1]))).toBe('not-ready');
    unconfirm();
    expect(await codeOf(send([1]))).toBe('not-ready');
    change({ hidden: true });
    expect(await codeOf(send([1]))).toBe('poll-not-found');
    expect(appends).toHaveLength(0);
  });

  it('tells a vote appended before the close marker from one after it', async () => {
    const { send, appends, change, closeAt } = setUp();
    closeAt(50);
    const inTime = send([1]);
    const late = codeOf(send([1]));
    change({ state: 'closing' });
    appends[0]?.answer(49);
    appends[1]?.answer(51);
    expect((await inTime).setCookies).toHaveLength(2);
    expect(await late).toBe('late');
  });

  it('after being halted reads on before it says that a vote was in time', async () => {
    const { send, appends, change, unconfirm, confirm, closeAt } = setUp();
    closeAt(50);
    const code = codeOf(send([1]));
    unconfirm();
    appends[0]?.answer(51);
    await new Promise(setImmediate);
    change({ state: 'closing' });
    confirm();
    expect(await code).toBe('late');
  });

  it('gives a vote that is sent again the same id, voter and stamp, with or without the cookie', async () => {
    const { send, appends } = setUp();
    const first = send([1], { voteId: 'kept-while-retrying' });
    appends[0]?.answer(0);
    const cookies = cookieHeader((await first).setCookies);
    void send([1], { voteId: 'kept-while-retrying' });
    void send([1], { voteId: 'kept-while-retrying', cookies });
    const values = appends.map(({ records }) => records[0]?.value);
    expect(new Set(values).size).toBe(1);
  });

  it('says recorded again, after the close too, to a copy of a vote that it has recorded, and to no other', async () => {
    const { send, appends, change, closeAt } = setUp();
    const [lost, late] = [{ voteId: 'answer-was-lost' }, { voteId: 'comes-too-late' }];
    const first = send([1], lost);
    appends[0]?.answer(7);
    const cookies = cookieHeader((await first).setCookies);
    const inTheLog = codeOf(send([1], late));
    closeAt(50);
    change({ state: 'closing' });
    appends[1]?.answer(51);
    expect(await inTheLog).toBe('late');
    for (const state of ['closing', 'closed', 'paused'] as const) {
      change({ state });
      expect(cookieHeader((await send([1], lost)).setCookies)).toBe(cookies);
      expect(cookies).toContain(cookieHeader((await send([1], { ...lost, cookies })).setCookies));
      expect(await codeOf(send([2], lost))).toMatch(/^poll-/);
      expect(await codeOf(send([1], late))).toMatch(/^poll-/);
      expect(await codeOf(send([1]))).toMatch(/^poll-/);
      expect(await codeOf(send([1], { voteId: 'of-somebody-else' }))).toMatch(/^poll-/);
    }
    const again = makePoll().runs.map((run) => ({ ...run, run: 2 }));
    change({ state: 'closed', runs: [...makePoll().runs, ...again] });
    expect(await codeOf(send([1], lost))).toBe('poll-closed');
    expect(appends).toHaveLength(2);
  });

  it('leaves the receipt of a newer vote to a device that sends an older one again', async () => {
    const { send, appends, change } = setUp(makePoll({ content: { ...makePoll().content, changes: 'until-close' } }));
    const first = send([1], { voteId: 'the-first-of-two' });
    appends[0]?.answer(1);
    const [device = ''] = (await first).setCookies;
    const second = send([2], { voteId: 'the-other-of-two', cookies: cookieHeader((await first).setCookies) });
    appends[1]?.answer(2);
    const cookies = cookieHeader([device, ...(await second).setCookies]);
    const whileOpen = send([1], { voteId: 'the-first-of-two', cookies });
    appends[2]?.answer(3);
    expect((await whileOpen).setCookies).toEqual([]);
    change({ state: 'closed' });
    expect((await send([1], { voteId: 'the-first-of-two', cookies })).setCookies).toEqual([]);
  });

  it('says already-voted to a copy of a vote that does not count, and hides no bug behind an answer', async () => {
    const { send, appends } = setUp();
    const [counts, counts2] = [send([1], { voteId: 'seed-of-a-device' }), send([1], { voteId: 'seed-of-a-device' })];
    appends[0]?.answer(1);
    const cookies = cookieHeader((await counts).setCookies);
    appends[1]?.answer(2);
    await counts2;
    const bug = send([1], { voteId: 'seed-of-a-device', cookies });
    appends[2]?.fail(new TypeError('a bug') as never);
    await expect(bug).rejects.toThrow('a bug');
    const [device = ''] = cookies.split('; ');
    const alsoRecorded = send([2], { voteId: 'in-another-tab', cookies: device });
    appends[3]?.answer(4);
    await alsoRecorded;
    expect(await codeOf(send([2], { voteId: 'in-another-tab', cookies }))).toBe('already-voted');
  });

  it('says recorded to a copy whose own way through the log ended after the close', async () => {
    const { send, appends, change, closeAt } = setUp();
    closeAt(50);
    const first = send([1], { voteId: 'sent-two-times' });
    const copy = send([1], { voteId: 'sent-two-times' });
    appends[0]?.answer(49);
    await first;
    change({ state: 'closing' });
    appends[1]?.answer(51);
    expect((await copy).setCookies).toHaveLength(2);
  });

  it('gives each further vote of a device a higher stamp', async () => {
    const { send, appends } = setUp(makePoll({ content: { ...makePoll().content, changes: 'until-close' } }));
    const first = send([1]);
    appends[0]?.answer(0);
    const cookies = cookieHeader((await first).setCookies);
    void send([2], { cookies });
    const stamps = appends.map(({ records }) => {
      const read = decodeVotesRecord({ key: '', value: records[0]?.value ?? '' });
      return read.kind === 'vote' ? read.vote.stamp : NaN;
    });
    expect(stamps).toEqual([1_000, 1_001]);
  });

  it('remembers what a device chose, for single choices', async () => {
    const { intake, send, appends } = setUp();
    const first = send([2]);
    appends[0]?.answer(0);
    const cookies = cookieHeader((await first).setCookies);
    expect(intake.chosenOptions(makePoll(), cookies)).toEqual([2]);
    expect(intake.chosenOptions(makePoll(), undefined)).toBeNull();
    expect(await codeOf(send([1], { cookies }))).toBe('already-voted');
  });

  it('takes the same id with another choice as another vote, so that a 204 never names a choice that does not count', async () => {
    const { send, appends } = setUp(makePoll({ content: { ...makePoll().content, changes: 'until-close' } }));
    const first = send([1], { voteId: 'kept-while-retrying' });
    appends[0]?.answer(0);
    const cookies = cookieHeader((await first).setCookies);
    void send([2], { voteId: 'kept-while-retrying', cookies });
    const stamps = appends.map(({ records }) => /"stamp":(\d+)/.exec(records[0]?.value ?? '')?.[1]);
    expect(new Set(stamps).size).toBe(2);
  });
});
