import { randomUUID } from 'node:crypto';
import { Kafka, logLevel } from 'kafkajs';
import type { EventLogWorld, EventLogWorldOptions } from './event-log-suite.ts';
import type { KafkaLog, KafkaLogReader, OpenKafkaLogOptions } from '../../engines/kafka/kafka-event-log.ts';
import { openKafkaLog, openKafkaLogReader } from '../../engines/kafka/kafka-event-log.ts';

/** host:port of a broker to test with. */
export function testBroker(): string {
  const address = process.env['KPOLL_TEST_KAFKA'];
  if (address !== undefined && address !== '') return address;
  throw new Error(
    'These tests need a Kafka: `npm test` starts one by itself; by hand, run `npm run cluster -- up` and set KPOLL_TEST_KAFKA to host:port of a broker.',
  );
}

export interface KafkaWorld extends EventLogWorld {
  readonly log: KafkaLog;
  /** What topics begin with, of this world alone. */
  readonly prefix: string;
  openReader(overrides?: Partial<OpenKafkaLogOptions>): Promise<KafkaLogReader>;
  openSecondWriter(overrides?: Partial<OpenKafkaLogOptions>): Promise<KafkaLog>;
}

export const quickAdmin = () =>
  new Kafka({ brokers: [testBroker()], clientId: 'kpoll-tests', logLevel: logLevel.NOTHING, retry: { retries: 2 } }).admin();

/** A log on topics of its own, on one broker. */
export async function createKafkaWorld({ plan, maxQueuedRecords = 20_000 }: EventLogWorldOptions): Promise<KafkaWorld> {
  const prefix = `kpoll-test-${randomUUID().slice(0, 8)}.`;
  const base = {
    settings: { brokers: [testBroker()], topicPrefix: prefix, tls: null, sasl: null },
    password: undefined,
    clientId: 'kpoll-tests',
    onWarning: () => undefined,
  };
  const open = (overrides: Partial<OpenKafkaLogOptions> = {}) =>
    openKafkaLog({ ...base, plan, replication: 1, maxQueuedRecords, ...overrides });
  let log = await open();
  const stops = [() => log.stop()];
  async function keep<T extends { stop(): Promise<void> }>(opening: Promise<T>): Promise<T> {
    const opened = await opening;
    stops.push(() => opened.stop());
    return opened;
  }
  return {
    log,
    prefix,
    openSecondWriter: (overrides) => keep(open(overrides)),
    openReader: (overrides) => keep(openKafkaLogReader({ ...base, ...overrides })),
    async restart(ofPlan = plan) {
      await log.stop();
      log = await open({ plan: ofPlan });
      return log;
    },
    async remove() {
      for (const stop of stops.reverse()) await stop();
      await deleteTopics(prefix);
    },
  };
}

export async function deleteTopics(prefix: string): Promise<void> {
  const admin = quickAdmin();
  await admin.connect();
  try {
    const topics = (await admin.listTopics()).filter((topic) => topic.startsWith(prefix));
    await admin.deleteTopics({ topics });
  } finally {
    await admin.disconnect();
  }
}
