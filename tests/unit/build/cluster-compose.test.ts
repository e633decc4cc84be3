import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { cassandraVersion, kafkaVersion } from '../../../build/cluster/libraries.mjs';
import { readConfig } from '../../../ingest-server/config/config.ts';
import { sources } from '../../../ingest-server/config/setting-sources.ts';

const root = join(import.meta.dirname, '../../..');
const read = (name: string) => readFileSync(join(root, name), 'utf8');

interface Service {
  readonly image?: string;
  readonly environment?: Readonly<Record<string, string | number>>;
  readonly volumes?: readonly string[];
  readonly depends_on?: Readonly<Record<string, unknown>>;
}
interface Compose {
  readonly services: Readonly<Record<string, Service>>;
  readonly volumes: Readonly<Record<string, unknown>>;
}
const compose = parse(read('compose.yaml'), { merge: true }) as Compose;
const servers = Object.entries(compose.services).filter(([, { image }]) => image === 'kpoll-ingest-server');
const dockerfile = read('Dockerfile');

/** What the image sets and the service adds. */
function environmentOf({ environment = {} }: Service): Record<string, string> {
  const ofImage = [...dockerfile.matchAll(/^(?:ENV)?\s+(KPOLL_\w+)=(\S+)/gm)].map(([, name = '', value = '']) => [name, value]);
  return Object.fromEntries([...ofImage, ...Object.entries(environment).map(([name, value]) => [name, String(value)])]) as Record<
    string,
    string
  >;
}

describe('compose.yaml', () => {
  it('has one server for each role', () => {
    expect(servers.map(([name, service]) => [name, environmentOf(service)['KPOLL_ROLES']])).toEqual([
      ['http', 'http'],
      ['tally', 'tally'],
      ['history', 'history'],
    ]);
  });

  it('gives servers only settings that they know, and that are right together', () => {
    const known = Object.keys(sources).map((flag) => `KPOLL_${flag.replaceAll('-', '_').toUpperCase()}`);
    for (const [, service] of servers) {
      const environment = environmentOf(service);
      expect(known).toEqual(expect.arrayContaining(Object.keys(environment)));
      const config = readConfig([], environment);
      expect(config).toMatchObject({ host: '0.0.0.0', port: 7300, dataFolder: '/data' });
      expect(config.cluster).toMatchObject({ replication: 1, kafka: { brokers: ['kafka:9092'] } });
    }
  });

  it('uses the versions that the tests run on', () => {
    expect(compose.services['kafka']?.image).toBe(`apache/kafka:${kafkaVersion}`);
    expect(compose.services['cassandra']?.image).toBe(`cassandra:${cassandraVersion}`);
  });

  it('names only volumes and services that are there', () => {
    for (const { volumes = [], depends_on: needed = {} } of Object.values(compose.services)) {
      for (const volume of volumes) expect(compose.volumes).toHaveProperty([volume.split(':')[0] ?? '']);
      for (const name of Object.keys(needed)) expect(compose.services).toHaveProperty([name]);
    }
  });

  it('has the data center and the listener that servers and desktops are told', () => {
    const { environment = {} } = compose.services['cassandra'] ?? {};
    for (const [, service] of servers) expect(environmentOf(service)['KPOLL_DATA_CENTER']).toBe(environment['CASSANDRA_DC']);
    expect(compose.services['kafka']?.environment?.['KAFKA_ADVERTISED_LISTENERS']).toContain('INSIDE://kafka:9092');
  });
});

describe('the Dockerfile', () => {
  const copied = [...dockerfile.matchAll(/^COPY (?!--from)(.+) \S+$/gm)].flatMap(([, names = '']) => names.split(' '));

  it('copies what is there, and what .dockerignore lets through', () => {
    const allowed = read('.dockerignore')
      .split('\n')
      .flatMap((line) => (line.startsWith('!') ? [line.slice(1)] : []));
    expect(copied.length).toBeGreaterThan(5);
    for (const name of copied) expect(existsSync(join(root, name)), name).toBe(true);
    expect(allowed.sort()).toEqual(copied.sort());
  });

  it('runs the server as a user without rights, and asks it for its health', () => {
    const last = dockerfile.slice(dockerfile.lastIndexOf('FROM '));
    expect(last).toMatch(/^USER node$/m);
    expect(last).toContain('/healthz');
    expect(last.indexOf('USER node')).toBeLessThan(last.indexOf('CMD ["node", "out/ingest-server/server.js"]'));
  });
});
