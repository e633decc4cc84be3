import { encodeVote } from '../../core/contract/topics.ts';
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
import type { RecentVotes } from './recent-votes.ts';
import type { CookieJar, Receipt, RunKeys } from './voter-cookies.ts';
import { choiceDigestOf, runKeysOf, voterIdOf } from './voter-cookies.ts';
import { alreadyVoted, invalidChoice, keysDiffer, notReady, tellParticipant, tooMany } from './vote-refusals.ts';

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
  /**
   * Resolves when the vote is durable and certain to be in time, also for a copy of one that this server has recorded before,
   * whatever has become of the poll since. Every refusal is a Failure; nothing is stored then, except after `late` and the retriable ones.
   */
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
  readonly recentVotes: RecentVotes;
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

interface Voter {
  /** The device, where it came with a cookie of ours. */
  readonly known: string | undefined;
  readonly device: string;
  readonly voterId: string;
}

interface RecordedVote {
  readonly open: OpenRun;
  readonly voter: Voter;
  readonly receipt: Receipt;
  /** That the device came with. */
  readonly earlier: Receipt | undefined;
  readonly secure: boolean;
}

export function createVoteIntake(options: Options): VoteIntake {
  const { log, directory, keeper, cookieJar, recentVotes, perVoter, clock } = options;
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

  function identify(keys: RunKeys, { cookies, voteId }: IncomingVote): Voter {
    const known = cookieJar.readDevice(cookies);
    const device = known ?? cookieJar.newDevice(voteId);
    return { known, device, voterId: voterIdOf(keys, device) };
  }

  async function take(vote: IncomingVote): Promise<Recorded> {
    const open = openRun(vote.pollId);
    const { poll, run, keys } = open;
    const choice = questionTypes[poll.content.type].validate(ruleOf(poll.content), vote.choice);
    if (choice === undefined) throw invalidChoice(poll);
    const voter = identify(keys, vote);
    const { known, voterId } = voter;
    if (known !== undefined && !perVoter.take(voterId)) throw tooMany();
    const earlier = known === undefined ? undefined : readReceipt(open, known, vote.cookies);
    const choiceDigest = choiceDigestOf(voterId, choice);
    if (earlier && poll.content.changes === 'none' && earlier.choiceDigest !== choiceDigest) throw alreadyVoted();
    const nextStamp = () => Math.max(clock(), (earlier?.stamp ?? 0) + 1);
    const recent = vote.voteId === undefined ? undefined : recentVotes.remember(keyOf(run, voterId, vote.voteId, choiceDigest), nextStamp);
    const stamp = recent?.stamp ?? nextStamp();
    const voteId = vote.voteId ?? options.randomId(12);
    const partition = partitionOf(voterId, run.partitions);
    const record = encodeVote(partition, { pollId: poll.id, run: run.run, voterId, voteId, stamp, choice });
    const [appended] = await log.append('votes', [record]).catch(tellParticipant);
    await makeSureInTime(open, partition, appended?.offset ?? Infinity);
    if (recent !== undefined) recent.recorded = true;
    return recordedAs({ open, voter, receipt: { run: run.run, stamp, choiceDigest }, earlier, secure: vote.secure });
  }

  /** A copy of an older vote takes nothing from the receipt of a newer one. */
  function recordedAs({ open: { poll, keys }, voter: { known, device }, receipt, earlier, secure }: RecordedVote): Recorded {
    const isOlder = earlier !== undefined && earlier.stamp > receipt.stamp;
    return {
      setCookies: [
        ...(known === undefined ? [cookieJar.deviceCookie(device, secure)] : []),
        ...(isOlder ? [] : [cookieJar.receiptCookie(receipt, keys, poll.id, device, secure)]),
      ],
    };
  }

  /** What was said to a vote that this server has recorded, for a copy of it: whoever sends it again has not heard the first answer. */
  function answerAgain(vote: IncomingVote): Recorded | undefined {
    const poll = directory.find(vote.pollId);
    const run = poll && currentRun(poll);
    if (poll === undefined || run === undefined || vote.voteId === undefined) return undefined;
    const keys = keysOf(poll.id, run);
    const choice = questionTypes[poll.content.type].validate(ruleOf(poll.content), vote.choice);
    if (keys === undefined || choice === undefined) return undefined;
    const open = { poll, run, keys };
    const voter = identify(keys, vote);
    const { known, voterId } = voter;
    const choiceDigest = choiceDigestOf(voterId, choice);
    const before = recentVotes.find(keyOf(run, voterId, vote.voteId, choiceDigest));
    if (before?.recorded !== true) return undefined;
    const earlier = known === undefined ? undefined : readReceipt(open, known, vote.cookies);
    return recordedAs({ open, voter, receipt: { run: run.run, stamp: before.stamp, choiceDigest }, earlier, secure: vote.secure });
  }

  return {
    record: (vote) =>
      take(vote).catch((error: unknown) => {
        // That the device has another vote is true of the copy as well; what nobody expected is no answer at all.
        const isForCopies = error instanceof Failure && error.code !== 'already-voted';
        const answer = isForCopies ? answerAgain(vote) : undefined;
        if (answer === undefined) throw error;
        return answer;
      }),
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

/** The same choice of a voter under the same id, in the same run, is the same vote. */
function keyOf({ run }: Run, voterId: string, voteId: string, choiceDigest: string): string {
  return `${run}:${voterId}:${voteId}:${choiceDigest}`;
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
      throw new Failure('poll-not-open', 'This poll is not open. What was sent just now is not recorded; vote when it opens.');
    case 'paused':
      throw new Failure('poll-paused', 'This poll is paused. What was sent just now is not recorded; vote when it goes on.');
    case 'closing':
    case 'closed':
      throw new Failure('poll-closed', 'This poll is closed. What was sent just now is not recorded.');
    default:
      return assertNever(poll.state);
  }
}
