import { z } from 'zod';
import { closingPlanSchema } from '../domain/closing-plan.ts';
import { failureCodes } from '../domain/failure.ts';
import { optionSchema, pollContentSchema, pollStates } from '../domain/poll.ts';
import { profileSchema, secretNames } from '../domain/profile.ts';
import { reportNames } from '../domain/report-name.ts';
import { roleNames } from '../domain/server-status.ts';
import { settingsSchema } from '../domain/settings.ts';
import { alertsCalls, alertsEvents } from './bridge-alerts.ts';
import { dataCalls, dataEvents } from './bridge-data.ts';
import { abilityNames, serverRestartSchema, shellCalls, shellEvents } from './bridge-shell.ts';
import { updatesCalls, updatesEvents } from './bridge-updates.ts';
import { pollDraftSchema } from './poll-draft.ts';

export { pollDraftSchema } from './poll-draft.ts';
export type { PollDraft } from './poll-draft.ts';

const pollId = z.string().min(1).max(64);
const runNumber = z.int().min(1);
const jobId = z.object({ jobId: z.string().max(64) });
const profileId = z.object({ id: z.string().max(64) });
const runId = z.object({ pollId, run: runNumber });
/** Ms since 1970. */
const time = z.number();
/** One that a calendar knows. */
const askedTime = time.min(-8.64e15).max(8.64e15);
const nothing = z.undefined();

const pollSchema = z.object({
  id: pollId,
  code: z.string(),
  revision: z.int(),
  state: z.enum(pollStates),
  hidden: z.boolean(),
  createdAt: time,
  content: pollContentSchema,
  nextOption: z.int(),
  runs: z.array(
    z.object({
      run: runNumber,
      partitions: z.int(),
      buckets: z.int(),
      fingerprint: z.string(),
      openedAt: time,
      closedAt: time.nullable(),
      closesAt: time.optional(),
    }),
  ),
  closing: closingPlanSchema.optional(),
  timing: z.int().optional(),
});

/** The newest result of a poll's run, as the screen shows it. */
export const snapshotSchema = z.object({
  pollId,
  run: runNumber,
  options: z.array(z.object({ number: z.int(), votes: z.int() })),
  voters: z.int(),
  duplicates: z.int(),
  repeats: z.int(),
  late: z.int(),
  invalid: z.int(),
  final: z.boolean(),
  completeUpTo: time.nullable(),
  closedPartitions: z.int(),
  partitions: z.int(),
  lagVotes: z.int(),
  /** How far the screen is behind the log, in seconds; 0 when it is not. */
  lagSeconds: z.number(),
  incomplete: z.string().nullable(),
  /** Votes taken in per second, over the last three seconds. */
  votesPerSecond: z.number(),
  /** Votes taken in per second for each of the last 60 seconds, oldest first. */
  spark: z.array(z.number()),
});
export type Snapshot = DeepReadonly<z.infer<typeof snapshotSchema>>;

/** The state of the results feed, always on screen. `since` in ms since 1970. */
export const feedSchema = z.object({
  state: z.enum(['connecting', 'live', 'behind', 'stale', 'failed']),
  since: time,
  lagVotes: z.int(),
  lagSeconds: z.number(),
  /** For stale and failed: what happened, what happens to votes meanwhile, what to do. */
  message: z.string().nullable(),
});
export type Feed = z.infer<typeof feedSchema>;

export const joinAddressSchema = z.object({
  /** What the QR code leads to, without a trailing slash: http://192.168.1.20:7300 */
  url: z.string(),
  /** The network interface, or why this address is offered. */
  label: z.string(),
  /** Reachable from this computer only. */
  loopback: z.boolean(),
});
export type JoinAddress = z.infer<typeof joinAddressSchema>;

export const appInfoSchema = z.object({
  version: z.string(),
  shell: z.enum(['electron', 'browser']),
  dataFolder: z.string(),
  /** The profile in use: its id, kind and name. */
  profileId: z.string(),
  profileKind: z.enum(['this-computer', 'cluster', 'kpoll-server']),
  profile: z.string(),
  /** Another one whenever the place was connected to anew: whoever was away learns by it that everything begins anew. */
  placeId: z.string(),
  joinAddresses: z.array(joinAddressSchema),
  /** What can be done on this computer for this window; none for somebody on another one. */
  abilities: z.array(z.enum(abilityNames)),
});
export type AppInfo = z.infer<typeof appInfoSchema>;

export const timelineRowSchema = z.object({ second: z.int(), counts: z.array(z.int()), voters: z.int(), duplicates: z.int() });

export const reportJobSchema = z.object({
  jobId: z.string(),
  report: z.enum(reportNames),
  pollId,
  state: z.enum(['running', 'done', 'cancelled', 'failed']),
  rows: z.int(),
  /** Rows expected in all, or null while unknown. */
  totalRows: z.int().nullable(),
  startedAt: time,
  /** Where the file is, when done. */
  file: z.string().nullable(),
  /** In the browser shell: where the file can be fetched from, when done. */
  downloadUrl: z.string().nullable(),
  /** For people, when failed. */
  message: z.string().nullable(),
});
export type ReportJob = z.infer<typeof reportJobSchema>;

const secretName = z.enum(secretNames);

/** All profiles; secrets only as names of those that are stored. */
export const profileListSchema = z.object({
  active: z.string(),
  profiles: z.array(z.object({ profile: profileSchema, secrets: z.array(secretName) })),
  /** Where secrets go: the operating system's keychain, or, where there is none, a file that others on this computer might read. */
  secretStore: z.enum(['keychain', 'file']),
});
export type ProfileList = DeepReadonly<z.infer<typeof profileListSchema>>;

/** A profile as the form hands it over. A secret left out stays as it is, null removes it. */
const profileInput = z.object({ profile: profileSchema, secrets: z.partialRecord(secretName, z.string().max(4096).nullable()) });
export type ProfileInput = DeepReadonly<z.infer<typeof profileInput>>;

/** What a test of a profile found, part by part, each as a sentence that names the setting to look at. */
export const profileTestSchema = z.object({
  parts: z.array(z.object({ part: z.enum(['kafka', 'cassandra', 'author-api', 'join', 'server']), ok: z.boolean(), message: z.string() })),
});
export type ProfileTest = DeepReadonly<z.infer<typeof profileTestSchema>>;

/** Records that a topic holds and nobody here understands: damaged, or written by a newer version. */
const skippedSchema = z.array(z.object({ topic: z.enum(['polls', 'votes', 'results']), records: z.int() }));

/** What is known of the place where polls are run. In `this-computer` there are no brokers, nodes or servers, only partitions and lags. */
export const clusterStatusSchema = z.object({
  at: time,
  /** Why brokers or nodes cannot be asked just now; empty when all is well. */
  problems: z.array(z.string()),
  brokers: z.array(z.object({ id: z.int(), address: z.string(), up: z.boolean(), controller: z.boolean() })),
  partitions: z.array(
    z.object({
      topic: z.string(),
      partition: z.int(),
      leader: z.int().nullable(),
      replicas: z.int(),
      inSync: z.int(),
      end: z.int().nullable(),
    }),
  ),
  nodes: z.array(z.object({ address: z.string(), up: z.boolean(), version: z.string(), dataCenter: z.string() })),
  servers: z.array(
    z.object({ id: z.string(), url: z.string(), version: z.string(), roles: z.array(z.enum(roleNames)), seenAt: time, up: z.boolean() }),
  ),
  /** Behind the log, per role and partition; `trend` holds the records behind of the last 60 seconds, oldest first. */
  lags: z.array(
    z.object({
      role: z.enum(roleNames),
      topic: z.string(),
      partition: z.int(),
      records: z.int(),
      seconds: z.number(),
      trend: z.array(z.int()),
    }),
  ),
  /** Only topics that have some; left out by hosts of an earlier version. */
  skipped: skippedSchema.optional(),
});
export type ClusterStatus = DeepReadonly<z.infer<typeof clusterStatusSchema>>;

const step = z.enum(['second', 'minute', 'hour']);

/** Every call the renderer can make: channel -> args and result. `Handlers`, `Bridge` and the channel list derive from it. */
export const calls = {
  'app:info': { args: nothing, result: appInfoSchema },
  'polls:list': { args: nothing, result: z.array(pollSchema) },
  'poll:create': { args: pollDraftSchema, result: pollSchema },
  'poll:edit': { args: z.object({ pollId, revision: z.int(), draft: pollDraftSchema }), result: pollSchema },
  'poll:duplicate': { args: z.object({ pollId }), result: pollSchema },
  /** `open` also runs a closed poll again. Resolves for `close` when the poll is closing. */
  'poll:command': {
    args: z.object({ pollId, revision: z.int(), command: z.enum(['open', 'pause', 'resume', 'close', 'hide', 'show']) }),
    result: pollSchema,
  },
  /** When the run under way closes by itself, in a draft or closed poll the next one; null: it does not. */
  'poll:schedule': { args: z.object({ pollId, revision: z.int(), closing: closingPlanSchema.nullable() }), result: pollSchema },
  /** Names the polls on screen, replacing those named before: only their snapshots are sent, each at once and then on change. */
  'results:watch': { args: z.object({ pollIds: z.array(pollId).max(500) }), result: nothing },
  /** The result of any run, from the feed or from history. */
  'result:read': { args: runId, result: snapshotSchema.nullable() },
  'feed:read': { args: nothing, result: feedSchema },
  'feed:retry': { args: nothing, result: nothing },
  /** At most 2,000 rows: the step is made coarser where the range has more; the answer says which was used. */
  'history:timeline': {
    args: z.object({ pollId, run: runNumber, step, fromMs: askedTime.optional(), toMs: askedTime.optional() }),
    result: z.object({ step, options: z.array(optionSchema), rows: z.array(timelineRowSchema) }),
  },
  /** Starts a CSV export. Null where the person cancelled the file dialog. */
  'report:start': {
    args: z.object({ pollId, run: runNumber, report: z.enum(reportNames), step: step.optional(), bom: z.boolean().optional() }),
    result: reportJobSchema.nullable(),
  },
  'report:cancel': { args: jobId, result: nothing },
  /** Shows the finished file in its folder, where the shell can. */
  'report:reveal': { args: jobId, result: nothing },
  /** Makes and opens a sample poll and lets simulated participants vote over HTTP. */
  'demo:start': { args: nothing, result: pollSchema },
  'demo:stop': { args: nothing, result: nothing },
  'cluster:status': { args: nothing, result: clusterStatusSchema },
  'profiles:list': { args: nothing, result: profileListSchema },
  /** Makes or changes a profile. Failure `secrets-need-consent` where there is no keychain and secrets are given without consent. */
  'profile:save': { args: profileInput.extend({ allowPlainText: z.boolean() }), result: profileListSchema },
  'profile:remove': { args: profileId, result: profileListSchema },
  /** Tries to reach every part; secrets left out are the stored ones. */
  'profile:test': { args: profileInput, result: profileTestSchema },
  /** Afterwards `profile:switched` tells every window to begin anew. */
  'profile:switch': { args: profileId, result: nothing },
  /** All profiles but `this-computer`, without secrets, as the text of a file. */
  'profiles:export': { args: nothing, result: z.object({ text: z.string() }) },
  'profiles:import': { args: z.object({ text: z.string().max(1_000_000) }), result: profileListSchema },
  ...alertsCalls,
  ...shellCalls,
  ...updatesCalls,
  'settings:read': { args: nothing, result: settingsSchema },
  /** Merges the given fields into what is stored. */
  'settings:write': { args: settingsSchema.partial(), result: settingsSchema },
  ...dataCalls,
} as const;

/** Everything the renderer is told unasked: name -> payload. */
export const events = {
  /** Polls that changed (or are new), whole. */
  'polls:changed': z.array(pollSchema),
  /** At most 20 a second, only polls on screen. */
  'results:changed': z.array(snapshotSchema),
  'feed:changed': feedSchema,
  'report:changed': reportJobSchema,
  'demo:changed': z.object({ running: z.boolean(), sent: z.int(), accepted: z.int(), message: z.string().nullable() }),
  'profile:switched': z.object({ id: z.string() }),
  'join:changed': z.array(joinAddressSchema),
  ...alertsEvents,
  /** The vote server of this place had stopped by itself and was started again. */
  'server:restarted': serverRestartSchema,
  ...shellEvents,
  ...updatesEvents,
  ...dataEvents,
} as const;

type DeepReadonly<T> = T extends object ? { readonly [K in keyof T]: DeepReadonly<T[K]> } : T;

export type CallName = keyof typeof calls;
export type CallArgs<C extends CallName> = DeepReadonly<z.infer<(typeof calls)[C]['args']>>;
export type CallResult<C extends CallName> = DeepReadonly<z.infer<(typeof calls)[C]['result']>>;
export type EventName = keyof typeof events;
export type EventPayload<E extends EventName> = DeepReadonly<z.infer<(typeof events)[E]>>;

export const callNames = Object.keys(calls) as CallName[];
export const eventNames = Object.keys(events) as EventName[];

/** What main/ implements; thrown Failures become answers with their code. */
export type Handlers = { readonly [C in CallName]: (args: CallArgs<C>) => Promise<CallResult<C>> };

/** What crosses the process border for a call: error classes do not survive it. */
export const answerSchema = z.union([
  /** JSON has no undefined: a call without a result answers without a value. */
  z.object({ ok: z.literal(true), value: z.unknown().optional() }),
  z.object({ ok: z.literal(false), code: z.enum(failureCodes), message: z.string() }),
]);
export type Answer = z.infer<typeof answerSchema>;

/** What a shell gives the renderer as `window.kpoll`. `on` returns an unsubscribe. */
export interface Bridge {
  call(channel: CallName, args: unknown): Promise<Answer>;
  on(event: EventName, listener: (payload: unknown) => void): () => void;
}
