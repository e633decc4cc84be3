import type { JoinAddress } from '../../core/contract/bridge.ts';
import type { LogReader } from '../../core/ports/event-log.ts';
import type { HistoryReader } from '../../core/ports/history-store.ts';
import type { AuthorApi } from './author-api.ts';

export interface Readers {
  readonly log: LogReader;
  readonly history: HistoryReader;
}

/** `message` says what happened, what happens to votes meanwhile, and what to do. */
export type ConnectionState =
  | { readonly state: 'connecting'; readonly message: string | null }
  | { readonly state: 'up'; readonly message: null }
  | { readonly state: 'failed'; readonly message: string };

/** The way to one place where polls are run: its author API, its log and its history. */
export interface Connection {
  readonly profile: string;
  readonly dataFolder: string;
  readonly api: AuthorApi;
  state(): ConnectionState;
  /** Called on every change of state or join addresses. Returns an unsubscribe. */
  onChange(listener: () => void): () => void;
  /** Resolves as soon as log and history can be read, which may be before or after the server is up. */
  readonly readers: Promise<Readers>;
  /** Resolves when the server is up for the first time; rejects with a Failure when the first attempt to start it failed. */
  readonly firstUp: Promise<void>;
  /** Where the server is reached from this computer, without a trailing slash. Failure `server-unreachable` while there is none. */
  serverUrl(): string;
  joinAddresses(): readonly JoinAddress[];
  /** Tries again at once instead of after the present pause. */
  retry(): void;
  stop(): Promise<void>;
}
