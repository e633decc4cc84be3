import { openEmbeddedLogReader } from '../../engines/embedded/embedded-event-log.ts';
import type { LogRecord, TopicName } from '../../core/ports/event-log.ts';
import type { IngestProcess } from '../integration/ingest-process.ts';

/** What a server says that it must not say: faults of its own, deaths of its threads, promises that nobody looked after. */
export interface WatchedServer {
  readonly server: IngestProcess;
  readonly port: number;
  faults(): readonly string[];
  /** In MB, as the operating system sees it. */
  residentMb(): Promise<number>;
  /** A value of /metrics, or 0. */
  metric(name: string): Promise<number>;
}

export function watchServer(server: IngestProcess): WatchedServer {
  const faults: string[] = [];
  let rest = '';
  server.child.stdout?.on('data', (chunk: Buffer) => {
    const lines = `${rest}${chunk.toString()}`.split('\n');
    rest = lines.pop() ?? '';
    faults.push(...lines.filter(isFault));
  });
  server.child.stderr?.on('data', (chunk: Buffer) => faults.push(chunk.toString()));
  server.child.on('exit', (code, signal) => {
    if (code !== 0 && signal !== 'SIGKILL') faults.push(`the server ended with ${String(code ?? signal)}`);
  });
  const metric = async (name: string) => {
    const text = await (await fetch(`${server.url}/metrics`)).text();
    const line = text.split('\n').find((candidate) => candidate.startsWith(`${name} `) || candidate.startsWith(`${name}{`));
    return Number(line?.slice(line.lastIndexOf(' ') + 1) ?? 0);
  };
  return {
    server,
    port: Number(new URL(server.url).port),
    faults: () => faults,
    metric,
    residentMb: async () => (await metric('kpoll_process_resident_memory_bytes')) / 2 ** 20,
  };
}

function isFault(line: string): boolean {
  return /"level":(?:50|60)/.test(line);
}

/** Every record of a topic of a log that no server uses any more. */
export async function readTopic(folder: string, topic: TopicName): Promise<readonly LogRecord[]> {
  const reader = await openEmbeddedLogReader({ folder });
  const records: LogRecord[] = [];
  const subscription = reader.subscribe(topic, {
    from: 'start',
    onBatch: (batch) => void records.push(...batch.records),
    onFailure(failure) {
      throw failure;
    },
  });
  await subscription.caughtUp;
  await subscription.stop();
  await reader.stop();
  return records;
}
