import { describe, expect, it } from 'vitest';
import { cassandraSettingsSchema, kafkaSettingsSchema } from '../../../../core/domain/cluster-settings.ts';
import { profileFileSchema, profileSchema, secretsOfKind, thisComputer } from '../../../../core/domain/profile.ts';

const cluster = {
  ...{ id: 'c', name: 'Hall', kind: 'cluster', authorApi: 'https://votes.example.org', joinUrl: 'https://vote.example.org' },
  kafka: { brokers: ['a:9092'] },
  cassandra: { contactPoints: ['10.0.0.1'], localDataCenter: 'dc1' },
};

describe('a profile', () => {
  it('of version 1 is read for ever, with today’s defaults for what it does not say', () => {
    const stored =
      '{"v":1,"kind":"kpoll-profiles","profiles":[{"id":"k","name":"Far","kind":"kpoll-server","url":"https://far.example.org"}]}';
    expect(profileFileSchema.parse(JSON.parse(stored)).profiles).toEqual([
      { id: 'k', name: 'Far', kind: 'kpoll-server', url: 'https://far.example.org' },
    ]);
    expect(profileSchema.parse(cluster)).toMatchObject({
      kafka: { topicPrefix: 'kpoll.', tls: null, sasl: null },
      cassandra: { port: 9042, keyspace: 'kpoll', consistency: 'LOCAL_QUORUM' },
    });
  });

  it('carries no secret, even if one is put into it', () => {
    const text = JSON.stringify(
      profileSchema.parse({ ...cluster, authorToken: 'geheim', kafka: { ...cluster.kafka, password: 'geheim' } }),
    );
    expect(text).not.toContain('geheim');
    expect(secretsOfKind[thisComputer.kind]).toEqual([]);
  });

  it.each([
    { ...cluster, authorApi: 'javascript:alert(1)' },
    { ...cluster, joinUrl: 'ftp://x' },
    { ...cluster, name: '  ' },
    { ...cluster, kafka: { brokers: [] } },
    { ...cluster, kind: 'unknown' },
  ])('is refused where a field makes no sense (%#)', (wrong) => {
    expect(profileSchema.safeParse(wrong).success).toBe(false);
  });
});

describe('the web addresses of a profile', () => {
  const far = { id: 'k', name: 'Far', kind: 'kpoll-server' };

  it.each([
    'https://far.example.org/?token=geheim',
    'https://far.example.org/#geheim',
    'https://desk:geheim@far.example.org',
    'https://desk@far.example.org',
    'https://far.example.org?',
  ])('are refused with a secret or the like in them: %s', (url) => {
    const wrong = [
      { ...far, url },
      { ...cluster, authorApi: url },
      { ...cluster, joinUrl: url },
    ];
    for (const profile of wrong) {
      const { error } = profileSchema.safeParse(profile);
      expect(error?.issues.map(({ message }) => message)).toEqual([expect.stringContaining('tokens belong into their own field')]);
      expect(JSON.stringify(error?.issues)).not.toContain('geheim');
    }
  });

  it('may have a port and a path', () => {
    expect(profileSchema.safeParse({ ...far, url: 'https://far.example.org:8443/kpoll/' }).success).toBe(true);
  });
});

describe('cluster settings', () => {
  it('take brokers as host:port, also IPv6', () => {
    expect(kafkaSettingsSchema.safeParse({ brokers: ['kafka-1.example.org:9093', '10.0.0.1:1', '[2001:db8::1]:9092'] }).success).toBe(true);
    for (const broker of ['kafka', ':9092', 'kafka:', 'a b:1', 'kafka:9092/x', 'kafka:123456']) {
      expect(kafkaSettingsSchema.safeParse({ brokers: [broker] }).success, broker).toBe(false);
    }
  });

  it('take no keyspace that would need quoting', () => {
    const withKeyspace = (keyspace: string) =>
      cassandraSettingsSchema.safeParse({ contactPoints: ['a'], localDataCenter: 'b', keyspace }).success;
    expect(withKeyspace('kpoll_2')).toBe(true);
    for (const keyspace of ['', 'Kpoll', '1kpoll', 'k-poll', 'k; DROP', 'k'.repeat(49)])
      expect(withKeyspace(keyspace), keyspace).toBe(false);
  });
});
