import type { KafkaRequest } from '../kafka-transport.ts';
import { createWireReader, readPartitions } from '../wire/wire-reader.ts';
import { createWireWriter } from '../wire/wire-writer.ts';

export interface ProducedBatch {
  readonly topic: string;
  readonly partition: number;
  readonly batch: Buffer;
}

export interface Produced {
  readonly topic: string;
  readonly partition: number;
  readonly code: number;
  /** The offset of the batch's first record. */
  readonly offset: number;
  /** The log's time of the batch, ms since 1970; -1 where the topic keeps the sender's. */
  readonly time: number;
}

/** Acknowledged when all replicas in sync have it. At most one batch for a partition. */
export function produceRequest(batches: readonly ProducedBatch[], timeoutMs: number): KafkaRequest<readonly Produced[]> {
  const encode = () => {
    const topics = [...new Set(batches.map(({ topic }) => topic))];
    const writer = createWireWriter();
    return writer
      .nullableString(null)
      .int16(-1)
      .int32(timeoutMs)
      .array(topics, (topic) =>
        writer.string(topic).array(
          batches.filter((one) => one.topic === topic),
          ({ partition, batch }) => writer.int32(partition).bytes(batch),
        ),
      )
      .toBuffer();
  };
  return { apiKey: 0, apiVersion: 7, apiName: 'Produce', encode, decode };
}

function decode(answer: Buffer): readonly Produced[] {
  const reader = createWireReader(answer);
  return readPartitions(reader, (topic) => {
    const head = { topic, partition: reader.int32(), code: reader.int16(), offset: reader.int64(), time: reader.int64() };
    reader.int64();
    return head;
  });
}
