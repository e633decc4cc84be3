import type { KafkaRequest } from '../kafka-transport.ts';
import { createWireReader } from '../wire/wire-reader.ts';
import { createWireWriter } from '../wire/wire-writer.ts';

/**
 * The id of the active controller; undefined where this client may not know (it takes Describe on the cluster). In the metadata
 * brokers without ZooKeeper name any broker instead.
 */
export function findControllerRequest(): KafkaRequest<number | undefined> {
  const encode = () =>
    createWireWriter()
      .int8(0)
      .unsignedVarint(2)
      .compactString('__cluster_metadata')
      .unsignedVarint(2)
      .int32(0)
      .int8(0)
      .int8(0)
      .int8(0)
      .toBuffer();
  return { apiKey: 55, apiVersion: 0, apiName: 'DescribeQuorum', encode, decode };
}

function decode(answer: Buffer): number | undefined {
  const reader = createWireReader(answer);
  reader.skipTags();
  if (reader.int16() !== 0) return undefined;
  const [leader] = reader.compactArray(() => {
    reader.compactString();
    return reader.compactArray(() => {
      reader.int32();
      const code = reader.int16();
      return code === 0 ? reader.int32() : undefined;
    })[0];
  });
  return leader;
}
