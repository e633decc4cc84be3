import { encodeCloseMarker, encodeOpenMarker, encodePollCommand } from '../../core/contract/topics.ts';
import { Failure } from '../../core/domain/failure.ts';
import type { Poll, Run } from '../../core/domain/poll.ts';
import { currentRun, ruleOf, runKeyOf } from '../../core/domain/poll.ts';
import type { LogWriter } from '../../core/ports/event-log.ts';
import type { ResultsBoard } from '../results/results-board.ts';
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
  readonly directory: Pick<PollDirectory, 'find' | 'onChange'>;
  readonly clock: () => number;
  readonly newId: () => string;
  /** How long after the command `close` the markers are written: time for every other server to read it. */
  readonly closeDelayMs: number;
  /** No other server writes markers. */
  readonly soleServer: boolean;
  /** As this server found them: a run with more of them was opened by one that knows more. */
  readonly votesPartitions: number;
  readonly tally: Pick<ResultsBoard, 'closedAt' | 'onChange'>;
  readonly onFailure: (failure: Failure) => void;
  readonly retryMs?: number;
  readonly waitMs?: number;
}

export function createRunKeeper(options: Options): RunKeeper {
  const { log, directory, tally, clock, newId, onFailure, closeDelayMs, soleServer, retryMs = 500, waitMs = 10_000 } = options;
  /** Offsets of markers that this server wrote, by run and partition. */
  const written = new Map<string, number>();
  const waiting = new Set<() => void>();
  const underway = new Map<string, Promise<void>>();
  const abort = new AbortController();
  const markerKey = (pollId: string, run: number, partition: number) => `${runKeyOf(pollId, run)}:${partition}`;
  const lookAgain = () => {
    for (const look of [...waiting]) look();
  };
  tally.onChange(lookAgain);

  /** Where other servers may have written a marker before ours, only the tally knows which one came first. */
  function firstMarker(pollId: string, run: number, partition: number): number | undefined {
    const own = soleServer ? written.get(markerKey(pollId, run, partition)) : undefined;
    return own ?? tally.closedAt(pollId, run, partition) ?? undefined;
  }

  async function writeCloseMarker(poll: Poll, { run }: Run, partition: number): Promise<void> {
    const key = markerKey(poll.id, run, partition);
    if (written.has(key) || tally.closedAt(poll.id, run, partition) !== null) return;
    const [appended] = await log.append('votes', [encodeCloseMarker(partition, { pollId: poll.id, run })]);
    if (appended !== undefined) written.set(key, appended.offset);
    lookAgain();
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
    // Each by itself: a partition that takes nothing just now must not keep the others open.
    const writing = Array.from({ length: run.partitions }, (_, partition) => writeCloseMarker(poll, run, partition));
    const refused = (await Promise.allSettled(writing)).find((outcome) => outcome.status === 'rejected');
    if (refused !== undefined) throw refused.reason;
    await log.append('polls', [
      encodePollCommand({ v: 1, kind: 'closed', pollId: poll.id, commandId: newId(), at: clock(), run: run.run }),
    ]);
  }

  async function keepTrying(poll: Poll, run: Run): Promise<void> {
    if (poll.state === 'closing') await pause(closeDelayMs, abort.signal);
    const finish = poll.state === 'opening' ? finishOpening : finishClosing;
    const isDone = () => {
      const now = directory.find(poll.id);
      return now?.state !== poll.state || currentRun(now)?.run !== run.run;
    };
    while (!abort.signal.aborted && !isDone()) {
      try {
        if (run.partitions > options.votesPartitions) throw tooFewPartitions(run.partitions, options.votesPartitions);
        await finish(poll, run);
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
    underway.set(
      key,
      keepTrying(poll, run).finally(() => underway.delete(key)),
    );
  });

  return {
    closeOffset: (pollId, run, partition) =>
      new Promise((resolve, reject) => {
        const finish = (end: () => void) => {
          clearTimeout(limit);
          waiting.delete(look);
          end();
        };
        const look = () => {
          const offset = firstMarker(pollId, run, partition);
          if (offset !== undefined) finish(() => resolve(offset));
        };
        const limit = setTimeout(() => finish(() => reject(notKnownInTime())), waitMs);
        waiting.add(look);
        look();
      }),
    async stop() {
      abort.abort();
      await Promise.allSettled(underway.values());
    },
  };
}

/** Votes partitions were added after this server had started. */
export function tooFewPartitions(ofRun: number, known: number): Failure {
  const message = `This run uses ${ofRun} votes partitions, of which this server knows ${known}: partitions were added since it started. It takes none of the run's votes; restart it.`;
  return new Failure('not-ready', message, { retriable: true, retryAfterSeconds: 2 });
}

function notKnownInTime(): Failure {
  const message = 'The poll is closing and it is not yet known whether your vote was in time. Send it again to find out.';
  return new Failure('log-unavailable', message, { retriable: true, retryAfterSeconds: 2 });
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
