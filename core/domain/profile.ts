import { z } from 'zod';
import { cassandraSettingsSchema, kafkaSettingsSchema } from './cluster-settings.ts';

const common = { id: z.string().min(1).max(64), name: z.string().trim().min(1).max(80) };
/** Of a place, not of a page in it: a link with a token in it is a secret, and profiles are shown and handed on. */
const webAddress = z.url({ protocol: /^https?$/ }).regex(/^[^?#@]*$/, {
  error: 'must be an address alone, without "?", "#" or "@": tokens belong into their own field',
});

/** Where polls are run and how to reach that place, without secrets. */
export const profileSchema = z.discriminatedUnion('kind', [
  z.object({ ...common, kind: z.literal('this-computer') }),
  z.object({
    ...common,
    kind: z.literal('cluster'),
    kafka: kafkaSettingsSchema,
    cassandra: cassandraSettingsSchema,
    /** An ingest server's address (or that of the load balancer before them), for moderators' commands. */
    authorApi: webAddress,
    /** What participants' phones open. */
    joinUrl: webAddress,
  }),
  z.object({
    ...common,
    kind: z.literal('kpoll-server'),
    /** A browser shell's host; beyond this computer only https. */
    url: webAddress,
    caFile: z.string().min(1).optional(),
  }),
]);
export type Profile = z.infer<typeof profileSchema>;
export type ProfileKind = Profile['kind'];
export type ClusterProfile = Extract<Profile, { kind: 'cluster' }>;
export type KpollServerProfile = Extract<Profile, { kind: 'kpoll-server' }>;

/** Secrets are kept apart from profiles and never leave this computer with them. */
export const secretNames = ['kafkaPassword', 'cassandraPassword', 'authorToken', 'serverToken'] as const;
export type SecretName = (typeof secretNames)[number];
export type Secrets = Readonly<Partial<Record<SecretName, string>>>;

export const secretsOfKind: Readonly<Record<ProfileKind, readonly SecretName[]>> = {
  'this-computer': [],
  cluster: ['kafkaPassword', 'cassandraPassword', 'authorToken'],
  'kpoll-server': ['serverToken'],
};

/** The profile that is always there and cannot be removed. */
export const thisComputer: Profile = { id: 'this-computer', name: 'This computer', kind: 'this-computer' };

/** What is written to a file when profiles are handed on: no secrets, no ids that matter elsewhere. */
export const profileFileSchema = z.object({ v: z.literal(1), kind: z.literal('kpoll-profiles'), profiles: z.array(profileSchema) });
export type ProfileFile = z.infer<typeof profileFileSchema>;
