import type { ChangeRule } from '../../core/domain/poll.ts';
import type { Result } from '../../core/domain/result.ts';
import type { VotesRecord } from '../../core/domain/tally.ts';
import type { BallotRow } from '../../core/ports/history-store.ts';

/** A vote as its voter knows it: what was sent, and how each request was answered. */
export interface SentVote {
  readonly voteId: string;
  readonly voter: number;
  readonly choice: readonly number[];
  /** Its place among all votes, by their first sending. */
  readonly place: number;
  requests: number;
  /** Requests answered with 204. */
  accepted: number;
  /** Requests answered with 409 `late`. */
  late: number;
  /** Requests without an answer, or with a 503: nobody has said whether they are recorded. */
  unanswered: number;
  /** Codes of all other refusals: nothing is recorded then. */
  readonly refused: string[];
}

export interface LoggedRecord {
  readonly offset: number;
  readonly timestamp: number;
  readonly record: VotesRecord;
}

/** What the screen showed of a poll at one look. `session` counts desktops: a new one begins anew. */
export interface Sample {
  readonly session: number;
  /** Ms since 1970. */
  readonly at: number;
  readonly voters: number;
  /** In the poll's order. */
  readonly votes: readonly number[];
  readonly final: boolean;
}

export type ScreenNumbers = Pick<Result, 'options' | 'voters' | 'duplicates' | 'repeats' | 'late' | 'invalid' | 'final' | 'incomplete'>;

/** Everything that is known of one run of one poll, from all sides. */
export interface RunEvidence {
  readonly pollId: string;
  readonly changes: ChangeRule;
  /** By voteId. */
  readonly sent: ReadonlyMap<string, SentVote>;
  /** Its records, by votes partition, in the order they were read. */
  readonly log: readonly (readonly LoggedRecord[])[];
  readonly ballots: readonly BallotRow[];
  /** Undefined where it never got final. */
  readonly screen: ScreenNumbers | undefined;
  /** The options marked in each row of the CSV export. */
  readonly csv: readonly (readonly number[])[];
  readonly samples: readonly Sample[];
}

/** What the checker found. `known` counts what is documented and no fault. */
export interface Finding {
  readonly faults: readonly string[];
  readonly known: {
    /** Told `late`, although an earlier copy, whose answer was lost, is in time and counts. */
    readonly lateYetCounted: number;
    /** Where votes may change: a copy of another vote, whose answer was lost, lies in the log behind the expected one, is later, and counts. */
    readonly overtaken: number;
  };
}
