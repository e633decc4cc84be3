import type { LogStatus, PartitionStatus } from '../../core/domain/cluster-status.ts';
import type { BrokerLinks } from './broker-links.ts';
import { formatAddress } from './kafka-config.ts';
import { toFailure } from './kafka-failures.ts';
import type { KafkaTopics } from './kafka-topics.ts';
import type { ClusterMetadata, TopicMetadata } from './requests/metadata.ts';
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

/** Connecting, logging in and one answer, together. */
const patienceMs = 1_500;

/**
 * Rejects with `log-unavailable` where no broker can be reached. Brokers that are gone are shown as down, whether they were seen
 * before or only hold copies.
 */
export async function readStatus({ links, topics, brokers }: StatusOptions): Promise<LogStatus> {
  const names = topicNames.map(topics.nameOf);
  const metadata = await links.metadata(names).catch((error: unknown) => {
    throw toFailure(error, { brokers });
  });
  const reached = new Set<number>();
  await Promise.all(links.brokers().map(async ({ id }) => ((await answers(links, id)) ? reached.add(id) : undefined)));
  const controller = await findController(links, [...reached]);
  const partitions = await Promise.all(metadata.topics.map((topic) => describePartitions(links, topic, reached)));
  return {
    brokers: membersOf(links, metadata).map(({ id, address }) => ({ id, address, up: reached.has(id), controller: id === controller })),
    partitions: partitions.flat(),
  };
}

/** Kafka leaves a broker that is down out of its metadata; that it holds copies is all that tells of it. */
function membersOf(links: BrokerLinks, { topics }: ClusterMetadata) {
  const addresses = new Map(links.brokers().map(({ id, ...address }) => [id, formatAddress(address)]));
  const holders = topics.flatMap(({ partitions }) => partitions.flatMap(({ replicas }) => replicas));
  const ids = [...new Set([...addresses.keys(), ...holders])].sort((a, b) => a - b);
  return ids.map((id) => ({ id, address: addresses.get(id) ?? `broker ${id}` }));
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

/** Where it says nothing in time or refuses, that is the answer to the question: it is down, or out of reach from here. */
async function answers(links: BrokerLinks, broker: number): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<boolean>((resolve) => (timer = setTimeout(() => resolve(false), patienceMs)));
  const asking = links.to(broker).then((connection) => connection.send(metadataRequest([])));
  const answered = await Promise.race([
    asking.then(
      () => true,
      () => false,
    ),
    late,
  ]);
  clearTimeout(timer);
  if (!answered) links.drop(broker);
  return answered;
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
