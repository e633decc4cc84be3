import type { ClusterStatus, ProfileList } from '../../../core/contract/bridge.ts';
import type { Profile } from '../../../core/domain/profile.ts';

type ProfileEntry = ProfileList['profiles'][number];
type Partition = ClusterStatus['partitions'][number];
type Lag = ClusterStatus['lags'][number];

export const hallCluster: ProfileEntry = {
  profile: {
    id: 'hall',
    name: 'Assembly hall',
    kind: 'cluster',
    kafka: {
      brokers: ['kafka1.assembly.example.org:9093', 'kafka2.assembly.example.org:9093', 'kafka3.assembly.example.org:9093'],
      topicPrefix: 'kpoll.',
      tls: { caFile: '/etc/kpoll/assembly-ca.pem' },
      sasl: { mechanism: 'scram-sha-512', username: 'moderators' },
    },
    cassandra: {
      contactPoints: ['cassandra1.assembly.example.org', 'cassandra2.assembly.example.org'],
      port: 9042,
      localDataCenter: 'dc1',
      keyspace: 'kpoll',
      username: 'moderators',
      tls: null,
      consistency: 'LOCAL_QUORUM',
    },
    authorApi: 'https://vote.assembly.example.org',
    joinUrl: 'https://vote.assembly.example.org',
  },
  secrets: ['kafkaPassword', 'cassandraPassword', 'authorToken'],
};

const remote: Profile = { id: 'remote', name: 'Head office, by way of Kpoll', kind: 'kpoll-server', url: 'https://kpoll.example.org' };

export const someProfiles: readonly ProfileEntry[] = [
  hallCluster,
  {
    profile: { ...hallCluster.profile, id: 'trial', name: 'Trial cluster of the technical committee in the northern districts' },
    secrets: [],
  },
  { profile: remote, secrets: ['serverToken'] },
];

function partitionsOf(topic: string, count: number, more: (partition: number) => Partial<Partition>): Partition[] {
  return Array.from({ length: count }, (_, partition) => ({
    topic,
    partition,
    leader: (partition % 3) + 1,
    replicas: 3,
    inSync: 3,
    end: 40_000 + partition * 613,
    ...more(partition),
  }));
}

function lagsOf(role: Lag['role'], topic: string, count: number, at: (partition: number, second: number) => number): Lag[] {
  return Array.from({ length: count }, (_, partition) => {
    const trend = Array.from({ length: 60 }, (__, second) => Math.round(at(partition, second)));
    const records = trend[59] ?? 0;
    return { role, topic, partition, records, seconds: records / 200, trend };
  });
}

const server = (id: string, roles: ClusterStatus['servers'][number]['roles'], at: number, seenAt = at - 1200) => ({
  id,
  url: `http://${id}.assembly.example.org:7300`,
  version: '0.1.0',
  roles,
  seenAt,
  up: at - seenAt < 10_000,
});

const node = (number: number, up = true) => ({ address: `10.0.0.2${number}:9042`, up, version: '5.0.9', dataCenter: 'dc1' });
const broker = (id: number, up = true) => ({ id, address: `kafka${id}.assembly.example.org:9093`, up, controller: id === 2 });

/** Three brokers, three nodes, five servers, all well. */
export function wellStatus(): ClusterStatus {
  const at = Date.now();
  return {
    at,
    problems: [],
    brokers: [1, 2, 3].map((id) => broker(id)),
    partitions: [
      ...partitionsOf('kpoll.polls', 1, () => ({ end: 214 })),
      ...partitionsOf('kpoll.votes', 12, () => ({})),
      ...partitionsOf('kpoll.results', 12, () => ({})),
    ],
    nodes: [1, 2, 3].map((number) => node(number)),
    servers: [
      server('ingest1', ['http'], at),
      server('ingest2', ['http'], at),
      server('tally1', ['tally'], at),
      server('tally2', ['tally'], at),
      server('history1', ['history'], at),
    ],
    lags: [
      ...lagsOf('tally', 'votes', 12, (partition, second) => 2 + Math.abs(Math.sin(second / 3 + partition)) * 4),
      ...lagsOf('history', 'votes', 12, (partition, second) => 8 + Math.abs(Math.sin(second / 5 + partition)) * 12),
    ],
  };
}

/** A broker and a node are down, a server is silent, and history falls behind. */
export function illStatus(): ClusterStatus {
  const well = wellStatus();
  const { at } = well;
  const isHit = (partition: number) => partition % 3 === 2;
  return {
    ...well,
    brokers: [broker(1), broker(2), broker(3, false)],
    nodes: [node(1), node(2, false), node(3)],
    servers: well.servers.map((known) => (known.id === 'tally2' ? server('tally2', ['tally'], at, at - 47_000) : known)),
    partitions: well.partitions.map((known) =>
      known.topic === 'kpoll.votes' && known.partition === 5
        ? { ...known, leader: null, inSync: 0, end: null }
        : isHit(known.partition)
          ? { ...known, leader: 1, inSync: 2 }
          : known,
    ),
    lags: [
      ...lagsOf('tally', 'votes', 12, (partition, second) => 4 + Math.abs(Math.sin(second / 3 + partition)) * 6),
      ...lagsOf('history', 'votes', 12, (partition, second) => 20 + (isHit(partition) ? second * 26 : second * 3)),
    ],
  };
}

/** One computer: partitions and lags only. */
export function hereStatus(): ClusterStatus {
  const alone = { leader: 0, replicas: 1, inSync: 1 };
  return {
    at: Date.now(),
    problems: [],
    brokers: [],
    partitions: [
      ...partitionsOf('polls', 1, () => ({ ...alone, end: 31 })),
      ...partitionsOf('votes', 4, () => alone),
      ...partitionsOf('results', 4, () => alone),
    ],
    nodes: [],
    servers: [],
    lags: lagsOf('tally', 'votes', 4, (partition, second) => Math.max(0, Math.sin(second / 4 + partition)) * 3),
  };
}
