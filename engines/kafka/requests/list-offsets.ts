import type { KafkaRequest } from '../kafka-transport.ts';
import { createWireReader, readPartitions } from '../wire/wire-reader.ts';
import { createWireWriter } from '../wire/wire-writer.ts';

export interface ListedOffset {
  readonly partition: number;
  readonly code: number;
  readonly offset: number;
}

/** The first offset still kept, or the one that the next record will get. */
export type OffsetKind = 'begin' | 'end';

export function listOffsetsRequest(topic: string, partitions: readonly number[], kind: OffsetKind): KafkaRequest<readonly ListedOffset[]> {
  const encode = () => {
    const writer = createWireWriter();
    return writer
      .int32(-1)
      .int8(0)
      .array([topic], () =>
        writer.string(topic).array(partitions, (partition) => writer.int32(partition).int64(kind === 'begin' ? -2 : -1)),
      )
      .toBuffer();
  };
  return { apiKey: 2, apiVersion: 3, apiName: 'ListOffsets', encode, decode };
}

function decode(answer: Buffer): readonly ListedOffset[] {
  const reader = createWireReader(answer);
  reader.int32();
  return readPartitions(reader, () => {
    const head = { partition: reader.int32(), code: reader.int16() };
    reader.int64();
    return { ...head, offset: reader.int64() };
  });
}
