import type { ChangeRule } from '../../../../../core/domain/poll.ts';
import type { Vote } from '../../../../../core/domain/vote.ts';
import type { PlainBallot } from './ballot-samples.ts';

/** The fold of one run's valid votes with plain objects, as it would be written if memory and time were free. */
export function foldPlainly(changes: ChangeRule, votes: readonly Vote[]) {
  const ballots = new Map<string, PlainBallot>();
  const told = { voters: 0, duplicates: 0, repeats: 0 };
  const sameVote = (a: { voteId: string; stamp: number }, b: { voteId: string; stamp: number }) =>
    a.voteId === b.voteId && (changes === 'none' || a.stamp === b.stamp);
  for (const { voterId, voteId, stamp, choice } of votes) {
    const current = ballots.get(voterId);
    if (current === undefined) {
      told.voters += 1;
      ballots.set(voterId, { voterId, voteId, stamp, choice, others: [] });
      continue;
    }
    const vote = { voteId, stamp };
    if ([current, ...current.others].some((known) => sameVote(known, vote))) {
      told.repeats += 1;
      continue;
    }
    told.duplicates += 1;
    const wins = changes === 'until-close' && (stamp > current.stamp || (stamp === current.stamp && voteId > current.voteId));
    const loser = wins ? { voteId: current.voteId, stamp: current.stamp } : vote;
    const others = current.others.length < 64 ? [...current.others, changes === 'none' ? { ...loser, stamp: 0 } : loser] : current.others;
    ballots.set(voterId, wins ? { voterId, ...vote, choice, others } : { ...current, others });
  }
  return { ...told, ballots: [...ballots.values()] };
}
