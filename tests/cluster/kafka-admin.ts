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
      const configEntries = [{ name: 'message.timestamp.type', value: 'LogAppendTime' }];
      const wanted = { topic, numPartitions, replicationFactor: cluster.brokers.length, configEntries };
      // Deleting takes its time: until then it exists, for some of the brokers.
      while (!(await admin.createTopics({ topics: [wanted], waitForLeaders: false }).catch(() => false))) await wait(50);
    },
    stop: () => admin.disconnect(),
  };
}
