// Not node:fs/promises: an Electron the tests run in does not know it as a module.
import { promises as files } from 'node:fs';
import { connect as connectTcp, isIP } from 'node:net';
import { connect as connectTls } from 'node:tls';
import type { KafkaConfig, SASLOptions } from 'kafkajs';
import type { KafkaSettings } from '../../core/domain/cluster-settings.ts';
import { Failure, messageOf } from '../../core/domain/failure.ts';
import type { BrokerAddress } from './kafka-transport.ts';

const keepAliveMs = 10_000;
const connectionTimeoutMs = 3_000;
const authenticationTimeoutMs = 5_000;
/** An answer that has not come by then will not come: brokers hold none of our requests longer, but for a group's rebalance. */
const requestTimeoutMs = 6_000;

export interface ConfigOptions {
  readonly settings: KafkaSettings;
  readonly password: string | undefined;
  readonly clientId: string;
}

/** Rejects with `settings-invalid` where a file is missing or the password was not given. */
export async function createKafkaConfig({ settings, password, clientId }: ConfigOptions): Promise<KafkaConfig> {
  const { brokers, tls, sasl } = settings;
  const ca = tls?.caFile === undefined ? undefined : await readCa(tls.caFile);
  const login = sasl === null ? undefined : createLogin(sasl, password);
  return {
    brokers: [...brokers],
    clientId,
    connectionTimeout: connectionTimeoutMs,
    authenticationTimeout: authenticationTimeoutMs,
    requestTimeout: requestTimeoutMs,
    retry: { retries: 0 },
    socketFactory({ host, port, onConnect }) {
      const address = { host, port };
      const servername = tls?.serverName ?? (isIP(host) === 0 ? host : undefined);
      const socket =
        tls === null
          ? connectTcp(address, onConnect)
          : connectTls({ ...address, ...(servername === undefined ? {} : { servername }), ...(ca === undefined ? {} : { ca }) }, onConnect);
      socket.setNoDelay(true);
      socket.setKeepAlive(true, keepAliveMs);
      return socket;
    },
    ...(login === undefined ? {} : { sasl: login }),
  };
}

function createLogin({ mechanism, username }: NonNullable<KafkaSettings['sasl']>, password: string | undefined): SASLOptions {
  if (password !== undefined) return { mechanism, username, password };
  const message = `No password was given for ${username}, the user that logs in to Kafka. No vote can be read or written. Enter "Kafka password" in the settings.`;
  throw new Failure('settings-invalid', message);
}

async function readCa(file: string): Promise<Buffer> {
  return files.readFile(file).catch((error: unknown) => {
    const message = `The file with the certificate authority of Kafka cannot be read: ${messageOf(error)}. No vote can be read or written. Correct "CA file" in the settings of Kafka, or the file's rights.`;
    throw new Failure('settings-invalid', message, { cause: error });
  });
}

/** "host:port", where an IPv6 host stands in brackets. */
export function parseAddress(text: string): BrokerAddress {
  const colon = text.lastIndexOf(':');
  return { host: text.slice(0, colon).replace(/^\[|\]$/g, ''), port: Number(text.slice(colon + 1)) };
}

export function formatAddress({ host, port }: BrokerAddress): string {
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
}
