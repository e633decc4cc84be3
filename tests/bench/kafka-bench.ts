import { randomBytes } from 'node:crypto';
import { kafkaSettingsSchema } from '../../core/domain/cluster-settings.ts';
import { encodeVote } from '../../core/contract/topics.ts';
import type { NewRecord } from '../../core/ports/event-log.ts';
import type { KafkaLog } from '../../engines/kafka/kafka-event-log.ts';
import { openKafkaLog } from '../../engines/kafka/kafka-event-log.ts';
import type { Benchmark } from './benchmark.ts';
import type { OnEnd } from './scope.ts';
import { scoped } from './scope.ts';
import { consumePerformance, producePerformance } from './kafka/performance-tools.ts';

const partitions = 12;
/** Single records underway at a time: as many votes as may wait for their 204. */
const underway = 10_000;
/** Of a vote in the log, without what Kafka adds. */
const recordBytes = sizeOf(voteOf(0));

export const kafkaBenchmark: Benchmark = {
  name: 'kafka',
  title: 'Kafka: the client against its own tools',
  about: `The client that the product talks to Kafka with (\`engines/kafka\`), against \`ProducerPerformance\` and \`ConsumerPerformance\`, which come with Kafka, on the same broker, in turns, each first in every second run. Both write
records of ${recordBytes} bytes (a vote's key and value) to twelve partitions and wait for all replicas (acks=all; one broker here), the tools with their own defaults. The client is given votes one by one, as servers do, with 10,000 underway; both read from the first record
on. Each side writes and reads a topic of its own with the same settings. A rate does not count the start of the program.`,
  async run({ quick, runs, cluster }) {
    const records = quick ? 50_000 : 500_000;
    const { brokers } = await cluster();
    const rates: Rates = { produced: [], consumed: [], theirsProduced: [], theirsConsumed: [] };
    for (let run = 0; run < runs; run += 1) await compare(rates, { brokers, records, oursFirst: run % 2 === 1 });
    const [writes, reads] = ['ProducerPerformance', 'ConsumerPerformance'];
    return {
      rows: [
        { what: 'write', unit: 'records/s', values: rates.produced, reference: { what: writes, values: rates.theirsProduced } },
        { what: 'read', unit: 'records/s', values: rates.consumed, reference: { what: reads, values: rates.theirsConsumed } },
      ],
    };
  },
};

/** Records a second, run by run. */
type Rates = Readonly<Record<'produced' | 'consumed' | 'theirsProduced' | 'theirsConsumed', number[]>>;

interface Turn {
  readonly brokers: readonly string[];
  readonly records: number;
  readonly oursFirst: boolean;
}

function compare(rates: Rates, { brokers, records, oursFirst }: Turn): Promise<void> {
  return scoped(async (onEnd) => {
    const [ours, theirs] = [await openTopic(brokers, onEnd), await openTopic(brokers, onEnd)];
    const inTurn = async (own: () => Promise<unknown>, other: () => Promise<unknown>) => {
      for (const side of oursFirst ? [own, other] : [other, own]) await side();
    };
    await inTurn(
      async () => rates.produced.push(await produce(ours.log, records)),
      async () => rates.theirsProduced.push(await producePerformance({ brokers, topic: theirs.topic, records, recordBytes })),
    );
    await inTurn(
      async () => rates.consumed.push(await consume(ours.log, records)),
      async () => rates.theirsConsumed.push(await consumePerformance({ brokers, topic: theirs.topic, records })),
    );
  });
}

async function openTopic(brokers: readonly string[], onEnd: OnEnd): Promise<{ readonly log: KafkaLog; readonly topic: string }> {
  const settings = kafkaSettingsSchema.parse({ brokers, topicPrefix: `bench_${randomBytes(4).toString('hex')}.` });
  const log = await openKafkaLog({
    ...{ settings, password: undefined, clientId: 'kpoll-bench', replication: 1, maxQueuedRecords: underway },
    plan: { votesPartitions: partitions, resultsPartitions: 1 },
    onWarning: () => undefined,
  });
  onEnd(() => log.stop());
  return { log, topic: `${settings.topicPrefix}votes` };
}

function voteOf(index: number): NewRecord {
  return encodeVote(index % partitions, {
    ...{ pollId: 'abcdefghijklmnop', run: 1, stamp: 1_700_000_000_000 + index, choice: [1 + (index % 4)] },
    ...{ voterId: index.toString(36).padStart(22, 'v'), voteId: index.toString(36).padStart(20, 'w') },
  });
}

function sizeOf({ key, value }: NewRecord): number {
  return Buffer.byteLength(key) + Buffer.byteLength(value);
}

/** Records a second. */
async function produce(log: KafkaLog, records: number): Promise<number> {
  let next = 0;
  const started = performance.now();
  const line = async () => {
    while (next < records) {
      const record = voteOf(next);
      next += 1;
      await log.append('votes', [record]);
    }
  };
  await Promise.all(Array.from({ length: underway }, line));
  return (records / (performance.now() - started)) * 1000;
}

/** Records a second, from the subscription's first call to when the last record was handed over. */
async function consume(log: KafkaLog, records: number): Promise<number> {
  let read = 0;
  let started = 0;
  const ended = await new Promise<number>((resolve, reject) => {
    started = performance.now();
    log.subscribe('votes', {
      from: 'start',
      onFailure: reject,
      onBatch(batch) {
        read += batch.records.length;
        if (read === records) resolve(performance.now());
      },
    });
  });
  return (records / (ended - started)) * 1000;
}
