import { decodePollCommand } from '../../core/contract/topics.ts';
import { Failure } from '../../core/domain/failure.ts';
import type { Poll } from '../../core/domain/poll.ts';
import { applyCommand, createPollBook } from '../../core/domain/poll-book.ts';
import type { RecordBatch } from '../../core/ports/event-log.ts';
import type { Connection } from '../connection/connection.ts';
import type { ReadingTrouble } from '../connection/steady-reader.ts';
import { keepReading } from '../connection/steady-reader.ts';
import type { Logger } from '../logger.ts';

/** The polls, as the `polls` topic tells them. */
export interface PollList {
  /** Newest first. */
  list(): readonly Poll[];
  find(pollId: string): Poll | undefined;
  /** Resolves when everything in the topic at the start has been read. */
  readonly caughtUp: Promise<void>;
  /** Polls that changed, several changes in one turn as one call. Returns an unsubscribe. */
  onChange(listener: (polls: readonly Poll[]) => void): () => void;
  /** Waits until the poll is as wanted; Failure `log-unavailable` where that takes too long. */
  waitFor(pollId: string, isWanted: (poll: Poll) => boolean): Promise<Poll>;
  /** Why polls are not read any more, or null. What passes by itself shows in the results as well. */
  trouble(): ReadingTrouble | null;
  /** How many records could not be understood. */
  skipped(): number;
  retry(): void;
  stop(): Promise<void>;
}

export interface PollListOptions {
  readonly connection: Pick<Connection, 'log'>;
  readonly logger: Logger;
}

const waitMs = 10_000;

export function createPollList({ connection, logger }: PollListOptions): PollList {
  const book = createPollBook();
  let nextOffset = 0;
  let skipped = 0;
  const changed = new Set<string>();
  const listeners = new Set<(polls: readonly Poll[]) => void>();
  let tellSoon: NodeJS.Immediate | undefined;
  let settle: () => void = () => undefined;
  const caughtUp = new Promise<void>((resolve) => (settle = resolve));

  const tell = () => {
    tellSoon = undefined;
    const polls = [...changed].flatMap((id) => book.polls.get(id) ?? []);
    changed.clear();
    for (const listener of listeners) listener(polls);
  };
  const onBatch = ({ records }: RecordBatch) => {
    for (const record of records) {
      nextOffset = record.offset + 1;
      const command = decodePollCommand(record.value);
      if (command === undefined) skipped += 1;
      else if (applyCommand(book, command).accepted) changed.add(command.pollId);
    }
    if (changed.size > 0) tellSoon ??= setImmediate(tell);
  };
  const onChange = (listener: (polls: readonly Poll[]) => void) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  };

  const reader = keepReading({
    ...{ log: connection.log, topic: 'polls', onBatch, logger },
    from: () => nextOffset,
    onCaughtUp: settle,
    onChange: () => undefined,
  });
  return {
    list: () => [...book.polls.values()].sort((a, b) => b.createdAt - a.createdAt),
    find: (pollId) => book.polls.get(pollId),
    caughtUp,
    onChange,
    waitFor: (pollId, isWanted) => waitUntil({ find: () => book.polls.get(pollId), isWanted, onChange }),
    trouble: () => (reader.trouble()?.passing ? null : reader.trouble()),
    skipped: () => skipped,
    retry: reader.retry,
    async stop() {
      if (tellSoon !== undefined) clearImmediate(tellSoon);
      listeners.clear();
      await reader.stop();
    },
  };
}

interface WaitOptions {
  readonly find: () => Poll | undefined;
  readonly isWanted: (poll: Poll) => boolean;
  readonly onChange: PollList['onChange'];
}

function waitUntil({ find, isWanted, onChange }: WaitOptions): Promise<Poll> {
  return new Promise((resolve, reject) => {
    const look = () => {
      const poll = find();
      if (poll === undefined || !isWanted(poll)) return;
      clearTimeout(timer);
      forget();
      resolve(poll);
    };
    const timer = setTimeout(() => {
      forget();
      reject(
        new Failure(
          'log-unavailable',
          'The command was carried out, but this desktop has not read of it yet. Do not repeat it; retry the connection.',
          {
            retriable: true,
          },
        ),
      );
    }, waitMs);
    const forget = onChange(look);
    look();
  });
}
