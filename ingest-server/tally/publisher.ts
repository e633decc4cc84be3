import { Failure } from '../../core/domain/failure.ts';
import type { LogWriter, NewRecord } from '../../core/ports/event-log.ts';

/** Between two publications at least this long, except the first after a quiet time. */
const publishEveryMs = 25;
/** And at least this long for each record of the last one: many polls at once are told of less often rather than fill the log. */
const msPerRecord = 1;
const longestPauseMs = 500;
/** Records of one append: the log takes only so many at once. */
const recordsPerAppend = 2_000;
const retryMs = 500;

/** Appends to `results`, one append at a time, in order; after a failure the same records are sent again: they are absolute. */
export interface Publisher {
  /** Something changed: publish it now, or as soon as the pace allows. */
  wake(): void;
  /** Queues records to go out with the next publication. */
  add(records: readonly NewRecord[]): void;
  waiting(): number;
  /** Resolves when the queue has been written. */
  drained(): Promise<void>;
  /** Publishes what is left, unless the log refuses it. */
  stop(): Promise<void>;
}

interface Options {
  readonly log: LogWriter;
  /** Takes what changed since the last call. */
  readonly collect: () => NewRecord[];
  readonly clock: () => number;
  readonly onFailure: (failure: Failure) => void;
}

export function createPublisher({ log, collect, clock, onFailure }: Options): Publisher {
  let queue: NewRecord[] = [];
  let timer: NodeJS.Timeout | undefined;
  let publishing: Promise<void> | undefined;
  let publishedAt = 0;
  let again = false;
  let stopped = false;
  let pauseMs = publishEveryMs;

  async function publish(): Promise<boolean> {
    for (const record of collect()) queue.push(record);
    const records = queue.splice(0, recordsPerAppend);
    if (records.length === 0) return true;
    publishedAt = clock();
    pauseMs = Math.min(longestPauseMs, Math.max(publishEveryMs, records.length * msPerRecord));
    try {
      await log.append('results', records);
      return true;
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      onFailure(error);
      queue = [...records, ...queue];
      return false;
    }
  }

  function run(): void {
    timer = undefined;
    again = false;
    publishing = publish().then((written) => {
      publishing = undefined;
      if (!written) schedule(retryMs);
      else if (queue.length > 0) run();
      else if (again) wake();
    });
  }

  function schedule(ms: number): void {
    if (!stopped) timer ??= setTimeout(run, ms);
  }

  function wake(): void {
    again = true;
    if (stopped || publishing !== undefined || timer !== undefined) return;
    const wait = publishedAt + pauseMs - clock();
    if (wait <= 0) run();
    else schedule(wait);
  }

  return {
    wake,
    add(records) {
      if (records.length === 0) return;
      for (const record of records) queue.push(record);
      wake();
    },
    waiting: () => queue.length,
    async drained() {
      while (queue.length > 0 || publishing !== undefined) {
        if (publishing === undefined) {
          clearTimeout(timer);
          run();
        }
        await publishing;
        if (timer !== undefined) return;
      }
    },
    async stop() {
      stopped = true;
      while (publishing !== undefined) await publishing;
      clearTimeout(timer);
      do {
        if (!(await publish())) return;
      } while (queue.length > 0);
    },
  };
}
