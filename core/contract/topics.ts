import { z } from 'zod';
import type { LogRecord, NewRecord } from '../ports/event-log.ts';
import { changeRules, limits, runKeyOf } from '../domain/poll.ts';
import type { PollCommand } from '../domain/poll-command.ts';
import { pollCommandSchema } from '../domain/poll-command.ts';
import { recordLimits, recordTime } from '../domain/record-limits.ts';
import type { RunPartial, TallyStatus } from '../domain/result.ts';
import type { ServerStatus } from '../domain/server-status.ts';
import { roleNames } from '../domain/server-status.ts';
import type { VotesRecord } from '../domain/tally.ts';
import type { CloseMarker, OpenMarker, Vote } from '../domain/vote.ts';
import { readEncodedVote } from './encoded-vote.ts';

/** The version of every record written today. Readers accept it and all before it. */
export const recordVersion = 1;

/** Parses JSON that may be damaged: undefined instead of a throw. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

// --- polls: key pollId, value a command ---

export function encodePollCommand(command: PollCommand): NewRecord {
  return { partition: 0, key: command.pollId, value: JSON.stringify(command) };
}

/** Undefined where the record is damaged or of a kind unknown here: it is skipped and counted. */
export function decodePollCommand(value: string): PollCommand | undefined {
  return pollCommandSchema.safeParse(parseJson(value)).data;
}

// --- votes: key pollId:run, value a marker or a vote ---

const runId = { pollId: z.string().min(1).max(recordLimits.idLength), run: z.int().min(1).max(recordLimits.run) };
const partitions = z.int().min(1).max(recordLimits.partitions);

const openMarkerSchema = z.object({
  v: z.literal(1),
  kind: z.literal('open'),
  ...runId,
  rule: z.object({ type: z.string().max(64), options: z.array(z.int()).min(1).max(limits.options), min: z.int(), max: z.int() }),
  changes: z.enum(changeRules),
  partitions,
  buckets: z.int().min(1).max(recordLimits.buckets),
  fingerprint: z.string().max(recordLimits.idLength),
});

const closeMarkerSchema = z.object({ v: z.literal(1), kind: z.literal('close'), ...runId });

export function encodeOpenMarker(partition: number, marker: OpenMarker): NewRecord {
  const value = JSON.stringify({ v: recordVersion, kind: 'open', ...marker });
  return { partition, key: runKeyOf(marker.pollId, marker.run), value };
}

export function encodeCloseMarker(partition: number, marker: CloseMarker): NewRecord {
  const value = JSON.stringify({ v: recordVersion, kind: 'close', ...marker });
  return { partition, key: runKeyOf(marker.pollId, marker.run), value };
}

/** Ids are made by servers out of letters that need no escaping; the hot path relies on it. */
export function encodeVote(partition: number, vote: Vote): NewRecord {
  const { pollId, run, voterId, voteId, stamp, choice } = vote;
  return {
    partition,
    key: `${pollId}:${run}`,
    value: `{"v":1,"kind":"vote","pollId":"${pollId}","run":${run},"voterId":"${voterId}","voteId":"${voteId}","stamp":${stamp},"choice":[${choice.join(',')}]}`,
  };
}

/** Reads a record of the votes topic; never throws. */
export function decodeVotesRecord(record: Pick<LogRecord, 'key' | 'value'>): VotesRecord {
  const encoded = readEncodedVote(record.value);
  return encoded === undefined ? decodeAnyVotesRecord(record) : { kind: 'vote', vote: encoded };
}

/** As decodeVotesRecord, also for texts that no server of ours wrote. For those that one wrote both say the same. */
export function decodeAnyVotesRecord(record: Pick<LogRecord, 'key' | 'value'>): VotesRecord {
  const body = parseJson(record.value);
  if (isVote(body)) {
    const { pollId, run, voterId, voteId, stamp, choice } = body;
    return { kind: 'vote', vote: { pollId, run, voterId, voteId, stamp, choice } };
  }
  const open = openMarkerSchema.safeParse(body);
  if (open.success) return { kind: 'open', marker: open.data };
  const close = closeMarkerSchema.safeParse(body);
  if (close.success) return { kind: 'close', marker: close.data };
  return { kind: 'malformed', runKey: record.key };
}

function isId(value: unknown): boolean {
  return typeof value === 'string' && value.length > 0 && value.length <= recordLimits.idLength;
}

function isVote(body: unknown): body is Vote {
  if (typeof body !== 'object' || body === null) return false;
  const vote = body as { readonly [name: string]: unknown };
  return (
    vote['v'] === 1 &&
    vote['kind'] === 'vote' &&
    typeof vote['pollId'] === 'string' &&
    typeof vote['run'] === 'number' &&
    isId(vote['voterId']) &&
    isId(vote['voteId']) &&
    Number.isSafeInteger(vote['stamp']) &&
    (vote['stamp'] as number) >= 0 &&
    Array.isArray(vote['choice']) &&
    vote['choice'].length <= limits.options &&
    vote['choice'].every(Number.isInteger)
  );
}

// --- results: key pollId:run:partition for partials, status:partition for statuses, server:id for servers ---

const count = z.int().min(0);
const partition = count.max(recordLimits.partitions);
const offset = count.max(recordLimits.offset);
const votes = count.max(recordLimits.votes);

const partialSchema = z.object({
  v: z.literal(1),
  kind: z.literal('partial'),
  foldVersion: count.max(recordLimits.foldVersion),
  ...runId,
  partition,
  partitions,
  offset,
  time: recordTime,
  options: z.array(z.int()).max(limits.options),
  counts: z.array(votes).max(limits.options),
  voters: votes,
  duplicates: votes,
  repeats: votes,
  late: votes,
  invalid: votes,
  closedAt: offset.nullable(),
});

const statusSchema = z.object({
  v: z.literal(1),
  kind: z.literal('status'),
  partition,
  folded: offset,
  end: offset,
  time: recordTime,
  foldedTime: recordTime,
  unreadable: offset,
  stopped: z.string().max(2_000).nullable(),
});

const serverSchema = z.object({
  v: z.literal(1),
  kind: z.literal('server'),
  id: z.string().min(1).max(300),
  version: z.string().max(100),
  url: z.string().max(2_000),
  roles: z.array(z.enum(roleNames)).max(100),
  startedAt: recordTime,
  time: recordTime,
  stopped: z.boolean(),
  lags: z.array(
    z.object({ role: z.enum(roleNames), topic: z.enum(['votes', 'results']), partition, records: offset, seconds: z.number().min(0) }),
  ),
});

const resultsRecordSchema = z.discriminatedUnion('kind', [partialSchema, statusSchema, serverSchema]);

export type ResultsRecord =
  ({ readonly kind: 'partial' } & RunPartial) | ({ readonly kind: 'status' } & TallyStatus) | ({ readonly kind: 'server' } & ServerStatus);

/** `partition` is the one of the results topic: all of a poll in one. */
export function encodePartial(partition: number, partial: RunPartial): NewRecord {
  const key = `${runKeyOf(partial.pollId, partial.run)}:${partial.partition}`;
  return { partition, key, value: JSON.stringify({ v: recordVersion, kind: 'partial', ...partial }) };
}

export function encodeStatus(partition: number, status: TallyStatus): NewRecord {
  return { partition, key: `status:${status.partition}`, value: JSON.stringify({ v: recordVersion, kind: 'status', ...status }) };
}

export function encodeServer(server: ServerStatus): NewRecord {
  return { partition: 0, key: `server:${server.id}`, value: JSON.stringify({ v: recordVersion, kind: 'server', ...server }) };
}

/** Undefined where the record is damaged or of a kind unknown here. */
export function decodeResultsRecord(value: string): ResultsRecord | undefined {
  const { data } = resultsRecordSchema.safeParse(parseJson(value));
  return data?.kind === 'partial' && !isConsistent(data) ? undefined : data;
}

function isConsistent({ partition: of, partitions: all, options, counts }: z.infer<typeof partialSchema>): boolean {
  return of < all && options.length === counts.length;
}
