import { expect, it } from 'vitest';
import type { SentVote } from '../../checker/evidence.ts';
import { faultsInStorm } from '../../storm/check-storm.ts';

const vote = (place: number, change: Partial<SentVote> = {}): SentVote => ({
  ...{ voteId: `vote-${place}`, voter: place, choice: [1], place, requests: 1, accepted: 1, late: 0, unanswered: 0, refused: [] },
  ...change,
});
const votes = (count: number, extra: readonly SentVote[] = []) => {
  const all = [...Array.from({ length: count }, (_, place) => vote(place)), ...extra];
  return { sent: new Map([['poll', new Map(all.map((one) => [one.voteId, one]))]]) };
};
const kill = { atMs: 0, kind: 'kill', target: 'server', lastsMs: 1, restMs: 1 } as const;
const good = {
  plan: { lanes: [[kill, kill]] },
  journal: votes(60),
  done: new Map([['kill server', 1]]),
  notBegun: new Map([['kill server', 1]]),
  impossible: new Map<never, string>(),
};

it('finds that a storm proves nothing', () => {
  expect(faultsInStorm(good)).toEqual([]);
  expect(faultsInStorm({ ...good, journal: votes(49) }).join()).toMatch(/only 49 of 49 votes were accepted/);
  const many = Array.from({ length: 9_000 }, (_, place) => vote(place + 60, { accepted: 0, unanswered: 1 }));
  expect(faultsInStorm({ ...good, journal: votes(60, many) }).join()).toMatch(/only 60 of 9060/);
  expect(faultsInStorm({ ...good, notBegun: new Map() }).join()).toMatch(/kill server was planned 2 times, and 1 are known/);
  expect(faultsInStorm({ ...good, done: new Map(), notBegun: new Map([['kill server', 2]]) })).toEqual(['no fault was done']);
});

it('finds a valid vote that is refused without a good reason', () => {
  const refusedWith = (label: string, choice = [1]) =>
    faultsInStorm({ ...good, journal: votes(60, [vote(99, { accepted: 0, refused: [label], choice })]) });
  for (const label of ['409 poll-closed', '409 already-voted', '409 poll-paused', '429 too-many-requests'])
    expect(refusedWith(label)).toEqual([]);
  expect(refusedWith('422 invalid-choice', [11])).toEqual([]);
  expect(refusedWith('422 invalid-choice')).toEqual(['vote vote-99 is valid and was refused with 422 invalid-choice']);
  expect(refusedWith('403 forbidden')).toHaveLength(1);
});

it('allows few votes to come before a server has read of the opening, and no more', () => {
  const early = (count: number) =>
    faultsInStorm({
      ...good,
      journal: votes(
        200 - count,
        Array.from({ length: count }, (_, place) => vote(1_000 + place, { accepted: 0, refused: ['409 poll-not-open'] })),
      ),
    });
  expect(early(20)).toEqual([]);
  expect(early(21)).toEqual([expect.stringMatching(/^21 of 200 votes were refused with 409 poll-not-open/)]);
});
