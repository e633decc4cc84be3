import type { TopicName } from '../../core/ports/event-log.ts';
import { compactedTopics } from '../../core/ports/event-log.ts';

export const topicNames: readonly TopicName[] = ['polls', 'votes', 'results'];

export function isCompacted(topic: TopicName): boolean {
  return compactedTopics.includes(topic);
}

/** What a topic is made with; brokers' own defaults decide nothing that a promise of the port hangs on. */
export function settingsOf(topic: TopicName, replication: number): Readonly<Record<string, string>> {
  const common = {
    'message.timestamp.type': 'LogAppendTime',
    'compression.type': 'producer',
    'max.message.bytes': '1048588',
    'min.insync.replicas': String(inSyncFor(replication)),
    'unclean.leader.election.enable': 'false',
  };
  if (!isCompacted(topic)) return { ...common, 'cleanup.policy': 'delete', 'retention.ms': '-1', 'retention.bytes': '-1' };
  // A segment is compacted once it is closed: after ten minutes or 64 MiB, as soon as a tenth of the log is outdated.
  return {
    ...common,
    'cleanup.policy': 'compact',
    'segment.ms': '600000',
    'segment.bytes': '67108864',
    'min.cleanable.dirty.ratio': '0.1',
    'max.compaction.lag.ms': '3600000',
  };
}

function inSyncFor(replication: number): number {
  return replication >= 3 ? 2 : 1;
}

export interface TopicState {
  readonly topic: TopicName;
  /** With the prefix. */
  readonly name: string;
  readonly configs: ReadonlyMap<string, string>;
  /** Copies of the partition that has the fewest. */
  readonly replicas: number;
}

export interface TopicFindings {
  /** What breaks a promise; a sentence each, with the command that mends it. */
  readonly mismatches: readonly string[];
  readonly warnings: readonly string[];
}

export interface Expected {
  readonly replication: number;
  /** host:port of one broker, for the commands. */
  readonly bootstrap: string;
}

interface Rule {
  readonly setting: string;
  readonly wanted: string;
  readonly accepts: (value: string) => boolean;
  readonly meaning: string;
  readonly breaks: boolean;
}

/** Compares a topic that exists with what the log needs. Partition counts are as they are. */
export function examineTopic(state: TopicState, expected: Expected): TopicFindings {
  const mismatches: string[] = [];
  const warnings: string[] = [];
  for (const rule of rulesFor(state.topic, expected.replication)) {
    const value = state.configs.get(rule.setting);
    if (value === undefined || rule.accepts(value)) continue;
    const add = `--add-config ${rule.setting}=${rule.wanted.includes(',') ? `[${rule.wanted}]` : rule.wanted}`;
    const command = `kafka-configs.sh --bootstrap-server ${expected.bootstrap} --alter --entity-type topics --entity-name ${state.name} ${add}`;
    const sentence = `Kafka's topic ${state.name} has ${rule.setting}=${value}, so ${rule.meaning}; mend it with: ${command}`;
    (rule.breaks ? mismatches : warnings).push(sentence);
  }
  if (state.replicas < expected.replication) warnings.push(tooFewCopies(state, expected));
  return { mismatches, warnings };
}

function tooFewCopies({ name, replicas }: TopicState, { replication, bootstrap }: Expected): string {
  const command = `kafka-reassign-partitions.sh --bootstrap-server ${bootstrap} --reassignment-json-file replicas.json --execute`;
  return `Kafka's topic ${name} has ${replicas} of the ${replication} copies asked for, so fewer brokers may fail before votes are lost; mend it with: ${command} (replicas.json lists ${replication} brokers for each partition)`;
}

function rulesFor(topic: TopicName, replication: number): readonly Rule[] {
  const is = (wanted: string) => (value: string) => value === wanted;
  const rules: Rule[] = [
    {
      setting: 'message.timestamp.type',
      wanted: 'LogAppendTime',
      accepts: is('LogAppendTime'),
      meaning: 'times come from the clocks of whoever writes and may fall',
      breaks: true,
    },
    {
      setting: 'compression.type',
      wanted: 'producer',
      accepts: (value) => value === 'producer' || value === 'uncompressed',
      meaning: 'its records would be stored in a form Kpoll cannot read',
      breaks: true,
    },
    {
      setting: 'max.message.bytes',
      wanted: '1048588',
      accepts: (value) => Number(value) >= 1_048_588,
      meaning: 'what is sent together under load would be refused',
      breaks: true,
    },
    {
      setting: 'min.insync.replicas',
      wanted: String(inSyncFor(replication)),
      accepts: (value) => Number(value) >= inSyncFor(replication),
      meaning: 'a vote counts as stored when a single broker has it',
      breaks: false,
    },
    {
      setting: 'unclean.leader.election.enable',
      wanted: 'false',
      accepts: is('false'),
      meaning: 'a broker that lags behind may take over and drop stored votes',
      breaks: false,
    },
  ];
  return isCompacted(topic) ? [...rules, compactRule] : [...rules, ...keepRules(topic)];
}

const compactRule: Rule = {
  setting: 'cleanup.policy',
  wanted: 'compact',
  accepts: (value) => value.split(',').includes('compact'),
  meaning: 'it grows without end or forgets results',
  breaks: true,
};

function keepRules(topic: TopicName): readonly Rule[] {
  const lost = topic === 'polls' ? 'polls would be forgotten' : 'votes are deleted after a while and can then not be counted again';
  const never = (setting: string): Rule => ({
    setting,
    wanted: '-1',
    accepts: (value) => value === '-1',
    meaning: lost,
    breaks: topic === 'polls',
  });
  const policy: Rule = {
    setting: 'cleanup.policy',
    wanted: 'delete',
    accepts: (value) => value === 'delete',
    meaning: 'older records would be thrown away as outdated',
    breaks: true,
  };
  return [policy, never('retention.ms'), never('retention.bytes')];
}
