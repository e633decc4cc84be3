import type { CreatePollBody, PatchPollBody } from '../../core/contract/http.ts';
import { encodePollCommand } from '../../core/contract/topics.ts';
import { Failure } from '../../core/domain/failure.ts';
import { joinCodeFrom } from '../../core/domain/join-code.ts';
import type { ContentDraft, Poll } from '../../core/domain/poll.ts';
import { completeContent, pollContentSchema } from '../../core/domain/poll.ts';
import type { CommandOutcome } from '../../core/domain/poll-book.ts';
import type { PollCommand } from '../../core/domain/poll-command.ts';
import type { LogWriter, NewRecord } from '../../core/ports/event-log.ts';
import type { PollDirectory } from './poll-directory.ts';

/** What authors do, as commands in the log: this server answers only when it has read its own command back. */
export interface PollAuthor {
  create(body: CreatePollBody): Promise<Poll>;
  /** Failures: poll-not-found, revision-conflict, wrong-state, invalid-request, log-unavailable. */
  patch(pollId: string, body: PatchPollBody): Promise<Poll>;
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
    const { votesPartitions: partitions, buckets, fingerprint } = options;
    const { runs } = await sendOrThrow({ ...stamped(poll, revision), kind: 'open', partitions, buckets, fingerprint });
    return directory.waitFor(poll.id, (seen) => seen.runs.length > runs.length || seen.state !== 'opening');
  }

  return {
    async create(body) {
      const { content, nextOption } = checkContent(body);
      for (let attempt = 0; attempt < codeAttempts; attempt += 1) {
        const code = joinCodeFrom(options.randomBytes(16));
        const outcome = await send({ v: 1, kind: 'create', pollId: newId(), commandId: newId(), at: clock(), code, content, nextOption });
        if (outcome.accepted) return outcome.poll;
        if (outcome.code !== 'code-taken') throw new Failure(outcome.code, outcome.message);
      }
      throw new Failure('code-taken', 'No free join code was found. Try again.', { retriable: true });
    },

    async patch(pollId, body) {
      const poll = existing(pollId);
      const { state, hidden, revision, ...draft } = body;
      const edits = Object.keys(draft).length > 0;
      if (Number(state !== undefined) + Number(hidden !== undefined) + Number(edits) !== 1) {
        throw new Failure('invalid-request', 'Give exactly one of: a state, the hidden flag, or content to edit.');
      }
      if (edits) return sendOrThrow({ ...stamped(poll, revision), kind: 'edit', ...checkContent(draft, poll) });
      if (hidden !== undefined) return sendOrThrow({ ...stamped(poll, revision), kind: hidden ? 'hide' : 'show' });
      if (state === 'open') return open(poll, revision);
      return sendOrThrow({ ...stamped(poll, revision), kind: state === 'paused' ? 'pause' : 'close' });
    },
  };
}

function checkContent(draft: ContentDraft, earlier?: Poll) {
  const { content, nextOption } = completeContent(draft, earlier);
  const checked = pollContentSchema.safeParse(content);
  if (checked.success) return { content: checked.data, nextOption };
  const faults = checked.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`).join('; ');
  throw new Failure('invalid-request', `This poll cannot be made as it is: ${faults}.`);
}
