import { decodeResultsRecord } from '../../core/contract/topics.ts';
import type { RunPartial } from '../../core/domain/result.ts';
import { isNewerPartial } from '../../core/domain/result.ts';
import type { EventLog, RecordBatch } from '../../core/ports/event-log.ts';
import type { ExpectedResult } from './planned-votes.ts';

/** The sum of each poll's newest partials. */
export async function readResults(log: EventLog): Promise<ReadonlyMap<string, ExpectedResult>> {
  const newest = new Map<string, RunPartial>();
  const onBatch = ({ records }: RecordBatch) => {
    for (const { key, value } of records) {
      const record = decodeResultsRecord(value);
      if (record?.kind !== 'partial') continue;
      const known = newest.get(key);
      if (known === undefined || isNewerPartial(record, known)) newest.set(key, record);
    }
  };
  await new Promise<void>((resolve, reject) => {
    log.subscribe('results', { from: 'start', onBatch, onFailure: reject }).caughtUp.then(resolve, reject);
  });
  const results = new Map<string, ExpectedResult>();
  for (const { pollId, counts, voters, duplicates, repeats } of newest.values()) {
    const sum = results.get(pollId) ?? { pollId, counts: counts.map(() => 0), voters: 0, duplicates: 0, repeats: 0 };
    results.set(pollId, {
      pollId,
      counts: sum.counts.map((count, index) => count + (counts[index] ?? 0)),
      voters: sum.voters + voters,
      duplicates: sum.duplicates + duplicates,
      repeats: sum.repeats + repeats,
    });
  }
  return results;
}

/** Throws where a poll's published result is not what was put in. */
export function mustEqual(results: ReadonlyMap<string, ExpectedResult>, expected: readonly ExpectedResult[]): void {
  const wrong = expected.filter((poll) => JSON.stringify(results.get(poll.pollId)) !== JSON.stringify(poll));
  const lines = wrong.map((poll) => `${JSON.stringify(results.get(poll.pollId))} instead of ${JSON.stringify(poll)}`);
  if (lines.length > 0) throw new Error(`The tally is wrong:\n${lines.join('\n')}`);
}
