import { decodePollCommand } from '../../core/contract/topics.ts';
import { Failure } from '../../core/domain/failure.ts';
import type { Poll } from '../../core/domain/poll.ts';
import type { CommandOutcome } from '../../core/domain/poll-book.ts';
import { applyCommand, createPollBook } from '../../core/domain/poll-book.ts';
import type { LogReader, RecordBatch } from '../../core/ports/event-log.ts';

/** A server answers votes only while it has known for certain within this time that it has read every command. */
export const confirmationMs = 2_000;
const confirmEveryMs = 500;
/** A participant waits for it. */
const confirmWaitMs = 5_000;

/** The polls as the log tells them, kept up to date. */
export interface PollDirectory {
  find(pollId: string): Poll | undefined;
  findByCode(code: string): Poll | undefined;
  list(): readonly Poll[];
  /** Whether everything that stood in the `polls` topic within the last two seconds has been read. */
  isConfirmed(): boolean;
  /** Resolves when the above has come true again; rejects with `log-unavailable` after the time limit. */
  untilConfirmed(): Promise<void>;
  /** The outcome of a command of our own; call before appending it. Rejects with `log-unavailable` when it is not seen in time. */
  outcomeOf(commandId: string): Promise<CommandOutcome>;
  /** Resolves with the poll once it satisfies the condition; rejects with `log-unavailable` after the time limit. */
  waitFor(pollId: string, condition: (poll: Poll) => boolean): Promise<Poll>;
  /** Called for every accepted change, and once for each poll when the log has been read up to its end. */
  onChange(listener: (poll: Poll) => void): void;
  readonly caughtUp: Promise<void>;
  stop(): Promise<void>;
}

interface Options {
  readonly log: LogReader;
  readonly clock: () => number;
  readonly onSkipped: (offset: number) => void;
  readonly onFailure: (failure: Failure) => void;
  /** In ms, never set back. */
  readonly monotonic?: () => number;
  readonly waitMs?: number;
}

export function createPollDirectory({
  log,
  clock,
  monotonic = () => performance.now(),
  onSkipped,
  onFailure,
  waitMs = 20_000,
}: Options): PollDirectory {
  const book = createPollBook();
  const listeners: ((poll: Poll) => void)[] = [];
  const outcomes = new Map<string, (outcome: CommandOutcome) => void>();
  const waiters = new Set<(poll: Poll) => void>();
  const confirmations = new Set<() => void>();
  let nextOffset = 0;
  let confirmedAt = -Infinity;
  let confirmedAtMonotonic = -Infinity;
  let unreadable = false;
  let live = false;
  /** Told once, however often it is tried again. */
  let isFailing = false;

  function onBatch({ records }: RecordBatch): void {
    for (const record of records) {
      nextOffset = record.offset + 1;
      const command = decodePollCommand(record.value);
      if (command === undefined) {
        onSkipped(record.offset);
        continue;
      }
      const outcome = applyCommand(book, command);
      if (outcome.accepted && live) announce(outcome.poll);
      outcomes.get(command.commandId)?.(outcome);
    }
  }

  function announce(poll: Poll): void {
    for (const listener of listeners) listener(poll);
    for (const waiter of [...waiters]) waiter(poll);
  }

  async function confirm(): Promise<void> {
    const asked = clock();
    const askedAt = monotonic();
    const [end = 0] = await log.ends('polls');
    // An end before what was read is another log: nothing follows from it.
    if (nextOffset !== end || unreadable) return;
    confirmedAt = asked;
    confirmedAtMonotonic = askedAt;
    isFailing = false;
    for (const told of [...confirmations]) told();
  }

  // By both clocks: one may be set back, the other may stand still while the computer sleeps.
  const isConfirmed = () => Math.max(clock() - confirmedAt, monotonic() - confirmedAtMonotonic) <= confirmationMs;

  const subscription = log.subscribe('polls', {
    from: 'start',
    onBatch,
    onFailure(failure) {
      if (!failure.retriable) unreadable = true;
      onFailure(failure);
    },
  });
  const caughtUp = subscription.caughtUp.then(async () => {
    live = true;
    await confirm();
    for (const poll of book.polls.values()) announce(poll);
  });
  const timer = setInterval(() => {
    confirm().catch((error: unknown) => {
      if (isFailing) return;
      isFailing = true;
      onFailure(
        new Failure('log-unavailable', 'The log of polls cannot be read; votes are refused until it can.', {
          cause: error,
          retriable: true,
        }),
      );
    });
  }, confirmEveryMs);

  return {
    find: (pollId) => book.polls.get(pollId),
    findByCode(code) {
      const id = book.idsByCode.get(code);
      return id === undefined ? undefined : book.polls.get(id);
    },
    list: () => [...book.polls.values()],
    isConfirmed,
    untilConfirmed: () =>
      inTime<undefined>(confirmWaitMs, (resolve) => {
        const told = () => {
          if (isConfirmed()) resolve(undefined);
        };
        confirmations.add(told);
        return () => confirmations.delete(told);
      }),
    outcomeOf: (commandId) =>
      inTime(waitMs, (resolve) => {
        outcomes.set(commandId, resolve);
        return () => outcomes.delete(commandId);
      }),
    waitFor: (pollId, condition) =>
      inTime(waitMs, (resolve) => {
        const waiter = (poll: Poll) => {
          if (poll.id === pollId && condition(poll)) resolve(poll);
        };
        waiters.add(waiter);
        queueMicrotask(() => {
          const known = book.polls.get(pollId);
          if (known !== undefined) waiter(known);
        });
        return () => waiters.delete(waiter);
      }),
    onChange: (listener) => listeners.push(listener),
    caughtUp,
    async stop() {
      clearInterval(timer);
      await subscription.stop();
    },
  };
}

/** Waits for what `start` hands to `resolve`; `start` returns how to stop waiting. Rejects with `log-unavailable` after the limit. */
function inTime<T>(limitMs: number, start: (resolve: (value: T) => void) => () => void): Promise<T> {
  return new Promise((resolve, reject) => {
    const finish = (end: () => void) => {
      clearTimeout(limit);
      undo();
      end();
    };
    const limit = setTimeout(() => {
      const message =
        'The log of polls did not tell in time what became of this. It may or may not have taken effect: look at the poll, then repeat it if needed; a vote can safely be sent again.';
      finish(() => {
        reject(new Failure('log-unavailable', message, { retriable: true, retryAfterSeconds: 2 }));
      });
    }, limitMs);
    const undo = start((value) => {
      finish(() => {
        resolve(value);
      });
    });
  });
}
