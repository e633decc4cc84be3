import type { EventLog } from '../../core/ports/event-log.ts';
import type { HistoryStore } from '../../core/ports/history-store.ts';
import { openCassandraHistory } from '../../engines/cassandra/cassandra-history-store.ts';
import { connectEmbeddedLog } from '../../engines/embedded/embedded-event-log.ts';
import { openEmbeddedHistory } from '../../engines/embedded/embedded-history-store.ts';
import { openKafkaLog } from '../../engines/kafka/kafka-event-log.ts';
import type { ThreadContext } from './run-thread.ts';

export interface ThreadLog {
  readonly log: EventLog;
  readonly rebuilds: () => number;
}

/** The log, over a connection of this thread's own. */
export async function openLogOfThread({ folder, engine, onNote }: ThreadContext): Promise<ThreadLog> {
  if (engine.kind === 'embedded') return { log: await connectEmbeddedLog({ folder, port: engine.port }), rebuilds: () => 0 };
  const { kafka: settings, kafkaPassword: password, clientId, replication, votesPartitions, resultsPartitions } = engine;
  const plan = { votesPartitions, resultsPartitions };
  const log = await openKafkaLog({ settings, password, clientId, plan, replication, onWarning: onNote });
  return { log, rebuilds: log.rebuilds };
}

export async function openHistoryOfThread({ folder, engine, onNote }: ThreadContext): Promise<HistoryStore> {
  if (engine.kind === 'embedded') return openEmbeddedHistory({ folder });
  const { cassandra: settings, cassandraPassword: password, replication } = engine;
  return openCassandraHistory({ settings, password, replication, onWarning: onNote });
}
