import type { KafkaRequest } from '../kafka-transport.ts';
import { createWireReader, readPartitions } from '../wire/wire-reader.ts';
import { createWireWriter } from '../wire/wire-writer.ts';

export interface FetchPosition {
  readonly partition: number;
  readonly offset: number;
}

export interface FetchedPartition {
  readonly partition: number;
  readonly code: number;
  /** The offset after the last record that all replicas in sync have. */
  readonly end: number;
  /** Record batches as they lie on the broker's disk; the last one may be cut off. */
  readonly records: Buffer;
}

export interface FetchLimits {
  /** How long the broker waits where there is nothing new. */
  readonly waitMs: number;
  readonly maxBytes: number;
  readonly maxPartitionBytes: number;
}

export function fetchRequest(
  topic: string,
  positions: readonly FetchPosition[],
  { waitMs, maxBytes, maxPartitionBytes }: FetchLimits,
): KafkaRequest<readonly FetchedPartition[]> {
  const encode = () => {
    const writer = createWireWriter();
    return writer
      .int32(-1)
      .int32(waitMs)
      .int32(1)
      .int32(maxBytes)
      .int8(0)
      .array([topic], () =>
        writer
          .string(topic)
          .array(positions, ({ partition, offset }) => writer.int32(partition).int64(offset).int64(-1).int32(maxPartitionBytes)),
      )
      .toBuffer();
  };
  return { apiKey: 1, apiVersion: 5, apiName: 'Fetch', encode, decode };
}

function decode(answer: Buffer): readonly FetchedPartition[] {
  const reader = createWireReader(answer);
  reader.int32();
  return readPartitions(reader, () => {
    const head = { partition: reader.int32(), code: reader.int16(), end: reader.int64() };
    reader.int64();
    reader.int64();
    reader.array(() => [reader.int64(), reader.int64()]);
    return { ...head, records: reader.bytes() };
  });
}
