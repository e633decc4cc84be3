import { join } from 'node:path';
import type { MessagePort } from 'node:worker_threads';
import { parentPort, receiveMessageOnPort, workerData } from 'node:worker_threads';
import { Failure } from '../../core/domain/failure.ts';
import { createCompactor } from './log-compaction.ts';
import type { AppendMessage, ControlAnswer, ControlMessage, WriterData, WriterFailure } from './log-messages.ts';
import { logFileName, prepareLogSchema } from './log-schema.ts';
import type { LogWriterCore } from './log-writer.ts';
import { createLogWriter } from './log-writer.ts';
import type { Connection } from './sqlite.ts';
import { isDamage, openForWriting, sqliteCodeOf } from './sqlite.ts';

/** Pages of the write-ahead log after which it is copied into the file: 16 MB, so that few commits have to wait for it. */
const pagesPerCheckpoint = 4000;

function openLog({ folder, plan }: WriterData) {
  const file = join(folder, logFileName);
  const connection = openForWriting(file, { synchronous: 'FULL', busyTimeoutMs: 10_000 });
  connection.exec(`PRAGMA wal_autocheckpoint = ${pagesPerCheckpoint}`);
  connection.exec('PRAGMA journal_size_limit = 67108864');
  const counts = prepareLogSchema(connection, file, plan);
  const writer = createLogWriter({ connection, counts, clock: Date.now });
  const compactor = createCompactor({ connection, counts, clock: Date.now });
  return { connection, writer, compactor };
}

function unusable(error: unknown, folder: string): WriterFailure {
  if (error instanceof Failure) return { code: error.code, message: error.message, retriable: error.retriable };
  const file = join(folder, logFileName);
  const code = sqliteCodeOf(error);
  if (code === undefined) throw error;
  const why = isDamage(error) ? `${file} is damaged (${code})` : `${file} cannot be opened (${code})`;
  const message = `${why}. It holds the votes, so it was left as it is. Put back a copy of it, or start with another data folder.`;
  return { code: 'data-folder-unusable', message, retriable: false };
}

/** One transaction for all that has arrived on every port: the more threads are waiting, the fewer syncs each of them costs. */
function serve(writer: LogWriterCore, ports: Set<MessagePort>, firstPort: MessagePort, first: AppendMessage): void {
  const messages = [first];
  const senders = [firstPort];
  for (const port of ports) {
    for (let next = receiveMessageOnPort(port); next !== undefined; next = receiveMessageOnPort(port)) {
      messages.push(next.message as AppendMessage);
      senders.push(port);
    }
  }
  writer.write(messages).forEach((answer, index) => senders[index]?.postMessage(answer));
}

function run(control: MessagePort, opened: { connection: Connection; writer: LogWriterCore; compactor: { stop(): void } }): void {
  const ports = new Set<MessagePort>();
  const connect = (port: MessagePort) => {
    ports.add(port);
    port.on('message', (message: AppendMessage) => serve(opened.writer, ports, port, message));
    port.on('close', () => ports.delete(port));
  };
  const stop = () => {
    opened.compactor.stop();
    for (const port of ports) port.close();
    opened.connection.close();
    control.close();
  };
  control.on('message', (message: ControlMessage) => {
    if (message.kind === 'connect') connect(message.port);
    else if (message.kind === 'stop') stop();
    else control.postMessage({ kind: 'diagnosis', id: message.id, diagnosis: opened.writer.diagnose() } satisfies ControlAnswer);
  });
  control.postMessage({ kind: 'ready' } satisfies ControlAnswer);
}

if (parentPort === null) throw new Error('log-writer-thread runs as a worker thread only');
const data = workerData as WriterData;
let opened: ReturnType<typeof openLog> | undefined;
try {
  opened = openLog(data);
} catch (error) {
  parentPort.postMessage({ kind: 'unusable', failure: unusable(error, data.folder) } satisfies ControlAnswer);
}
if (opened !== undefined) run(parentPort, opened);
