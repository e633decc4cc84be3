import { Failure } from '../../../core/domain/failure.ts';
import type { EventLog } from '../../../core/ports/event-log.ts';
import type { HistoryStore } from '../../../core/ports/history-store.ts';
import type { AuthorApi } from '../../../main/connection/author-api.ts';
import type { Connection, ConnectionState } from '../../../main/connection/connection.ts';
import { createInMemoryEventLog, createInMemoryLogStore } from '../../fakes/in-memory-event-log.ts';
import { createInMemoryHistoryStore } from '../../fakes/in-memory-history-store.ts';

export interface FakeConnection extends Connection {
  /** What `log` and `history` resolve with. */
  readonly writable: { readonly log: EventLog; readonly history: HistoryStore };
  setState(state: ConnectionState): void;
}

const noApi: AuthorApi = {
  createPoll: () => Promise.reject(new Failure('server-unreachable', 'no server')),
  patchPoll: () => Promise.reject(new Failure('server-unreachable', 'no server')),
};

export interface FakeConnectionOptions {
  readonly api?: AuthorApi;
  readonly serversSpeak?: boolean;
}

/** A connection to a log and a history in memory. */
export function createFakeConnection({ api = noApi, serversSpeak = false }: FakeConnectionOptions = {}): FakeConnection {
  const log = createInMemoryEventLog({ store: createInMemoryLogStore({ votesPartitions: 2, resultsPartitions: 1 }) });
  const history = createInMemoryHistoryStore();
  const listeners = new Set<() => void>();
  let state: ConnectionState = { state: 'up', message: null };
  return {
    writable: { log, history },
    api,
    state: () => state,
    historyState: () => state,
    serversSpeak,
    ownsServer: () => true,
    setState(next) {
      state = next;
      listeners.forEach((listener) => {
        listener();
      });
    },
    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    log: Promise.resolve(log),
    history: Promise.resolve(history),
    firstUp: Promise.resolve(),
    serverUrl: () => 'http://127.0.0.1:7300',
    joinAddresses: () => [{ url: 'http://192.168.1.2:7300', label: 'eth0', loopback: false }],
    status: async () => ({ problems: [], brokers: [], partitions: [], nodes: [] }),
    retry: () => undefined,
    stop: async () => undefined,
  };
}
