import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openKafkaLog, openKafkaLogReader } from '../../engines/kafka/kafka-event-log.ts';
import { deleteTopics, quickAdmin, testBroker } from './kafka-world.ts';

const plan = { votesPartitions: 3, resultsPartitions: 2 };

describe("Kafka's topics at the start", () => {
  let prefix: string;
  let warnings: string[];
  beforeEach(() => {
    prefix = `kpoll-test-${randomUUID().slice(0, 8)}.`;
    warnings = [];
  });
  afterEach(() => deleteTopics(prefix));

  const optionsFor = (brokers: readonly string[]) => ({
    settings: { brokers: [...brokers], topicPrefix: prefix, tls: null, sasl: null },
    password: undefined,
    clientId: 'kpoll-tests',
    onWarning: (message: string) => void warnings.push(message),
  });
  const open = (replication = 1) => openKafkaLog({ ...optionsFor([testBroker()]), plan, replication });

  async function make(topic: string, configs: Readonly<Record<string, string>>): Promise<void> {
    const admin = quickAdmin();
    await admin.connect();
    const configEntries = Object.entries({ 'message.timestamp.type': 'LogAppendTime', ...configs }).map(([name, value]) => ({
      name,
      value,
    }));
    await admin.createTopics({ topics: [{ topic: prefix + topic, numPartitions: 1, replicationFactor: 1, configEntries }] });
    await admin.disconnect();
  }

  it('are made by several servers that start at once, and found as they should be by the next', async () => {
    const logs = await Promise.all([open(), open(), open()]);
    for (const log of logs) expect(await log.partitions('votes')).toBe(3);
    const next = await open();
    expect(warnings).toEqual([]);
    expect((await next.status()).partitions.filter(({ leader }) => leader !== null)).toHaveLength(1 + 3 + 2);
    await Promise.all([...logs, next].map((log) => log.stop()));
  });

  it('are not made by a reader, which says that an ingest server makes them', async () => {
    const opening = openKafkaLogReader(optionsFor([testBroker()]));
    await expect(opening).rejects.toMatchObject({
      code: 'log-unavailable',
      retriable: true,
      message: expect.stringMatching(`has no topic ${prefix}polls.*ingest server`) as string,
    });
    const admin = quickAdmin();
    await admin.connect();
    expect((await admin.listTopics()).filter((topic) => topic.startsWith(prefix))).toEqual([]);
    await admin.disconnect();
  });

  it('refuses polls that expire, with the command that mends it', async () => {
    await make('polls', { 'retention.ms': '86400000' });
    await expect(open()).rejects.toMatchObject({
      code: 'topic-mismatch',
      message: expect.stringContaining(
        `kafka-configs.sh --bootstrap-server ${testBroker()} --alter --entity-type topics --entity-name ${prefix}polls --add-config retention.ms=-1`,
      ) as string,
    });
  });

  it('refuses results that are not compacted and times that clients choose, each in a sentence', async () => {
    await make('results', { 'cleanup.policy': 'delete' });
    await make('votes', { 'message.timestamp.type': 'CreateTime', 'retention.ms': '-1' });
    const failure: unknown = await open().catch((error: unknown) => error);
    expect(failure).toMatchObject({ code: 'topic-mismatch' });
    const sentences = failure instanceof Error ? failure.message.split('\n') : [];
    expect(sentences).toHaveLength(2);
    expect(sentences.join()).toMatch(/votes has message\.timestamp\.type=CreateTime.*results has cleanup\.policy=delete/);
  });

  it('takes votes that expire and fewer copies than asked for, with a warning', async () => {
    await make('votes', { 'retention.ms': '86400000' });
    await make('polls', { 'retention.ms': '-1' });
    await make('results', { 'cleanup.policy': 'compact' });
    const log = await open(2);
    expect(await log.partitions('votes')).toBe(1);
    expect(warnings).toHaveLength(4);
    expect(warnings.join('\n')).toMatch(/votes has retention\.ms=86400000/);
    expect(warnings.join('\n')).toMatch(/polls has 1 of the 2 copies/);
    await log.stop();
  });

  it('says that there are too few brokers for the copies asked for', async () => {
    await expect(open(5)).rejects.toMatchObject({ code: 'settings-invalid', message: expect.stringMatching('5 copies') as string });
  });

  it('says which address cannot be reached, and uses another one that can', async () => {
    await expect(openKafkaLogReader(optionsFor(['127.0.0.1:9']))).rejects.toMatchObject({
      code: 'log-unavailable',
      retriable: true,
      message: expect.stringMatching('Kafka at 127.0.0.1:9 cannot be reached.*settings') as string,
    });
    const log = await openKafkaLog({ ...optionsFor(['127.0.0.1:9', testBroker()]), plan, replication: 1 });
    expect((await log.status()).brokers.every(({ up }) => up)).toBe(true);
    await log.stop();
  });

  it('wants a password where a user is given, and a file that can be read', async () => {
    const settings = optionsFor([testBroker()]).settings;
    const sasl = { mechanism: 'plain' as const, username: 'someone' };
    await expect(openKafkaLogReader({ ...optionsFor([]), settings: { ...settings, sasl } })).rejects.toMatchObject({
      code: 'settings-invalid',
      message: expect.stringContaining('someone') as string,
    });
    const tls = { caFile: '/nowhere/ca.pem' };
    await expect(openKafkaLogReader({ ...optionsFor([]), settings: { ...settings, tls } })).rejects.toMatchObject({
      code: 'settings-invalid',
      message: expect.stringContaining('"CA file"') as string,
    });
  });
});
