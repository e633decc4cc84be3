import type { Feed } from '../../core/contract/bridge.ts';
import type { ConnectionState } from '../connection/connection.ts';
import type { ReadingTrouble } from '../connection/steady-reader.ts';
import type { Lag } from './results-board.ts';

export interface FeedInput {
  readonly now: number;
  readonly connection: ConnectionState;
  /** Why nothing is read any more, or only after a while again, or null. */
  readonly reading: ReadingTrouble | null;
  /** Whether everything that was in the log at the start has been read. */
  readonly caughtUp: boolean;
  /** Since when a poll has been open (or since when we know of it), ms since 1970; null while none is. */
  readonly openSince: number | null;
  /** When the last status arrived, ms since 1970, or null. */
  readonly lastStatusAt: number | null;
  /** In a cluster, where servers speak every two seconds even when nobody votes: when one last did, at first when we began to listen; else null. */
  readonly lastServerAt: number | null;
  readonly hasHeardServer: boolean;
  readonly lag: Lag;
}

export const staleAfterMs = 5000;
export const behindAfterSeconds = 2;

/** What the feed's state is just now; `since` stays where the state stays. */
export function nextFeed(before: Feed, input: FeedInput): Feed {
  const { state, message } = judge(input);
  const idle = input.openSince === null;
  const since = state === before.state ? before.since : input.now;
  return { state, since, message, lagVotes: idle ? 0 : input.lag.votes, lagSeconds: idle ? 0 : input.lag.seconds };
}

function judge(input: FeedInput): Pick<Feed, 'state' | 'message'> {
  const { now, connection, reading, caughtUp, openSince, lastStatusAt, lastServerAt, lag } = input;
  if (reading !== null && !(reading.passing && caughtUp)) return { state: 'failed', message: reading.message };
  if (connection.state === 'failed') return { state: 'failed', message: connection.message };
  if (!caughtUp) return { state: 'connecting', message: connection.message };
  if (reading !== null) return { state: 'stale', message: reading.message };
  if (lastServerAt !== null && now - lastServerAt > staleAfterMs) {
    return { state: 'stale', message: input.hasHeardServer ? silenceMessage : noServerMessage };
  }
  if (openSince !== null && now - Math.max(openSince, lastStatusAt ?? 0) > staleAfterMs) {
    return { state: 'stale', message: connection.message ?? staleMessage };
  }
  if (connection.state === 'connecting') return { state: 'connecting', message: connection.message };
  if (openSince !== null && lag.seconds > behindAfterSeconds) return { state: 'behind', message: null };
  return { state: 'live', message: null };
}

const staleMessage =
  'The tally has not been heard of for more than five seconds, so the numbers may be old. Votes that were recorded are safe and will be counted. Retry, and look whether the server is running.';

const noServerMessage =
  'No ingest server has been heard of for more than five seconds, so votes cannot be taken or counted just now; those that were recorded are safe. Start an ingest server for this cluster; if one runs, look whether it reaches Kafka and has the same topic prefix.';

const silenceMessage =
  'Nothing has come from the cluster for more than five seconds: this computer is cut off from Kafka, or no ingest server runs. The numbers may be old; votes that were recorded are safe. It goes on by itself; if it stays so, look at the network and at the servers.';
