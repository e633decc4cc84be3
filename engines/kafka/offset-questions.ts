import type { BrokerLinks } from './broker-links.ts';
import { codeOf, isLasting, KafkaRefusal } from './kafka-errors.ts';
import type { TopicMetadata } from './requests/metadata.ts';
import type { OffsetKind } from './requests/list-offsets.ts';
import { listOffsetsRequest } from './requests/list-offsets.ts';

const attempts = 5;
const pauseMs = 200;

/**
 * The first offset kept or the next one to be given, for each partition asked about. Asks the leaders; tries again for a moment
 * where they change. Rejects with a refusal or an error of the connection.
 */
export async function askOffsets(
  links: BrokerLinks,
  topic: string,
  partitions: readonly number[],
  kind: OffsetKind,
): Promise<ReadonlyMap<number, number>> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await askOnce(links, topic, partitions, kind);
    } catch (error) {
      const code = codeOf(error);
      if (attempt === attempts || (code !== undefined && isLasting(code))) throw error;
      await new Promise((resolve) => setTimeout(resolve, pauseMs));
    }
  }
}

async function askOnce(
  links: BrokerLinks,
  topic: string,
  partitions: readonly number[],
  kind: OffsetKind,
): Promise<ReadonlyMap<number, number>> {
  const found = await readTopic(links, topic);
  const byLeader = new Map<number, number[]>();
  for (const partition of partitions) {
    const leader = found.partitions[partition]?.leader ?? -1;
    if (leader < 0) throw new KafkaRefusal(5, `${topic}, partition ${partition}`);
    byLeader.set(leader, [...(byLeader.get(leader) ?? []), partition]);
  }
  const answers = await Promise.all([...byLeader].map(([leader, led]) => askLeader(links, leader, topic, led, kind)));
  return new Map(answers.flat());
}

async function askLeader(
  links: BrokerLinks,
  leader: number,
  topic: string,
  led: readonly number[],
  kind: OffsetKind,
): Promise<[number, number][]> {
  const connection = await links.to(leader);
  const listed = await connection.send(listOffsetsRequest(topic, led, kind)).catch((error: unknown) => {
    links.drop(leader);
    throw error;
  });
  return listed.map(({ partition, code, offset }) => {
    if (code !== 0) throw new KafkaRefusal(code, `${topic}, partition ${partition}`);
    return [partition, offset];
  });
}

export async function readTopic(links: BrokerLinks, topic: string): Promise<TopicMetadata> {
  const { topics } = await links.metadata([topic]);
  const found = topics.find(({ name }) => name === topic);
  if (found === undefined) throw new Error(`Kafka left out topic ${topic} from its answer`);
  if (found.code !== 0) throw new KafkaRefusal(found.code, topic);
  return found;
}
