import type { LogPlace } from './bench-log.ts';
import { openBenchLog } from './bench-log.ts';
import type { planVotes } from './planned-votes.ts';

/** In the embedded log the votes are dated as if so many had come a second: the tally publishes every second of the log's time. */
const votesPerSecondOfLog = 5_000;
const recordsPerAppend = 5_000;

/** Puts the votes straight into the log, past HTTP. */
export async function fillLog(place: LogPlace, plan: ReturnType<typeof planVotes>): Promise<void> {
  let put = 0;
  const firstAt = Date.now() - (plan.votes / votesPerSecondOfLog) * 1000;
  const log = await openBenchLog(place, () => Math.floor(firstAt + (put / votesPerSecondOfLog) * 1000));
  try {
    let before: Promise<unknown> = Promise.resolve();
    for (const records of plan.batches(recordsPerAppend)) {
      // While one append is on its way the next one is made.
      const appended = log.append('votes', records);
      await before;
      before = appended;
      put += records.length;
    }
    await before;
  } finally {
    await log.stop();
  }
}
