import { decodeResultsRecord } from '../../../core/contract/topics.ts';
import type { LogReader } from '../../../core/ports/event-log.ts';
import { now } from '../clock.ts';

/** When a subscriber of the log saw a vote, and its place. */
export interface SeenVote {
  readonly voteId: string;
  readonly partition: number;
  readonly offset: number;
  readonly at: number;
}

/** When a subscriber saw a partial, which counts its votes partition up to and with this offset. */
export interface SeenPartial {
  readonly partition: number;
  readonly offset: number;
  readonly at: number;
}

export interface LogWatch {
  /** What was seen since the last time. */
  take(): { readonly votes: readonly SeenVote[]; readonly partials: readonly SeenPartial[] };
  /** How many votes, since the last time, have been seen in the log and in a partial. */
  progress(): { readonly votes: number; readonly counted: number };
  stop(): Promise<void>;
}

const voteIdStart = '"voteId":"';

/** Follows the votes of a poll and its partials from now on. */
export function watchLog(log: LogReader, pollId: string, onFailure: (message: string) => void): LogWatch {
  let votes: SeenVote[] = [];
  let partials: SeenPartial[] = [];
  const counted = new Map<number, number>();
  const failed = (failure: Error) => onFailure(failure.message);
  const ofVotes = log.subscribe('votes', {
    from: 'end',
    onFailure: failed,
    onBatch({ partition, records }) {
      const at = now();
      for (const { key, value, offset } of records) {
        const start = value.indexOf(voteIdStart);
        if (start === -1 || !key.startsWith(pollId)) continue;
        const begin = start + voteIdStart.length;
        votes.push({ voteId: value.slice(begin, value.indexOf('"', begin)), partition, offset, at });
      }
    },
  });
  const ofResults = log.subscribe('results', {
    from: 'end',
    onFailure: failed,
    onBatch({ records }) {
      const at = now();
      for (const { value } of records) {
        const record = decodeResultsRecord(value);
        if (record?.kind !== 'partial' || record.pollId !== pollId) continue;
        partials.push({ partition: record.partition, offset: record.offset, at });
        counted.set(record.partition, Math.max(record.offset, counted.get(record.partition) ?? -1));
      }
    },
  });
  return {
    take() {
      const taken = { votes, partials };
      [votes, partials] = [[], []];
      return taken;
    },
    progress: () => ({
      votes: votes.length,
      counted: votes.filter(({ partition, offset }) => offset <= (counted.get(partition) ?? -1)).length,
    }),
    async stop() {
      await Promise.all([ofVotes.stop(), ofResults.stop()]);
    },
  };
}
