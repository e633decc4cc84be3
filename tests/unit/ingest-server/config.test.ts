import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readConfig } from '../../../ingest-server/config/config.ts';

it('takes flags before variables before defaults', () => {
  const config = readConfig(['--data', '/data', '--port', '81'], { KPOLL_PORT: '82', KPOLL_HOST: '0.0.0.0' });
  expect(config).toMatchObject({
    dataFolder: '/data',
    port: 81,
    host: '0.0.0.0',
    votesPerAddress: 300,
    limitLoopback: false,
    votesPartitions: 4,
  });
});

it('limits loopback only where a limit is set by hand', () => {
  expect(readConfig(['--data', 'x', '--votes-per-address', '5'], {})).toMatchObject({ votesPerAddress: 5, limitLoopback: true });
});

it('reads a list of trusted proxies', () => {
  expect(readConfig(['--data', 'x', '--trusted-proxies', '10.0.0.1, 10.1.0.0/16'], {}).trustedProxies).toEqual(['10.0.0.1', '10.1.0.0/16']);
});

it('tells every fault at once, each with its flag and its place in the file', () => {
  expect(() => readConfig(['--port', 'many', '--votes-per-voter', '0'], {})).toThrow(
    /--data \(data\)[\s\S]*--port \(port\)[\s\S]*--votes-per-voter \(votesPerVoter\)/,
  );
});

describe('a cluster', () => {
  const cluster = [
    '--data',
    '/data',
    '--brokers',
    'a:9092, b:9092,c:9092',
    '--contact-points',
    '10.0.0.1,10.0.0.2',
    '--data-center',
    'dc1',
  ];
  const withRing = [...cluster, '--key-ring', '/secrets/ring.json', '--author-token-file', '/secrets/token'];

  it('is described by flags, with defaults that suit it', () => {
    const config = readConfig([...withRing, '--roles', 'http,tally'], {});
    expect(config).toMatchObject({ roles: ['http', 'tally'], votesPartitions: 12, buckets: 16, keyRingFile: '/secrets/ring.json' });
    expect(config.cluster).toMatchObject({
      kafka: { brokers: ['a:9092', 'b:9092', 'c:9092'], topicPrefix: 'kpoll.', tls: null, sasl: null },
      cassandra: {
        contactPoints: ['10.0.0.1', '10.0.0.2'],
        port: 9042,
        localDataCenter: 'dc1',
        keyspace: 'kpoll',
        consistency: 'LOCAL_QUORUM',
      },
      replication: 3,
      resultsPartitions: 4,
    });
  });

  it('turns TLS on with a switch, and knows more of it where that is given', () => {
    const kafkaOf = (...args: string[]) => readConfig([...withRing, ...args], {}).cluster?.kafka;
    expect(kafkaOf('--kafka-tls')?.tls).toEqual({});
    expect(kafkaOf('--kafka-tls', '--kafka-tls-ca-file', 'ca.pem')?.tls).toEqual({ caFile: 'ca.pem' });
    expect(kafkaOf('--kafka-sasl', 'scram-sha-512', '--kafka-username', 'kpoll')?.sasl).toEqual({
      mechanism: 'scram-sha-512',
      username: 'kpoll',
    });
  });

  it('is described by variables, flags before them', () => {
    const env = {
      KPOLL_BROKERS: 'x:1',
      KPOLL_CONTACT_POINTS: 'y',
      KPOLL_DATA_CENTER: 'dc2',
      KPOLL_KEY_RING: '/ring',
      KPOLL_AUTHOR_TOKEN: 'a-token-of-some-length',
      KPOLL_CASSANDRA_PORT: '19042',
    };
    const { cluster: found } = readConfig(['--data', 'd', '--brokers', 'z:1'], env);
    expect(found).toMatchObject({ kafka: { brokers: ['z:1'] }, cassandra: { contactPoints: ['y'], port: 19_042 }, replication: 1 });
  });

  it('is described by a file, whose own files lie beside it', () => {
    const folder = mkdtempSync(join(tmpdir(), 'kpoll-config-'));
    const file = join(folder, 'kpoll.config.json');
    const settings = {
      v: 1,
      data: 'data',
      kafka: { brokers: ['a:1'] },
      cassandra: { contactPoints: ['b'], localDataCenter: 'dc1' },
      keyRingFile: 'ring.json',
      authorTokenFile: 'token',
    };
    writeFileSync(file, JSON.stringify(settings));
    const config = readConfig(['--config', file, '--port', '1234'], {});
    expect(config).toMatchObject({ dataFolder: join(folder, 'data'), keyRingFile: join(folder, 'ring.json'), port: 1234 });
    writeFileSync(file, JSON.stringify({ ...settings, port: 'x', brokerz: 1, kafka: { brokers: ['nonsense'] } }));
    expect(() => readConfig(['--config', file], {})).toThrow(
      /--port[\s\S]*--brokers \(kafka.brokers.0\): must look like host:port[\s\S]*brokerz/,
    );
    writeFileSync(file, '{');
    expect(() => readConfig(['--config', file], {})).toThrow(/kpoll.config.json cannot be read/);
    rmSync(folder, { recursive: true });
  });

  it('needs Kafka and Cassandra both, and a shared key ring where votes are taken', () => {
    expect(() => readConfig(['--data', 'd', '--brokers', 'a:1', '--key-ring', 'r'], {})).toThrow(/--contact-points/);
    expect(() => readConfig(['--data', 'd', '--contact-points', 'a', '--data-center', 'b', '--key-ring', 'r'], {})).toThrow(/--brokers/);
    expect(() => readConfig(cluster, {})).toThrow(/--key-ring[\s\S]*--author-token-file/);
    expect(() => readConfig([...cluster, '--port', 'x'], {})).toThrow(/--port[\s\S]*--key-ring/);
    expect(readConfig(cluster, { KPOLL_KEY_RING_JSON: '{}', KPOLL_AUTHOR_TOKEN: 'x' }).roles).toContain('http');
    expect(readConfig([...cluster, '--roles', 'tally'], {}).roles).toEqual(['tally']);
    expect(() => readConfig(['--data', 'd', '--roles', 'http'], {})).toThrow(/--roles/);
  });
});
