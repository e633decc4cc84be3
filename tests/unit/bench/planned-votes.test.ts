import { describe, expect, it } from 'vitest';
import { decodeVotesRecord } from '../../../core/contract/topics.ts';
import { createTallyState, foldRecord } from '../../../core/domain/tally.ts';
import type { ExpectedResult } from '../../bench/planned-votes.ts';
import { planVotes } from '../../bench/planned-votes.ts';
import { mustEqual } from '../../bench/published-results.ts';

const plan = { polls: 4, voters: 400, votesPerVoter: 3, partitions: 3, seed: 7 };

function foldAll({ batches }: ReturnType<typeof planVotes>): ReadonlyMap<string, ExpectedResult> {
  const states = Array.from({ length: plan.partitions }, (_, partition) => createTallyState(partition));
  for (const records of batches(100)) {
    for (const record of records) {
      const state = states[record.partition];
      if (state === undefined) throw new Error(`no partition ${record.partition}`);
      foldRecord(state, { offset: state.offset, timestamp: 1, record: decodeVotesRecord(record) });
    }
  }
  const results = new Map<string, ExpectedResult>();
  for (const { tally } of states.flatMap(({ runs }) => [...runs.values()])) {
    const { pollId } = tally.marker;
    const sum = results.get(pollId) ?? { pollId, counts: tally.counts.map(() => 0), voters: 0, duplicates: 0, repeats: 0 };
    results.set(pollId, {
      pollId,
      counts: sum.counts.map((count, index) => count + (tally.counts[index] ?? 0)),
      voters: sum.voters + tally.voters,
      duplicates: sum.duplicates + tally.duplicates,
      repeats: sum.repeats + tally.repeats,
    });
  }
  return results;
}

describe('the planned votes of the tally benchmark', () => {
  it('add up, by their own count, to what the fold makes of them', () => {
    const planned = planVotes(plan);
    const results = foldAll(planned);
    mustEqual(results, planned.expected);
    const sum = (read: (poll: ExpectedResult) => number) => planned.expected.reduce((total, poll) => total + read(poll), 0);
    expect(sum((poll) => poll.voters)).toBe(plan.voters);
    expect(sum((poll) => poll.voters + poll.duplicates + poll.repeats)).toBe(planned.votes);
    expect(sum((poll) => poll.repeats)).toBeGreaterThan(0);
  });

  it('are found wrong where a single vote is missing', () => {
    const planned = planVotes(plan);
    const results = new Map(foldAll(planned));
    const [poll] = planned.expected;
    if (poll === undefined) throw new Error('there is a poll');
    results.set(poll.pollId, { ...poll, counts: poll.counts.map((count, index) => (index === 2 ? count - 1 : count)) });
    expect(() => mustEqual(results, planned.expected)).toThrow('The tally is wrong');
  });
});
