import { encodeCloseMarker, encodeOpenMarker, encodePollCommand } from '../../core/contract/topics.ts';
import { Failure } from '../../core/domain/failure.ts';
import type { Poll, Run } from '../../core/domain/poll.ts';
import { currentRun, ruleOf, runKeyOf } from '../../core/domain/poll.ts';
import type { LogWriter } from '../../core/ports/event-log.ts';
import type { PollDirectory } from './poll-directory.ts';

/**
 * Writes the markers that open and close runs. Every server finishes what it finds unfinished: markers written twice do
 * no harm, the first per run and partition counts.
 */
export interface RunKeeper {
  /** Offset of the run's close marker in a votes partition, known once the marker is durable. Rejects with `log-unavailable` after the time limit. */
  closeOffset(pollId: string, run: number, partition: number): Promise<number>;
  stop(): Promise<void>;
}

interface Options {
  readonly log: LogWriter;
  readonly directory: PollDirectory;
  readonly clock: () => number;
  readonly newId: () => string;
  /** How long after the command `close` the markers are written: time for every other server to read it. */
  readonly closeDelayMs: number;
  readonly onFailure: (failure: Failure) => void;
  readonly retryMs?: number;
  readonly waitMs?: number;
}

interface Closing {
  readonly offsets: Promise<readonly number[]>;
  resolve(offsets: readonly number[]): void;
}

export function createRunKeeper(options: Options): RunKeeper {
  const { log, directory, clock, newId, onFailure, closeDelayMs, retryMs = 500, waitMs = 10_000 } = options;
  const closings = new Map<string, Closing>();
  const underway = new Map<string, Promise<void>>();
  const abort = new AbortController();

  function closingOf(pollId: string, run: number): Closing {
    const key = runKeyOf(pollId, run);
    const known = closings.get(key);
    if (known !== undefined) return known;
    const { promise, resolve } = deferred();
    const closing = { offsets: promise, resolve };
    closings.set(key, closing);
    return closing;
  }

  async function finishOpening(poll: Poll, run: Run): Promise<void> {
    const { partitions, buckets, fingerprint } = run;
    const marker = {
      pollId: poll.id,
      run: run.run,
      rule: ruleOf(poll.content),
      changes: poll.content.changes,
      partitions,
      buckets,
      fingerprint,
    };
    await log.append(
      'votes',
      Array.from({ length: partitions }, (_, partition) => encodeOpenMarker(partition, marker)),
    );
    await log.append('polls', [
      encodePollCommand({ v: 1, kind: 'opened', pollId: poll.id, commandId: newId(), at: clock(), run: run.run }),
    ]);
  }

  async function finishClosing(poll: Poll, run: Run): Promise<void> {
    await pause(closeDelayMs, abort.signal);
    const marker = { pollId: poll.id, run: run.run };
    const written = await log.append(
      'votes',
      Array.from({ length: run.partitions }, (_, partition) => encodeCloseMarker(partition, marker)),
    );
    closingOf(poll.id, run.run).resolve(written.map(({ offset }) => offset));
    await log.append('polls', [
      encodePollCommand({ v: 1, kind: 'closed', pollId: poll.id, commandId: newId(), at: clock(), run: run.run }),
    ]);
  }

  async function keepTrying(finish: () => Promise<void>): Promise<void> {
    while (!abort.signal.aborted) {
      try {
        await finish();
        return;
      } catch (error) {
        if (abort.signal.aborted) return;
        if (!(error instanceof Failure)) throw error;
        onFailure(error);
        await pause(retryMs, abort.signal);
      }
    }
  }

  directory.onChange((poll) => {
    const run = currentRun(poll);
    if (run === undefined || (poll.state !== 'opening' && poll.state !== 'closing')) return;
    const key = `${runKeyOf(poll.id, run.run)}:${poll.state}`;
    if (underway.has(key)) return;
    const finish = poll.state === 'opening' ? finishOpening : finishClosing;
    underway.set(
      key,
      keepTrying(() => finish(poll, run)).finally(() => underway.delete(key)),
    );
  });

  return {
    async closeOffset(pollId, run, partition) {
      const limit = new AbortController();
      const timeout = pause(waitMs, limit.signal).then(() => undefined);
      const offsets = await Promise.race([closingOf(pollId, run).offsets, timeout]);
      limit.abort();
      const offset = offsets?.[partition];
      if (offset === undefined) {
        throw new Failure(
          'log-unavailable',
          'The poll is closing and it is not yet known whether your vote was in time. Send it again to find out.',
          {
            retriable: true,
            retryAfterSeconds: 2,
          },
        );
      }
      return offset;
    },
    async stop() {
      abort.abort();
      await Promise.allSettled(underway.values());
    },
  };
}

function deferred() {
  let resolve: (offsets: readonly number[]) => void = () => undefined;
  const promise = new Promise<readonly number[]>((settle) => (resolve = settle));
  return { promise, resolve };
}

/** Resolves after the time, or at once when the signal is aborted. */
function pause(ms: number, signal: AbortSignal): Promise<void> {
  if (ms <= 0 || signal.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    const timer = setTimeout(done, ms);
    function done() {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    }
    signal.addEventListener('abort', done);
  });
}
