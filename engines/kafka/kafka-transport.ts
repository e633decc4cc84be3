import { Kafka, logLevel } from 'kafkajs';
import type { KafkaConfig } from 'kafkajs';

/** One request of Kafka's protocol, in a version that Kafka 2.8 to 4.x understand. */
export interface KafkaRequest<T> {
  readonly apiKey: number;
  readonly apiVersion: number;
  readonly apiName: string;
  /** Called when it is sent. */
  readonly encode: () => Buffer;
  readonly decode: (answer: Buffer) => T;
  /** Where the answer may take longer than the connection's own limit. */
  readonly timeoutMs?: number;
}

export interface BrokerAddress {
  readonly host: string;
  readonly port: number;
}

export interface BrokerConnection {
  /** Sends one after the other; a broker answers one at a time. Rejects with an error of kafkajs where no answer came. */
  send<T>(request: KafkaRequest<T>): Promise<T>;
  /** Cuts it off at once: whatever waits for an answer is rejected. */
  kill(): void;
}

/**
 * The parts of kafkajs 2.2.4 used here that it does not export: its connections do TCP, TLS, SASL and the matching of answers
 * to requests. What is sent over them is ours (docs/decisions/0008).
 */
interface ConnectionPool {
  send(message: {
    readonly request: { apiKey: number; apiVersion: number; apiName: string; encode: () => Promise<{ buf: Buffer; buffer: Buffer }> };
    readonly response: { decode: (answer: Buffer) => Promise<object>; parse: (decoded: object) => Promise<object> };
    readonly requestTimeout?: number;
    readonly logResponseError: boolean;
  }): Promise<unknown>;
}
interface InternalCluster {
  readonly rootLogger: object;
  readonly connectionPoolBuilder: { build(address: BrokerAddress): Promise<ConnectionPool> };
  readonly brokerPool: { createBroker(options: { connectionPool: ConnectionPool; logger: object }): { connect(): Promise<void> } };
}
type CreateCluster = (options: { readonly allowAutoTopicCreation: boolean }) => unknown;

/** Connects and logs in. Every connection is a client of kafkajs by itself, so that cutting it off touches no other. */
export async function connectToBroker(config: KafkaConfig, address: BrokerAddress): Promise<BrokerConnection> {
  const sockets = new Set<{ destroy(error: Error): unknown }>();
  const makeSocket = config.socketFactory;
  if (makeSocket === undefined) throw new Error('connectToBroker needs a socket factory');
  const socketFactory: typeof makeSocket = (options) => {
    const socket = makeSocket(options);
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    return socket;
  };
  const kill = () => sockets.forEach((socket) => socket.destroy(new Error('cut off')));
  const cluster = createCluster({ ...config, socketFactory });
  const pool = await cluster.connectionPoolBuilder.build(address);
  try {
    await cluster.brokerPool.createBroker({ connectionPool: pool, logger: cluster.rootLogger }).connect();
  } catch (error) {
    kill();
    throw error;
  }
  return { send: (request) => sendOver(pool, request), kill };
}

async function sendOver<T>(pool: ConnectionPool, { encode, decode, timeoutMs, ...api }: KafkaRequest<T>): Promise<T> {
  let answer: { readonly value: T } | undefined;
  await pool.send({
    request: {
      ...api,
      encode: async () => {
        const buffer = encode();
        return { buf: buffer, buffer };
      },
    },
    response: {
      decode: async (bytes) => {
        answer = { value: decode(bytes) };
        return {};
      },
      parse: async (decoded) => decoded,
    },
    logResponseError: false,
    ...(timeoutMs === undefined ? {} : { requestTimeout: timeoutMs }),
  });
  if (answer === undefined) throw new Error(`kafkajs gave no answer to ${api.apiName}`);
  return answer.value;
}

function createCluster(config: KafkaConfig): InternalCluster {
  const kafka: object = new Kafka({ ...config, ...(config.sasl ? { sasl: { ...config.sasl } } : {}), logLevel: logLevel.NOTHING });
  const key = Object.getOwnPropertySymbols(kafka).find(({ description }) => description === 'private:Kafka:createCluster');
  const create: unknown = key === undefined ? undefined : Reflect.get(kafka, key);
  const cluster = isCreateCluster(create) ? create({ allowAutoTopicCreation: false }) : undefined;
  if (isInternalCluster(cluster)) return cluster;
  throw new Error('This version of kafkajs is built differently inside: engines/kafka works with kafkajs 2.2.4. Install that one.');
}

function isCreateCluster(value: unknown): value is CreateCluster {
  return typeof value === 'function';
}

function isInternalCluster(value: unknown): value is InternalCluster {
  const has = (of: unknown, name: string): boolean => typeof of === 'object' && of !== null && name in of;
  return (
    has(value, 'rootLogger') &&
    has(read(value, 'connectionPoolBuilder'), 'build') &&
    typeof read(read(value, 'brokerPool'), 'createBroker') === 'function'
  );
}

function read(of: unknown, name: string): unknown {
  return typeof of === 'object' && of !== null ? Reflect.get(of, name) : undefined;
}
