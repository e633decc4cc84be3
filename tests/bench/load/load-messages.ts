/** What a load process does; each message is answered by one reply. Times in ms since 1970. */
export type LoadJob =
  | ({ readonly kind: 'votes' } & VoteLoad)
  | { readonly kind: 'connect-phones'; readonly url: string; readonly pollId: string; readonly count: number }
  /** Answers with what came since the last time. */
  | { readonly kind: 'collect-deliveries' }
  | { readonly kind: 'disconnect-phones' };

/** New voters arrive at an even rate, whether or not earlier ones have an answer. */
export interface VoteLoad {
  readonly url: string;
  /** Taken in turns. */
  readonly pollIds: readonly string[];
  readonly perSecond: number;
  readonly votes: number;
  /** Opened before the first vote; each has one request underway, further votes wait in line. */
  readonly connections: number;
  /** For how long a vote that was told "not now", or got no answer, is sent again. */
  readonly patienceMs: number;
}

export interface VoteReport {
  /** The n-th vote has the id `voteIdOf(prefix, n)`. */
  readonly prefix: string;
  /** When each vote was due. */
  readonly dueAt: Float64Array;
  /** When its 204 came; NaN where none came. */
  readonly recordedAt: Float64Array;
  /** Every answer by its status; `no answer` where the connection was closed or nothing came in time. */
  readonly answers: Readonly<Record<string, number>>;
}

/** Message by message, in the order of arrival. */
export interface Deliveries {
  readonly phone: Uint32Array;
  readonly at: Float64Array;
  /** As told by the message. */
  readonly voters: Uint32Array;
}

export type LoadReply<J extends LoadJob> = J extends { readonly kind: 'votes' }
  ? VoteReport
  : J extends { readonly kind: 'collect-deliveries' }
    ? Deliveries
    : undefined;

export function voteIdOf(prefix: string, index: number): string {
  return prefix + index.toString(36).padStart(8, '0');
}

/** The index within a load with this prefix, or undefined where the vote is another's. */
export function voteIndexOf(prefix: string, voteId: string): number | undefined {
  return voteId.startsWith(prefix) ? parseInt(voteId.slice(prefix.length), 36) : undefined;
}

/** The option that the n-th vote picks, of four. */
export function optionOf(index: number): number {
  return 1 + ((index * 7) % 10 < 4 ? 0 : index % 4);
}
