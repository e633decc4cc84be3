import type { KafkaRequest } from '../kafka-transport.ts';
import { createWireReader } from '../wire/wire-reader.ts';
import { createWireWriter } from '../wire/wire-writer.ts';

export interface NewTopic {
  readonly name: string;
  readonly partitions: number;
  readonly replication: number;
  readonly configs: Readonly<Record<string, string>>;
}

export interface CreatedTopic {
  readonly code: number;
  readonly detail: string | null;
}

/** To be sent to the controller. */
export function createTopicRequest({ name, partitions, replication, configs }: NewTopic, timeoutMs: number): KafkaRequest<CreatedTopic> {
  const encode = () => {
    const writer = createWireWriter();
    return writer
      .array([name], () =>
        writer
          .string(name)
          .int32(partitions)
          .int16(replication)
          .array([], () => undefined)
          .array(Object.entries(configs), ([key, value]) => writer.string(key).string(value)),
      )
      .int32(timeoutMs)
      .int8(0)
      .toBuffer();
  };
  return { apiKey: 19, apiVersion: 2, apiName: 'CreateTopics', encode, decode: decodeCreated, timeoutMs: timeoutMs + 5_000 };
}

function decodeCreated(answer: Buffer): CreatedTopic {
  const reader = createWireReader(answer);
  reader.int32();
  const [created] = reader.array(() => {
    reader.string();
    return { code: reader.int16(), detail: reader.nullableString() };
  });
  return created ?? { code: -1, detail: 'no answer about the topic' };
}

export interface DescribedTopic {
  readonly name: string;
  readonly code: number;
  readonly detail: string | null;
  readonly configs: ReadonlyMap<string, string>;
}

export function describeTopicsRequest(topics: readonly string[]): KafkaRequest<readonly DescribedTopic[]> {
  const topicResource = 2;
  const encode = () => {
    const writer = createWireWriter();
    return writer
      .array(topics, (topic) => writer.int8(topicResource).string(topic).int32(-1))
      .int8(0)
      .toBuffer();
  };
  return { apiKey: 32, apiVersion: 1, apiName: 'DescribeConfigs', encode, decode: decodeDescribed };
}

function decodeDescribed(answer: Buffer): readonly DescribedTopic[] {
  const reader = createWireReader(answer);
  reader.int32();
  return reader.array(() => {
    const head = { code: reader.int16(), detail: reader.nullableString() };
    reader.int8();
    const name = reader.string();
    const entries = reader.array((): [string, string] => {
      const entry: [string, string] = [reader.string(), reader.nullableString() ?? ''];
      reader.boolean();
      reader.int8();
      reader.boolean();
      reader.array(() => [reader.string(), reader.nullableString(), reader.int8()]);
      return entry;
    });
    return { ...head, name, configs: new Map(entries) };
  });
}
