import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { kafkaSettingsSchema } from '../../core/domain/cluster-settings.ts';
import type { EventLog } from '../../core/ports/event-log.ts';
import { openEmbeddedLog } from '../../engines/embedded/embedded-event-log.ts';
import { openKafkaLog } from '../../engines/kafka/kafka-event-log.ts';

/** Where a log of a benchmark lies, in a form that can be handed to another process. */
export type LogPlace =
  | { readonly kind: 'embedded'; readonly folder: string; readonly votesPartitions: number }
  /** Votes come from one prefix, the rest belongs to another: votes that were put in once serve several runs. */
  | {
      readonly kind: 'kafka';
      readonly brokers: readonly string[];
      readonly votesPrefix: string;
      readonly prefix: string;
      readonly votesPartitions: number;
    };

/** `clock` gives the records' times (embedded only), ms since 1970. */
export async function openBenchLog(place: LogPlace, clock?: () => number): Promise<EventLog> {
  if (place.kind === 'embedded') {
    const writerThread = pathToFileURL(join(process.cwd(), 'out/ingest-server/log-writer-thread.js'));
    const plan = { votesPartitions: place.votesPartitions, resultsPartitions: 1 };
    return openEmbeddedLog({ folder: place.folder, plan, writerThread, ...(clock === undefined ? {} : { clock }) });
  }
  const { prefix, votesPrefix } = place;
  const own = await openKafka(place, prefix);
  if (prefix === votesPrefix) return own;
  const votes = await openKafka(place, votesPrefix);
  return {
    partitions: (topic) => (topic === 'votes' ? votes : own).partitions(topic),
    ends: (topic) => (topic === 'votes' ? votes : own).ends(topic),
    begins: (topic) => (topic === 'votes' ? votes : own).begins(topic),
    subscribe: (topic, options) => (topic === 'votes' ? votes : own).subscribe(topic, options),
    append: (topic, records) => (topic === 'votes' ? votes : own).append(topic, records),
    async stop() {
      await own.stop();
      await votes.stop();
    },
  };
}

function openKafka({ brokers, votesPartitions }: Extract<LogPlace, { kind: 'kafka' }>, topicPrefix: string): Promise<EventLog> {
  return openKafkaLog({
    settings: kafkaSettingsSchema.parse({ brokers, topicPrefix }),
    password: undefined,
    clientId: 'kpoll-bench',
    plan: { votesPartitions, resultsPartitions: 4 },
    replication: 1,
    onWarning: (message) => process.stderr.write(`${message}\n`),
  });
}
