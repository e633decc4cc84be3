import { expect, it } from 'vitest';
import { createRecentVotes } from '../../../ingest-server/votes/recent-votes.ts';

it('keeps a stamp, and what became of the vote, while fewer than its capacity of other votes came in between', () => {
  const votes = createRecentVotes(10);
  const vote = votes.remember('vote', () => 1);
  expect(vote).toEqual({ stamp: 1, recorded: false });
  vote.recorded = true;
  for (let index = 0; index < 9; index += 1) votes.remember(`other ${index}`, () => 5);
  expect(votes.remember('vote', () => 2)).toEqual({ stamp: 1, recorded: true });
  expect(votes.find('vote')).toEqual({ stamp: 1, recorded: true });
});

it('forgets the oldest in the end', () => {
  const votes = createRecentVotes(10);
  votes.remember('vote', () => 1);
  for (let index = 0; index < 30; index += 1) votes.remember(`other ${index}`, () => 5);
  expect(votes.find('vote')).toBeUndefined();
  expect(votes.remember('vote', () => 2).stamp).toBe(2);
});
