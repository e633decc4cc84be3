import type { KafkaRequest } from '../kafka-transport.ts';
import { createWireReader } from '../wire/wire-reader.ts';
import { createWireWriter } from '../wire/wire-writer.ts';

export interface BrokerMetadata {
  readonly id: number;
  readonly host: string;
  readonly port: number;
}

export interface PartitionMetadata {
  readonly partition: number;
  /** The id of the broker that leads it, -1 where none does. */
  readonly leader: number;
  readonly replicas: readonly number[];
  readonly inSync: readonly number[];
}

export interface TopicMetadata {
  readonly name: string;
  /** A code of the protocol; 0: all is well. */
  readonly code: number;
  /** Another one after the topic was deleted and made again. */
  readonly id: string;
  /** By number, from 0 on. */
  readonly partitions: readonly PartitionMetadata[];
  /** One bit for each thing this client may do with it. */
  readonly operations: number;
}

export interface ClusterMetadata {
  readonly brokers: readonly BrokerMetadata[];
  readonly controller: number;
  readonly topics: readonly TopicMetadata[];
}

export const operationBits = { read: 1 << 3, write: 1 << 4, describeConfigs: 1 << 10 } as const;

export function metadataRequest(topics: readonly string[]): KafkaRequest<ClusterMetadata> {
  const encode = () => {
    const writer = createWireWriter();
    writer.int8(0).unsignedVarint(topics.length + 1);
    for (const topic of topics) writer.raw(Buffer.alloc(16)).compactString(topic).int8(0);
    // No topic is made by asking; rights on the cluster: no; rights on the topics: yes.
    return writer.int8(0).int8(0).int8(1).int8(0).toBuffer();
  };
  return { apiKey: 3, apiVersion: 10, apiName: 'Metadata', encode, decode };
}

function decode(answer: Buffer): ClusterMetadata {
  const reader = createWireReader(answer);
  const endOf = <T>(value: T) => {
    reader.skipTags();
    return value;
  };
  reader.skipTags();
  reader.int32();
  const brokers = reader.compactArray(() => {
    const broker = { id: reader.int32(), host: reader.compactString(), port: reader.int32() };
    reader.compactString();
    return endOf(broker);
  });
  reader.compactString();
  const controller = reader.int32();
  const topics = reader.compactArray(() => {
    const head = { code: reader.int16(), name: reader.compactString(), id: reader.uuid() };
    reader.boolean();
    const partitions = reader.compactArray(() => {
      reader.int16();
      const place = { partition: reader.int32(), leader: reader.int32() };
      reader.int32();
      const copies = { replicas: reader.compactArray(reader.int32), inSync: reader.compactArray(reader.int32) };
      reader.compactArray(reader.int32);
      return endOf({ ...place, ...copies });
    });
    partitions.sort((a, b) => a.partition - b.partition);
    return endOf({ ...head, partitions, operations: reader.int32() });
  });
  return { brokers, controller, topics };
}
