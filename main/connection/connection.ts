import type { ClusterStatus, JoinAddress } from '../../core/contract/bridge.ts';
import { Failure } from '../../core/domain/failure.ts';
import type { LogReader } from '../../core/ports/event-log.ts';
import type { HistoryReader } from '../../core/ports/history-store.ts';
import type { AuthorApi } from './author-api.ts';
import { within } from './within.ts';

/** `message` says what happened, what happens to votes meanwhile, and what to do. */
export type ConnectionState =
  | { readonly state: 'connecting'; readonly message: string | null }
  | { readonly state: 'up'; readonly message: null }
  | { readonly state: 'failed'; readonly message: string };

/** What the parts of a place say of themselves. */
export type PlaceStatus = Pick<ClusterStatus, 'problems' | 'brokers' | 'partitions' | 'nodes'>;

/** The way to one place where polls are run: its author API, its log and its history. */
export interface Connection {
  readonly api: AuthorApi;
  /** Of what the live feed depends on; history may fail without harm to it. */
  state(): ConnectionState;
  historyState(): ConnectionState;
  /** Whether servers here speak every two seconds even when nobody votes, as in a cluster. */
  readonly serversSpeak: boolean;
  /** Called on every change of state or join addresses. Returns an unsubscribe. */
  onChange(listener: () => void): () => void;
  /** Whether voting ends when this program does: the server is a part of it. */
  ownsServer(): boolean;
  /** Resolves as soon as the log can be read, which may be before or after a server is up. Pending while it cannot; rejects when stopped. */
  readonly log: Promise<LogReader>;
  /** The same for history, apart from the log. */
  readonly history: Promise<HistoryReader>;
  /** Resolves when the place is up for the first time; rejects with a Failure when the first attempt failed. */
  readonly firstUp: Promise<void>;
  /** Where a server is reached from this computer, without a trailing slash. Failure `server-unreachable` while there is none. */
  serverUrl(): string;
  joinAddresses(): readonly JoinAddress[];
  /** Asks every part; takes a few seconds at most, never rejects: what cannot be asked is a problem in the answer. */
  status(): Promise<PlaceStatus>;
  /** Tries again at once instead of after the present pause. */
  retry(): void;
  stop(): Promise<void>;
}

/** History for a call; where the last attempt to have it failed, nobody waits longer than `patienceMs` for the next: Failure `history-unavailable`. */
export async function reachHistory(
  { history, historyState }: Pick<Connection, 'history' | 'historyState'>,
  patienceMs = 0,
): Promise<HistoryReader> {
  const { state, message } = historyState();
  if (state !== 'failed') return history;
  return within(patienceMs, history, () => new Failure('history-unavailable', historyState().message ?? message, { retriable: true }));
}
