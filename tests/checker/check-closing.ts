import type { LoggedVote } from './check-log.ts';
import type { RunEvidence } from './evidence.ts';

/** The log holds the run, and each partition begins with the opening and has a close marker. */
export function faultsInMarkers({ log }: Pick<RunEvidence, 'log'>): string[] {
  if (log.length === 0) return ['the log holds nothing of it'];
  return log.flatMap((records, partition) => {
    const kinds = records.map(({ record }) => record.kind);
    return [
      ...(kinds[0] === 'open' ? [] : [`partition ${partition} does not begin with an open marker but with ${kinds[0] ?? 'nothing'}`]),
      ...(kinds.includes('close') ? [] : [`partition ${partition} has no close marker`]),
    ];
  });
}

/** Each vote around the close is counted with its 204, or refused, or reported late. */
export function checkClosing({ sent }: Pick<RunEvidence, 'sent'>, votes: readonly LoggedVote[]) {
  const inTime = new Set(votes.filter((logged) => logged.inTime).map(({ vote }) => vote.voteId));
  const faults: string[] = [];
  let lateYetCounted = 0;
  for (const { voteId, accepted, late, unanswered } of sent.values()) {
    const counts = inTime.has(voteId);
    if (accepted > 0 && !counts)
      faults.push(`vote ${voteId} got a 204 and does not count: all that the log has of it comes after the close`);
    if (late === 0 || accepted > 0 || !counts) continue;
    if (unanswered > 0) lateYetCounted += 1;
    else faults.push(`vote ${voteId} was told to be late and yet counts`);
  }
  return { faults, lateYetCounted };
}
