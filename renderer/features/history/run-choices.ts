import { formatDateTime } from '../../model/format.ts';
import type { PollView } from '../../model/view-types.ts';
import type { RunId } from './use-run.ts';

export interface RunChoice {
  readonly value: string;
  readonly label: string;
}

export function runKey({ pollId, run }: RunId): string {
  return `${pollId}:${run}`;
}

export function parseRunKey(key: string): RunId | null {
  const at = key.lastIndexOf(':');
  const run = Number(key.slice(at + 1));
  return at > 0 && Number.isInteger(run) ? { pollId: key.slice(0, at), run } : null;
}

/** The runs of one poll, newest first. */
export function runsOf(poll: PollView): RunChoice[] {
  return [...poll.runs].reverse().map(({ run, openedAt }) => ({
    value: runKey({ pollId: poll.id, run }),
    label: `Run ${run}, ${formatDateTime(openedAt, poll.content.timeZone)}`,
  }));
}

/** Everything a run can be compared with: other runs of its poll first, then the newest runs of the others. */
export function comparableRuns(polls: Iterable<PollView>, chosen: RunId): RunChoice[] {
  const all = [...polls].filter((poll) => poll.runs.length > 0 && !poll.hidden);
  const own = all.find((poll) => poll.id === chosen.pollId);
  const ownRuns = own === undefined ? [] : runsOf(own).filter(({ value }) => value !== runKey(chosen));
  const others = all
    .filter((poll) => poll !== own)
    .flatMap((poll) =>
      poll.runs.map((run) => ({
        openedAt: run.openedAt,
        value: runKey({ pollId: poll.id, run: run.run }),
        label: poll.runs.length > 1 ? `${poll.content.question} (run ${run.run})` : poll.content.question,
      })),
    )
    .sort((a, b) => b.openedAt - a.openedAt);
  return [...ownRuns.map(({ value, label }) => ({ value, label: `This poll, ${label}` })), ...others];
}
