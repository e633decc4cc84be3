import { MessageChannel } from 'node:worker_threads';
import type { MessagePort } from 'node:worker_threads';
import type { EventLog, LogReader, TopicName, TopicPlan } from '../../core/ports/event-log.ts';
import type { AppendClient } from './append-client.ts';
import { createAppendClient, defaultMaxQueuedRecords } from './append-client.ts';
import type { EmbeddedLogReader } from './embedded-log-reader.ts';
import { createLogReader } from './embedded-log-reader.ts';
import type { WriterDiagnosis } from './log-messages.ts';
import { startWriterThread } from './writer-thread.ts';

export interface EmbeddedLog extends EventLog {
  /** A port that lets a worker thread append through the same writing thread, by `connectEmbeddedLog`. */
  connect(): MessagePort;
  diagnose(): Promise<WriterDiagnosis>;
  /** Resolves when the writing thread has ended: unless `stop` was called, the program should end too and be started again. */
  readonly writerEnded: Promise<void>;
}

export interface OpenEmbeddedLogOptions {
  readonly folder: string;
  readonly plan: TopicPlan;
  /** The bundle of log-writer-thread.ts. */
  readonly writerThread: URL;
  /** Ms since 1970; gives the time of records of this log's own appends. Left out, the writing thread looks at its own clock. */
  readonly clock?: () => number;
  /** Records appended here and not yet durable, beyond which `append` rejects with `log-busy`. */
  readonly maxQueuedRecords?: number;
}

/**
 * Opens log.db as its one writer (hold `lockDataFolder` while it is open), and makes it where there is none. Rejects with
 * `data-folder-unusable` where the file is damaged (it is never touched then), or `newer-format`.
 */
export async function openEmbeddedLog(options: OpenEmbeddedLogOptions): Promise<EmbeddedLog> {
  const { folder, plan, writerThread, clock, maxQueuedRecords = defaultMaxQueuedRecords } = options;
  const thread = await startWriterThread({ script: writerThread, data: { folder, plan } });
  const connect = () => {
    const { port1, port2 } = new MessageChannel();
    thread.connect(port1);
    return port2;
  };
  const reader = await createLogReaderOr(folder, () => thread.stop());
  const onAppended = (topic: TopicName) => reader.wake(topic);
  const client = createAppendClient({ port: connect(), counts: reader.counts, maxQueuedRecords, clock, onAppended });
  return {
    ...reader,
    append: (topic, records) => client.append(topic, records),
    connect,
    diagnose: () => thread.diagnose(),
    writerEnded: thread.ended,
    async stop() {
      await stopBoth(client, reader);
      await thread.stop();
    },
  };
}

async function createLogReaderOr(folder: string, undo: () => Promise<void>): Promise<EmbeddedLogReader> {
  try {
    return createLogReader(folder);
  } catch (error) {
    await undo();
    throw error;
  }
}

export interface ConnectEmbeddedLogOptions {
  readonly folder: string;
  /** From `EmbeddedLog.connect`, handed to this thread. */
  readonly port: MessagePort;
  readonly maxQueuedRecords?: number;
}

/** The log for a worker thread: reads log.db by itself, and appends through the port. */
export async function connectEmbeddedLog(options: ConnectEmbeddedLogOptions): Promise<EventLog> {
  const { folder, port, maxQueuedRecords = defaultMaxQueuedRecords } = options;
  const reader = createLogReader(folder);
  const onAppended = (topic: TopicName) => reader.wake(topic);
  const client = createAppendClient({ port, counts: reader.counts, maxQueuedRecords, clock: undefined, onAppended });
  return { ...reader, append: (topic, records) => client.append(topic, records), stop: () => stopBoth(client, reader) };
}

/** Reads the log from another process while a server writes it. Rejects with `log-unavailable` where there is none (yet). */
export async function openEmbeddedLogReader({ folder }: { readonly folder: string }): Promise<LogReader> {
  return createLogReader(folder);
}

async function stopBoth(client: AppendClient, reader: EmbeddedLogReader): Promise<void> {
  await reader.stop();
  await client.stop();
}
