import { z } from 'zod';
import { cassandraSettingsSchema, kafkaSettingsSchema } from '../../core/domain/cluster-settings.ts';
import { roleNames } from '../../core/domain/server-status.ts';

const whole = (min: number, max: number) => z.int().min(min).max(max);

/** kpoll.config.json; flags and variables are laid over it before it is checked. Times in ms, rates per second. */
export const settingsSchema = z.strictObject({
  v: z.literal(1).default(1),
  /** The folder for what this server keeps: everything on one computer; in a cluster what can be made again from the log. */
  data: z.string().min(1),
  host: z.string().min(1).default('127.0.0.1'),
  /** 0 takes any free port. */
  port: whole(0, 65_535).default(7300),
  /** How desktops and operators reach this server, where it differs from what it listens on. */
  publicUrl: z.url({ protocol: /^https?$/ }).optional(),
  roles: z
    .array(z.enum(roleNames))
    .min(1)
    .default([...roleNames]),
  /** With both given the server works on a cluster, else on files in its data folder. */
  kafka: kafkaSettingsSchema.optional(),
  cassandra: cassandraSettingsSchema.optional(),
  /** Copies of each record (Kafka) and row (Cassandra) in topics and keyspaces made by this server. */
  replication: whole(1, 7).optional(),
  votesPartitions: whole(1, 1_000).optional(),
  resultsPartitions: whole(1, 100).optional(),
  /** How many parts the ballots of a votes partition are spread over in history. */
  buckets: whole(1, 1_024).optional(),
  /** Votes per second for each address; 0 switches the limit off. Loopback is limited only where it is set by hand. */
  votesPerAddress: whole(0, 1_000_000).optional(),
  votesPerVoter: whole(1, 1_000).default(20),
  /** Addresses or networks of proxies whose X-Forwarded-For is believed. */
  trustedProxies: z.array(z.string().min(1)).default([]),
  /** Shared by all ingest servers of a cluster. */
  keyRingFile: z.string().min(1).optional(),
  /** One author token a line. */
  authorTokenFile: z.string().min(1).optional(),
  kafkaPasswordFile: z.string().min(1).optional(),
  cassandraPasswordFile: z.string().min(1).optional(),
  logLevel: z.enum(['debug', 'info', 'warn', 'error', 'silent']).default('info'),
  /** Exit when standard input closes: a server started by the desktop must not outlive it. */
  exitWithParent: z.boolean().default(false),
});

export type Settings = z.infer<typeof settingsSchema>;
