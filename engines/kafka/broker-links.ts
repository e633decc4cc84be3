import type { KafkaConfig } from 'kafkajs';
import { formatAddress, parseAddress } from './kafka-config.ts';
import type { BrokerAddress, BrokerConnection } from './kafka-transport.ts';
import { connectToBroker } from './kafka-transport.ts';
import type { BrokerMetadata, ClusterMetadata } from './requests/metadata.ts';
import { metadataRequest } from './requests/metadata.ts';

/**
 * Connections of one user of the cluster (the appends, one subscription, ...) to whatever brokers it needs. A broker answers the
 * requests of one connection one after the other, so users that must not wait for each other have links of their own.
 */
export interface BrokerLinks {
  /** Asks any broker that can be reached, connected ones first. */
  metadata(topics: readonly string[]): Promise<ClusterMetadata>;
  /** The connection to a broker of the metadata; `lane` tells several to the same broker apart. */
  to(broker: number, lane?: number): Promise<BrokerConnection>;
  /** Cuts the connection off, so that the next use makes a new one. */
  drop(broker: number, lane?: number): void;
  /** Brokers seen so far; those that are gone stay. */
  brokers(): readonly BrokerMetadata[];
  close(): void;
}

export function createBrokerLinks(config: KafkaConfig): BrokerLinks {
  const bootstrap = Array.isArray(config.brokers) ? config.brokers.map(parseAddress) : [];
  const known = new Map<number, BrokerMetadata>();
  const connections = new Map<string, Promise<BrokerConnection>>();
  let closed = false;

  function open(key: string, address: BrokerAddress): Promise<BrokerConnection> {
    if (closed) return Promise.reject(new Error('the connections to Kafka are closed'));
    const existing = connections.get(key);
    if (existing !== undefined) return existing;
    const opening = connectToBroker(config, address);
    connections.set(key, opening);
    opening.then(
      (connection) => closed && connection.kill(),
      () => forget(key, opening),
    );
    return opening;
  }

  function forget(key: string, opening: Promise<BrokerConnection>): void {
    if (connections.get(key) === opening) connections.delete(key);
  }

  function cut(key: string): void {
    const connection = connections.get(key);
    if (connection === undefined) return;
    connections.delete(key);
    connection.then(
      ({ kill }) => kill(),
      () => undefined,
    );
  }

  async function ask(key: string, address: BrokerAddress, topics: readonly string[]): Promise<ClusterMetadata> {
    const connection = await open(key, address);
    try {
      const metadata = await connection.send(metadataRequest(topics));
      for (const broker of metadata.brokers) known.set(broker.id, broker);
      return metadata;
    } catch (error) {
      cut(key);
      throw error;
    }
  }

  /** Where to ask, best first. */
  function places(): readonly (readonly [string, BrokerAddress])[] {
    const all = [
      ...[...known.values()].map((broker) => [keyOf(broker.id, 0), broker] as const),
      ...bootstrap.map((address) => [`bootstrap ${formatAddress(address)}`, address] as const),
    ];
    return [...all.filter(([key]) => connections.has(key)), ...all.filter(([key]) => !connections.has(key))];
  }

  return {
    async metadata(topics) {
      let failure: unknown = new Error('no broker is configured');
      for (const [key, address] of places()) {
        try {
          return await ask(key, address, topics);
        } catch (error) {
          failure = error;
        }
      }
      throw failure;
    },
    to(broker, lane = 0) {
      const address = known.get(broker);
      if (address === undefined) return Promise.reject(new Error(`broker ${broker} is not known`));
      return open(keyOf(broker, lane), address);
    },
    drop: (broker, lane = 0) => cut(keyOf(broker, lane)),
    brokers: () => [...known.values()],
    close() {
      closed = true;
      for (const key of [...connections.keys()]) cut(key);
    },
  };
}

function keyOf(broker: number, lane: number): string {
  return `${broker}/${lane}`;
}
