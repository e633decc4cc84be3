import type { LogStatus, PartitionStatus } from '../../core/domain/cluster-status.ts';
import type { BrokerLinks } from './broker-links.ts';
import { formatAddress } from './kafka-config.ts';
import { toFailure } from './kafka-failures.ts';
import type { KafkaTopics } from './kafka-topics.ts';
import type { TopicMetadata } from './requests/metadata.ts';
import { listOffsetsRequest } from './requests/list-offsets.ts';
import { metadataRequest } from './requests/metadata.ts';
import { findControllerRequest } from './requests/quorum.ts';
import { topicNames } from './topic-settings.ts';

export interface StatusOptions {
  /** Used for nothing else: looking after brokers that are down takes a while. */
  readonly links: BrokerLinks;
  readonly topics: KafkaTopics;
  /** For sentences. */
  readonly brokers: string;
}

/** Rejects with `log-unavailable` where no broker can be reached. Brokers that were seen before and are gone are shown as down. */
export async function readStatus({ links, topics, brokers }: StatusOptions): Promise<LogStatus> {
  const names = topicNames.map(topics.nameOf);
  const metadata = await links.metadata(names).catch((error: unknown) => {
    throw toFailure(error, { brokers });
  });
  const reached = new Set<number>();
  await Promise.all(links.brokers().map(async ({ id }) => ((await answers(links, id)) ? reached.add(id) : undefined)));
  const seen = [...links.brokers()].sort((a, b) => a.id - b.id);
  const controller = await findController(links, [...reached]);
  const partitions = await Promise.all(metadata.topics.map((topic) => describePartitions(links, topic, reached)));
  return {
    brokers: seen.map(({ id, ...address }) => ({
      id,
      address: formatAddress(address),
      up: reached.has(id),
      controller: id === controller,
    })),
    partitions: partitions.flat(),
  };
}

async function findController(links: BrokerLinks, [broker]: readonly number[]): Promise<number | undefined> {
  if (broker === undefined) return undefined;
  try {
    return await (await links.to(broker)).send(findControllerRequest());
  } catch {
    // Brokers before 3.3 cannot tell, or it went away just now: then none is shown as the controller.
    return undefined;
  }
}

async function answers(links: BrokerLinks, broker: number): Promise<boolean> {
  try {
    await (await links.to(broker)).send(metadataRequest([]));
    return true;
  } catch {
    // This is the answer to the question: it is down, or out of reach from here.
    links.drop(broker);
    return false;
  }
}

async function describePartitions(
  links: BrokerLinks,
  topic: TopicMetadata,
  reached: ReadonlySet<number>,
): Promise<readonly PartitionStatus[]> {
  const leaders = new Set(topic.partitions.map(({ leader }) => leader).filter((leader) => reached.has(leader)));
  const ends = new Map((await Promise.all([...leaders].map((leader) => endsOf(links, topic, leader)))).flat());
  return topic.partitions.map(({ partition, leader, replicas, inSync }) => ({
    topic: topic.name,
    partition,
    leader: leader < 0 ? null : leader,
    replicas: replicas.length,
    inSync: inSync.length,
    end: ends.get(partition) ?? null,
  }));
}

async function endsOf(links: BrokerLinks, topic: TopicMetadata, leader: number): Promise<readonly [number, number][]> {
  const led = topic.partitions.filter((partition) => partition.leader === leader).map(({ partition }) => partition);
  try {
    const listed = await (await links.to(leader)).send(listOffsetsRequest(topic.name, led, 'end'));
    return listed.filter(({ code }) => code === 0).map(({ partition, offset }): [number, number] => [partition, offset]);
  } catch {
    // An end that is not known is shown as such.
    links.drop(leader);
    return [];
  }
}
