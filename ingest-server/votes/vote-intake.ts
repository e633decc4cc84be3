import { encodeVote } from '../../core/contract/topics.ts';
import type { FailureCode } from '../../core/domain/failure.ts';
import { assertNever, Failure } from '../../core/domain/failure.ts';
import type { Poll, Run } from '../../core/domain/poll.ts';
import { currentRun, ruleOf } from '../../core/domain/poll.ts';
import { questionTypes } from '../../core/domain/question-types/registry.ts';
import { partitionOf } from '../../core/domain/vote.ts';
import type { LogWriter } from '../../core/ports/event-log.ts';
import type { KeyRing } from '../keys/key-ring.ts';
import type { RateLimiter } from '../limits/rate-limiter.ts';
import type { PollDirectory } from '../polls/poll-directory.ts';
import { tooFewPartitions } from '../polls/run-keeper.ts';
import type { RunKeeper } from '../polls/run-keeper.ts';
import type { RecentStamps } from './recent-stamps.ts';
import type { CookieJar, Receipt, RunKeys } from './voter-cookies.ts';
import { choiceDigestOf, runKeysOf, voterIdOf } from './voter-cookies.ts';

/** A vote as it comes in over HTTP, not yet trusted. */
export interface IncomingVote {
  readonly pollId: string;
  readonly choice: readonly number[];
  readonly voteId: string | undefined;
  readonly cookies: string | undefined;
  readonly secure: boolean;
}

export interface Recorded {
  /** Values of Set-Cookie headers: the device (if it is new) and the receipt. */
  readonly setCookies: readonly string[];
}

export interface VoteIntake {
  /** Resolves when the vote is durable and certain to be in time. Every refusal is a Failure; nothing is stored then, except after `late` and the retriable ones. */
  record(vote: IncomingVote): Promise<Recorded>;
  /** The receipt this device holds for the poll's newest run. */
  receiptOf(poll: Poll, cookies: string | undefined): Receipt | undefined;
  /** The option numbers this device picked in the newest run, as far as the receipt can tell: a single choice only. */
  chosenOptions(poll: Poll, cookies: string | undefined): readonly number[] | null;
  /** A device cookie for a visitor who has none yet, so that a first vote can be sent again safely. */
  greet(cookies: string | undefined, secure: boolean): string | undefined;
}

interface Options {
  readonly log: LogWriter;
  readonly directory: PollDirectory;
  readonly keeper: RunKeeper;
  readonly ring: KeyRing;
  readonly cookieJar: CookieJar;
  readonly stamps: RecentStamps;
  readonly perVoter: RateLimiter;
  readonly randomId: (bytes: number) => string;
  readonly clock: () => number;
  /** As this server found them. */
  readonly votesPartitions: number;
  /** A run's key is missing here; told once for each. */
  readonly onForeignKey: (failure: Failure) => void;
}

interface OpenRun {
  readonly poll: Poll;
  readonly run: Run;
  readonly keys: RunKeys;
}

export function createVoteIntake(options: Options): VoteIntake {
  const { log, directory, keeper, cookieJar, stamps, perVoter, clock } = options;
  const keysOf = createRunKeysCache(options.ring);

  /** The device and the receipt that it holds for the poll's newest run. */
  function findReceipt(poll: Poll, cookies: string | undefined) {
    const run = currentRun(poll);
    const keys = run && keysOf(poll.id, run);
    const device = cookieJar.readDevice(cookies);
    if (run === undefined || keys === undefined || device === undefined) return undefined;
    const receipt = readReceipt({ poll, run, keys }, device, cookies);
    return receipt && { keys, device, receipt };
  }

  function readReceipt({ poll, run, keys }: OpenRun, device: string, cookies: string | undefined): Receipt | undefined {
    const receipt = cookieJar.readReceipt(cookies, keys, poll.id, device);
    return receipt?.run === run.run ? receipt : undefined;
  }

  function openRun(pollId: string): OpenRun {
    const poll = directory.find(pollId);
    if (poll === undefined || poll.hidden) throw new Failure('poll-not-found', 'There is no poll with this id.');
    if (!directory.isConfirmed()) throw notReady();
    const run = runTakingVotes(poll);
    const keys = keysOf(poll.id, run);
    if (keys === undefined) throw foreignKey(run.fingerprint);
    if (run.partitions > options.votesPartitions) throw tooFewPartitions(run.partitions, options.votesPartitions);
    return { poll, run, keys };
  }

  const toldKeys = new Set<string>();
  function foreignKey(fingerprint: string): Failure {
    const failure = keysDiffer();
    if (!toldKeys.has(fingerprint)) options.onForeignKey(failure);
    toldKeys.add(fingerprint);
    return failure;
  }

  /**
   * Markers that close a run are written three seconds after the command. If, after the append, the server knows the polls
   * as of less than two seconds ago and the run takes votes, no marker can have come before the vote. A server that was
   * halted meanwhile must first read on.
   */
  async function makeSureInTime({ poll, run }: OpenRun, partition: number, offset: number): Promise<void> {
    if (!directory.isConfirmed()) await directory.untilConfirmed();
    const now = directory.find(poll.id);
    const stillTaking = now !== undefined && currentRun(now)?.run === run.run && (now.state === 'open' || now.state === 'paused');
    if (stillTaking) return;
    if (offset < (await keeper.closeOffset(poll.id, run.run, partition))) return;
    throw new Failure('late', 'The poll closed before your vote arrived, so it does not count.');
  }

  return {
    async record(vote) {
      const open = openRun(vote.pollId);
      const { poll, run, keys } = open;
      const choice = questionTypes[poll.content.type].validate(ruleOf(poll.content), vote.choice);
      if (choice === undefined) throw invalidChoice(poll);
      const known = cookieJar.readDevice(vote.cookies);
      const device = known ?? cookieJar.newDevice(vote.voteId);
      const voterId = voterIdOf(keys, device);
      if (known !== undefined && !perVoter.take(voterId)) throw tooMany();
      const earlier = known === undefined ? undefined : readReceipt(open, known, vote.cookies);
      const choiceDigest = choiceDigestOf(voterId, choice);
      if (earlier && poll.content.changes === 'none' && earlier.choiceDigest !== choiceDigest) throw alreadyVoted();
      const nextStamp = () => Math.max(clock(), (earlier?.stamp ?? 0) + 1);
      const voteId = vote.voteId ?? options.randomId(12);
      const stamp = vote.voteId === undefined ? nextStamp() : stamps.stampOf(voterId, `${vote.voteId}:${choiceDigest}`, nextStamp);
      const partition = partitionOf(voterId, run.partitions);
      const record = encodeVote(partition, { pollId: poll.id, run: run.run, voterId, voteId, stamp, choice });
      const [appended] = await log.append('votes', [record]).catch(tellParticipant);
      await makeSureInTime(open, partition, appended?.offset ?? Infinity);
      const receipt = cookieJar.receiptCookie({ run: run.run, stamp, choiceDigest }, keys, poll.id, device, vote.secure);
      return { setCookies: known === undefined ? [cookieJar.deviceCookie(device, vote.secure), receipt] : [receipt] };
    },
    receiptOf: (poll, cookies) => findReceipt(poll, cookies)?.receipt,
    chosenOptions(poll, cookies) {
      const found = findReceipt(poll, cookies);
      if (found === undefined) return null;
      const voterId = voterIdOf(found.keys, found.device);
      const picked = poll.content.options.find(({ number }) => choiceDigestOf(voterId, [number]) === found.receipt.choiceDigest);
      return picked === undefined ? [] : [picked.number];
    },
    greet(cookies, secure) {
      return cookieJar.readDevice(cookies) === undefined ? cookieJar.deviceCookie(cookieJar.newDevice(undefined), secure) : undefined;
    },
  };
}

function createRunKeysCache(ring: KeyRing): (pollId: string, run: Run) => RunKeys | undefined {
  const cache = new Map<string, RunKeys>();
  return (pollId, run) => {
    const cacheKey = `${pollId}:${run.fingerprint}`;
    const cached = cache.get(cacheKey);
    if (cached !== undefined) return cached;
    const key = ring.find(run.fingerprint);
    if (key === undefined) return undefined;
    const keys = runKeysOf(key, pollId);
    cache.set(cacheKey, keys);
    return keys;
  };
}

function runTakingVotes(poll: Poll): Run {
  const run = currentRun(poll);
  switch (poll.state) {
    case 'open':
      if (run === undefined) throw new Error(`poll ${poll.id} is open without a run`);
      return run;
    case 'draft':
    case 'opening':
      throw new Failure('poll-not-open', 'This poll has not opened yet. Your vote was not recorded; vote when it opens.');
    case 'paused':
      throw new Failure('poll-paused', 'This poll is paused. Your vote was not recorded; vote when it goes on.');
    case 'closing':
    case 'closed':
      throw new Failure('poll-closed', 'This poll is closed. Your vote was not recorded.');
    default:
      return assertNever(poll.state);
  }
}

function invalidChoice({ content: { min, max } }: Poll): Failure {
  const amount = min === max ? (min === 1 ? 'exactly one option' : `exactly ${min} options`) : `${min} to ${max} options`;
  return new Failure('invalid-choice', `Pick ${amount} of this poll, each once. Your vote was not recorded.`);
}

/** A participant can do nothing about brokers and disks; operators read of these in the server's log. */
function tellParticipant(error: unknown): never {
  if (!(error instanceof Failure)) throw error;
  const { code, retriable, retryAfterSeconds = 2 } = error;
  throw new Failure(code, participantWords(code), { cause: error, retriable, retryAfterSeconds });
}

function participantWords(code: FailureCode): string {
  if (code === 'log-busy')
    return 'More votes are coming in than can be stored at once. Yours was not recorded; sending it again in a moment is safe.';
  if (code === 'disk-full')
    return 'The disk of the server is full, so voting is paused. Yours was not recorded; sending it again in a moment is safe.';
  return 'The vote cannot be stored just now. It is not known whether yours was recorded; sending it again in a moment is safe.';
}

function notReady(): Failure {
  const message =
    'The server is not sure that it knows the newest state of the poll. Your vote is not recorded; sending it again in a moment is safe.';
  return new Failure('not-ready', message, { retriable: true, retryAfterSeconds: 1 });
}

function keysDiffer(): Failure {
  const message =
    'This server does not have the key that this run was opened with, so it cannot take its votes. Give all ingest servers the same key ring.';
  return new Failure('keys-differ', message, { retriable: true, retryAfterSeconds: 5 });
}

function alreadyVoted(): Failure {
  return new Failure('already-voted', 'You have voted in this poll already, and a vote cannot be changed here. Your first vote counts.');
}

function tooMany(): Failure {
  const message = 'Too many votes from this device within a second. This one was not recorded; try again in a moment.';
  return new Failure('too-many-requests', message, { retriable: true, retryAfterSeconds: 1 });
}
