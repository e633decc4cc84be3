import { z } from 'zod';

const hostAndPort = z.string().regex(/^(\[[0-9a-fA-F:]+\]|[\w.-]+):\d{1,5}$/, 'must look like host:port');
const host = z.string().regex(/^[\w.:-]+$/, 'must be a host name or an address');

/** TLS towards a cluster; certificates are files in PEM, read by whoever connects. */
export const tlsSchema = z.object({
  /** Who signed the cluster's certificates, where the system does not know them. */
  caFile: z.string().min(1).optional(),
  /** The name to be found in the certificate, where it differs from the address. */
  serverName: z.string().min(1).optional(),
});
export type TlsSettings = z.infer<typeof tlsSchema>;

export const saslMechanisms = ['plain', 'scram-sha-256', 'scram-sha-512'] as const;

/** How to reach Kafka, without the password. */
export const kafkaSettingsSchema = z.object({
  brokers: z.array(hostAndPort).min(1),
  topicPrefix: z
    .string()
    .regex(/^[\w.-]{0,100}$/, 'may have letters, digits, dots, dashes and underscores')
    .default('kpoll.'),
  tls: tlsSchema.nullable().default(null),
  sasl: z
    .object({ mechanism: z.enum(saslMechanisms), username: z.string().min(1) })
    .nullable()
    .default(null),
});
export type KafkaSettings = z.infer<typeof kafkaSettingsSchema>;

export const consistencies = ['ONE', 'LOCAL_ONE', 'LOCAL_QUORUM', 'QUORUM', 'ALL'] as const;

/** How to reach Cassandra, without the password. */
export const cassandraSettingsSchema = z.object({
  contactPoints: z.array(host).min(1),
  port: z.int().min(1).max(65_535).default(9042),
  localDataCenter: z.string().min(1),
  keyspace: z
    .string()
    .regex(/^[a-z]\w{0,47}$/, 'must begin with a small letter and have letters, digits and underscores, 48 at most')
    .default('kpoll'),
  username: z.string().min(1).nullable().default(null),
  tls: tlsSchema.nullable().default(null),
  consistency: z.enum(consistencies).default('LOCAL_QUORUM'),
});
export type CassandraSettings = z.infer<typeof cassandraSettingsSchema>;
