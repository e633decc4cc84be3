import type { HistoryReader } from '../../core/ports/history-store.ts';
import { readTimeline } from '../../main/history/timeline-reader.ts';
import type { PreparedRun } from './prepared-run.ts';

/** How long each question of the desktop took, in ms. */
export interface TimelineRound {
  /** From opening a connection of its own to the rows of the first chart: the whole run. */
  readonly opened: number;
  readonly whole: number;
  readonly lastHour: number;
}

export interface TimelineRounds {
  readonly rounds: readonly TimelineRound[];
  /** What came back, in words. */
  readonly note: string;
}

/** Asks for the timeline as the desktop does when a past run is opened, and when the last hour of it is picked. */
export async function measureTimeline(run: PreparedRun, open: () => Promise<HistoryReader>, times: number): Promise<TimelineRounds> {
  const rounds: TimelineRound[] = [];
  let note = '';
  for (let time = 0; time < times; time += 1) {
    const started = performance.now();
    const history = await open();
    const first = await ask(history, run, {});
    const opened = performance.now() - started;
    const whole = await ask(history, run, {});
    const lastHour = await ask(history, run, { fromMs: run.closedAt - 3_600_000, toMs: run.closedAt });
    await history.stop();
    if (first.step !== 'minute') throw new Error(`rows of the whole run came by the ${first.step}`);
    rounds.push({ opened, whole: whole.ms, lastHour: lastHour.ms });
    note = `the whole run came as ${first.rows} rows by the ${first.step}, its last hour as ${lastHour.rows} by the ${lastHour.step}`;
  }
  return { rounds, note };
}

async function ask(history: HistoryReader, run: PreparedRun, range: { readonly fromMs?: number; readonly toMs?: number }) {
  const started = performance.now();
  const poll = await history.findPoll(run.pollId);
  if (poll === undefined) throw new Error('history does not have the poll');
  await history.readPartials({ pollId: run.pollId, run: 1 });
  const { rows, step } = await readTimeline(poll, { pollId: run.pollId, run: 1, step: 'second', ...range }, history, Date.now());
  const ms = performance.now() - started;
  mustEndWithAll(run, rows.at(-1)?.voters);
  return { ms, rows: rows.length, step };
}

function mustEndWithAll({ openedAt, closedAt, partitions, pollId }: PreparedRun, voters: number | undefined): void {
  const expected = (4 * partitions * (closedAt - openedAt)) / 1000;
  if (voters !== expected) throw new Error(`the timeline of ${pollId} ends with ${voters} voters instead of ${expected}`);
}
