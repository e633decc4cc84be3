import type { KafkaSettings } from '../../core/domain/cluster-settings.ts';
import { Failure } from '../../core/domain/failure.ts';
import type { TopicName, TopicPlan } from '../../core/ports/event-log.ts';
import type { BrokerLinks } from './broker-links.ts';
import { codeOf, demandSuccess, kafkaCodes } from './kafka-errors.ts';
import { toFailure } from './kafka-failures.ts';
import type { ClusterMetadata, TopicMetadata } from './requests/metadata.ts';
import { operationBits } from './requests/metadata.ts';
import { createTopicRequest, describeTopicsRequest } from './requests/topics.ts';
import { examineTopic, settingsOf, topicNames } from './topic-settings.ts';

const createTimeoutMs = 10_000;
const leaderTimeoutMs = 10_000;
const pauseMs = 50;

export interface KafkaTopics {
  /** With the prefix. */
  nameOf(topic: TopicName): string;
  /** Partitions, as found when the log was opened: adding some takes effect when it is opened again. */
  countOf(topic: TopicName): number;
  /** Another one after the topic was deleted and made again. */
  idOf(topic: TopicName): string;
}

export interface FindTopicsOptions {
  readonly links: BrokerLinks;
  readonly settings: KafkaSettings;
}

/** The topics of a cluster that an ingest server has made; rejects with `log-unavailable` where one is missing. */
export async function findTopics({ links, settings }: FindTopicsOptions): Promise<KafkaTopics> {
  const metadata = await readTopics(links, settings);
  for (const found of metadata.topics) demandTopic(found, settings);
  demandRight(metadata, settings, ['results'], 'read');
  return describe(metadata, settings);
}

export interface MakeTopicsOptions extends FindTopicsOptions {
  readonly plan: TopicPlan;
  readonly replication: number;
  readonly onWarning: (message: string) => void;
}

/** Makes the topics that are missing and examines those that exist. Several servers may do so at once. */
export async function makeTopics(options: MakeTopicsOptions): Promise<KafkaTopics> {
  const { links, settings } = options;
  const before = await readTopics(links, settings);
  const missing = topicNames.filter((topic) => topicIn(before, settings, topic).code === kafkaCodes.unknownTopic);
  for (const topic of missing) await makeTopic(options, before.controller, topic);
  const metadata = missing.length === 0 ? before : await waitForLeaders(links, settings);
  for (const found of metadata.topics) demandTopic(found, settings);
  demandRight(metadata, settings, topicNames, 'read');
  demandRight(metadata, settings, topicNames, 'write');
  await examineTopics(options, metadata);
  return describe(metadata, settings);
}

async function makeTopic(options: MakeTopicsOptions, controller: number, topic: TopicName): Promise<void> {
  const { links, settings, plan, replication } = options;
  const name = settings.topicPrefix + topic;
  const partitions = { polls: 1, votes: plan.votesPartitions, results: plan.resultsPartitions }[topic];
  const request = createTopicRequest({ name, partitions, replication, configs: settingsOf(topic, replication) }, createTimeoutMs);
  const { code, detail } = await (await links.to(controller)).send(request);
  if (code === kafkaCodes.topicExists) return;
  if (code === kafkaCodes.replicationFactor) {
    const brokers = links.brokers().length;
    const message = `Kafka's topic ${name} cannot be made with ${replication} copies: the cluster has ${brokers} brokers. No vote can be recorded. Start more brokers, or set a lower replication in the settings of the ingest server.`;
    throw new Failure('settings-invalid', message);
  }
  demand(code, detail, { settings, name, right: 'create' });
}

async function examineTopics(options: MakeTopicsOptions, metadata: ClusterMetadata): Promise<void> {
  const { links, settings, replication, onWarning } = options;
  const names = topicNames.map((topic) => settings.topicPrefix + topic);
  const described = await (await links.to(metadata.controller)).send(describeTopicsRequest(names));
  const mismatches: string[] = [];
  for (const topic of topicNames) {
    const { name, partitions } = topicIn(metadata, settings, topic);
    const description = described.find((one) => one.name === name);
    if (description === undefined || description.code !== 0) {
      onWarning(`The settings of Kafka's topic ${name} could not be examined: grant this program's user DescribeConfigs on it.`);
      continue;
    }
    const replicas = Math.min(...partitions.map((partition) => partition.replicas.length));
    const state = { topic, name, configs: description.configs, replicas };
    const findings = examineTopic(state, { replication, bootstrap: settings.brokers[0] ?? '' });
    mismatches.push(...findings.mismatches);
    findings.warnings.forEach(onWarning);
  }
  if (mismatches.length > 0) throw new Failure('topic-mismatch', mismatches.join('\n'));
}

/** A topic just made has no leaders yet. One whose brokers are down is left to the subscriptions and appends to wait for. */
async function waitForLeaders(links: BrokerLinks, settings: KafkaSettings): Promise<ClusterMetadata> {
  for (const since = Date.now(); ;) {
    const metadata = await readTopics(links, settings);
    const ready = metadata.topics.every(({ partitions }) => partitions.length > 0 && partitions.every(({ leader }) => leader >= 0));
    if (ready || Date.now() - since > leaderTimeoutMs || metadata.topics.some(({ code }) => code === kafkaCodes.topicDenied))
      return metadata;
    await new Promise((resolve) => setTimeout(resolve, pauseMs));
  }
}

async function readTopics(links: BrokerLinks, settings: KafkaSettings): Promise<ClusterMetadata> {
  return links.metadata(topicNames.map((topic) => settings.topicPrefix + topic));
}

function topicIn({ topics }: ClusterMetadata, { topicPrefix }: KafkaSettings, topic: TopicName): TopicMetadata {
  const found = topics.find(({ name }) => name === topicPrefix + topic);
  if (found === undefined) throw new Error(`Kafka left out topic ${topicPrefix}${topic} from its answer`);
  return found;
}

function demandTopic({ name, code, partitions }: TopicMetadata, settings: KafkaSettings): void {
  if (code === kafkaCodes.unknownTopic || (code === 0 && partitions.length === 0)) {
    const message = `Kafka at ${settings.brokers.join(', ')} has no topic ${name} (yet): there is nothing to read. An ingest server makes it when it starts; if one runs, compare its topic prefix with "Topic prefix" in the settings of Kafka.`;
    throw new Failure('log-unavailable', message, { retriable: true, retryAfterSeconds: 2 });
  }
  demand(code, null, { settings, name, right: 'describe' });
}

function demandRight(metadata: ClusterMetadata, settings: KafkaSettings, topics: readonly TopicName[], right: 'read' | 'write'): void {
  for (const topic of topics) {
    const { name, operations } = topicIn(metadata, settings, topic);
    if ((operations & operationBits[right]) === 0) demand(kafkaCodes.topicDenied, null, { settings, name, right });
  }
}

interface Demand {
  readonly settings: KafkaSettings;
  readonly name: string;
  readonly right: string;
}

function demand(code: number, detail: string | null, { settings, name, right }: Demand): void {
  try {
    demandSuccess(code, name, detail);
  } catch (error) {
    throw codeOf(error) === undefined ? error : toFailure(error, { brokers: settings.brokers.join(', '), about: { name, right } });
  }
}

function describe(metadata: ClusterMetadata, settings: KafkaSettings): KafkaTopics {
  const of = (topic: TopicName) => topicIn(metadata, settings, topic);
  const counts = { polls: of('polls').partitions.length, votes: of('votes').partitions.length, results: of('results').partitions.length };
  return { nameOf: (topic) => settings.topicPrefix + topic, countOf: (topic) => counts[topic], idOf: (topic) => of(topic).id };
}
