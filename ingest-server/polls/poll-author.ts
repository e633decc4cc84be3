import type { ClosingInput, CreatePollBody, PatchPollBody } from '../../core/contract/http.ts';
import { encodePollCommand } from '../../core/contract/topics.ts';
import type { ClosingPlan } from '../../core/domain/closing-plan.ts';
import { closingTimeOf, longestClosingMinutes } from '../../core/domain/closing-plan.ts';
import { Failure } from '../../core/domain/failure.ts';
import { joinCodeFrom } from '../../core/domain/join-code.ts';
import type { ContentDraft, Poll } from '../../core/domain/poll.ts';
import { completeContent, currentRun, pollContentSchema } from '../../core/domain/poll.ts';
import type { CommandOutcome } from '../../core/domain/poll-book.ts';
import type { PollCommand } from '../../core/domain/poll-command.ts';
import type { LogWriter, NewRecord } from '../../core/ports/event-log.ts';
import type { PollDirectory } from './poll-directory.ts';

/** What authors do, as commands in the log: this server answers only when it has read its own command back. */
export interface PollAuthor {
  create(body: CreatePollBody): Promise<Poll>;
  /** Failures: poll-not-found, revision-conflict, wrong-state, invalid-request, log-unavailable. */
  patch(pollId: string, body: PatchPollBody): Promise<Poll>;
  /** Closes the poll because its time has come, as an author would; void where it was closed or its time was changed meanwhile. */
  closeDue(poll: Poll): Promise<CommandOutcome>;
}

interface Options {
  readonly log: LogWriter;
  readonly directory: PollDirectory;
  readonly clock: () => number;
  readonly randomBytes: (count: number) => Uint8Array;
  readonly newId: () => string;
  readonly votesPartitions: number;
  readonly buckets: number;
  readonly fingerprint: string;
}

const codeAttempts = 20;
const appendLimitMs = 15_000;
const appendPauseMs = 200;

export function createPollAuthor(options: Options): PollAuthor {
  const { log, directory, clock, newId } = options;

  async function send(command: PollCommand): Promise<CommandOutcome> {
    let read: CommandOutcome | undefined;
    const outcome = directory.outcomeOf(command.commandId).then((known) => (read = known));
    const appended = appendUntil(() => read !== undefined, encodePollCommand(command));
    return (await Promise.all([outcome, appended]))[0];
  }

  /** A moderator's click outlasts a change of brokers: written twice, the first record of a command decides, the second is refused. */
  async function appendUntil(isKnown: () => boolean, record: NewRecord): Promise<void> {
    const limit = clock() + appendLimitMs;
    while (!isKnown()) {
      try {
        await log.append('polls', [record]);
        return;
      } catch (error) {
        if (!(error instanceof Failure && error.retriable) || clock() > limit) throw error;
        await new Promise((resolve) => setTimeout(resolve, appendPauseMs));
      }
    }
  }

  async function sendOrThrow(command: PollCommand): Promise<Poll> {
    const outcome = await send(command);
    if (!outcome.accepted) throw new Failure(outcome.code, outcome.message);
    return outcome.poll;
  }

  const stamped = (poll: Poll, revision: number | undefined) =>
    ({ v: 1, pollId: poll.id, commandId: newId(), at: clock(), revision: revision ?? poll.revision }) as const;

  function existing(pollId: string): Poll {
    const poll = directory.find(pollId);
    if (poll === undefined) throw new Failure('poll-not-found', 'There is no poll with this id.');
    return poll;
  }

  async function open(poll: Poll, revision: number | undefined): Promise<Poll> {
    if (poll.state === 'paused') return sendOrThrow({ ...stamped(poll, revision), kind: 'resume' });
    if (poll.closing?.kind === 'at' && poll.closing.at <= clock()) throw new Failure('wrong-state', timeHasPassed);
    const { votesPartitions: partitions, buckets, fingerprint } = options;
    const { runs } = await sendOrThrow({ ...stamped(poll, revision), kind: 'open', partitions, buckets, fingerprint });
    return directory.waitFor(poll.id, (seen) => seen.runs.length > runs.length || seen.state !== 'opening');
  }

  async function schedule(poll: Poll, revision: number | undefined, wanted: ClosingInput): Promise<Poll> {
    const closing = wanted === null ? null : planOf(wanted, clock());
    const run = poll.state === 'draft' || poll.state === 'closed' ? undefined : currentRun(poll);
    if (closing !== null && run !== undefined && closingTimeOf(closing, run.openedAt) <= clock()) throw notAhead();
    return sendOrThrow({ ...stamped(poll, revision), kind: 'schedule', closing });
  }

  return {
    closeDue: (poll) => send({ ...stamped(poll, undefined), kind: 'close', timing: poll.timing ?? 0 }),
    async create(body) {
      const { closing: wanted, ...draft } = body;
      const { content, nextOption } = checkContent(draft);
      const closing = wanted === undefined || wanted === null ? {} : { closing: planOf(wanted, clock()) };
      for (let attempt = 0; attempt < codeAttempts; attempt += 1) {
        const code = joinCodeFrom(options.randomBytes(16));
        const ids = { pollId: newId(), commandId: newId(), at: clock(), code };
        const outcome = await send({ v: 1, kind: 'create', ...ids, content, nextOption, ...closing });
        if (outcome.accepted) return outcome.poll;
        if (outcome.code !== 'code-taken') throw new Failure(outcome.code, outcome.message);
      }
      throw new Failure('code-taken', 'No free join code was found. Try again.', { retriable: true });
    },

    async patch(pollId, body) {
      const poll = existing(pollId);
      const { state, hidden, closing, revision, ...draft } = body;
      const edits = Object.keys(draft).length > 0;
      if ([state, hidden, closing, edits || undefined].filter((given) => given !== undefined).length !== 1) {
        throw new Failure('invalid-request', 'Give exactly one of: a state, the hidden flag, a closing time, or content to edit.');
      }
      if (closing !== undefined) return schedule(poll, revision, closing);
      if (edits) return sendOrThrow({ ...stamped(poll, revision), kind: 'edit', ...checkContent(draft, poll) });
      if (hidden !== undefined) return sendOrThrow({ ...stamped(poll, revision), kind: hidden ? 'hide' : 'show' });
      if (state === 'open') return open(poll, revision);
      return sendOrThrow({ ...stamped(poll, revision), kind: state === 'paused' ? 'pause' : 'close' });
    },
  };
}

const timeHasPassed =
  'The time at which this poll was to close has passed, so it was not opened. Change or remove its closing time, then open it.';

function notAhead(): Failure {
  return new Failure(
    'invalid-request',
    'This closing time is not ahead of us. Nothing was changed; choose a later one, or close the poll.',
  );
}

function planOf(wanted: NonNullable<ClosingInput>, now: number): ClosingPlan {
  if ('afterMinutes' in wanted) return { kind: 'after', minutes: wanted.afterMinutes };
  const at = Date.parse(wanted.at);
  if (at > now + longestClosingMinutes * 60_000)
    throw new Failure('invalid-request', 'A poll can close by itself within a year. Nothing was changed.');
  if (!(at > now)) throw notAhead();
  return { kind: 'at', at };
}

function checkContent(draft: ContentDraft, earlier?: Poll) {
  const { content, nextOption } = completeContent(draft, earlier);
  const checked = pollContentSchema.safeParse(content);
  if (checked.success) return { content: checked.data, nextOption };
  const faults = checked.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`).join('; ');
  throw new Failure('invalid-request', `This poll cannot be made as it is: ${faults}.`);
}
