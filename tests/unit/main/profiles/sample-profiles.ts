import type { ClusterProfile, KpollServerProfile } from '../../../../core/domain/profile.ts';

export function sampleCluster(changes: Partial<ClusterProfile> = {}): ClusterProfile {
  return {
    id: 'c1',
    name: 'Town hall',
    kind: 'cluster',
    kafka: { brokers: ['kafka-1:9092', 'kafka-2:9092'], topicPrefix: 'kpoll.', tls: null, sasl: { mechanism: 'plain', username: 'desk' } },
    cassandra: {
      ...{ contactPoints: ['cassandra-1'], port: 9042, localDataCenter: 'dc1', keyspace: 'kpoll' },
      ...{ username: 'desk', tls: null, consistency: 'LOCAL_QUORUM' },
    },
    authorApi: 'http://api.example:7300/',
    joinUrl: 'https://vote.example/',
    ...changes,
  };
}

export function sampleKpollServer(changes: Partial<KpollServerProfile> = {}): KpollServerProfile {
  return { id: 'k1', name: 'Head office', kind: 'kpoll-server', url: 'https://kpoll.example:8443', ...changes };
}
