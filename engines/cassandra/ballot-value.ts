import type { BallotRow } from '../../core/ports/history-store.ts';

type Place = Pick<BallotRow, 'pollId' | 'run' | 'partition' | 'bucket'>;

/**
 * A ballot in one cell: `voteId time order choice`. The vote's id comes first: where two rows have the same order, Cassandra keeps
 * the greater value, and so the greater vote id (its characters are above the space).
 */
export function toBallotValue({ voteId, time, order, choice }: BallotRow): string {
  return `${voteId} ${time} ${order} ${choice.join(',')}`;
}

export function toBallot(place: Place, voterId: string, value: string): BallotRow {
  // From the end: of the vote's id alone it is not known what it is made of.
  const [, voteId = '', time, order, choice = ''] = /^([^]*) (\S+) (\S+) (\S*)$/.exec(value) ?? [];
  const { pollId, run, partition, bucket } = place;
  const options = choice === '' ? [] : choice.split(',').map(Number);
  return { pollId, run, partition, bucket, voterId, voteId, order: Number(order), time: Number(time), choice: options };
}
