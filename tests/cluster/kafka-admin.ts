import { setTimeout as wait } from 'node:timers/promises';
import { Kafka, logLevel } from 'kafkajs';
import type { ClusterWorld } from './cluster-world.ts';

/** What an operator might do to topics behind the product's back. */
export async function kafkaAdmin({ kafka: { brokers, topicPrefix }, cluster }: ClusterWorld) {
  const admin = new Kafka({ brokers: [...brokers], clientId: 'test-admin', logLevel: logLevel.NOTHING }).admin();
  await admin.connect();
  return {
    async recreate(name: string, numPartitions: number) {
      const topic = `${topicPrefix}${name}`;
      await admin.deleteTopics({ topics: [topic] });
      while ((await admin.listTopics()).includes(topic)) await wait(50);
      const configEntries = [{ name: 'message.timestamp.type', value: 'LogAppendTime' }];
      await admin.createTopics({ topics: [{ topic, numPartitions, replicationFactor: cluster.brokers.length, configEntries }] });
    },
    stop: () => admin.disconnect(),
  };
}
