import type { VoteReport } from '../load/load-messages.ts';
import { voteIndexOf } from '../load/load-messages.ts';
import type { SeenPartial, SeenVote } from './log-watch.ts';

export interface Sighting {
  readonly at: number;
  readonly voters: number;
}

/** One vote's way, each in ms since 1970. */
export interface Journey {
  readonly dueAt: number;
  readonly recordedAt: number;
  readonly inLogAt: number;
  readonly inResultAt: number;
  readonly onDesktopAt: number;
  readonly onScreenAt: number;
}

interface Observed {
  readonly report: VoteReport;
  readonly votes: readonly SeenVote[];
  readonly partials: readonly SeenPartial[];
  /** Voters before the first vote of the report. */
  readonly before: number;
  readonly desktop: readonly Sighting[];
  readonly screen: readonly Sighting[];
}

/**
 * Puts together where each vote was seen when. A desktop and a screen tell only how many voters there are: the k-th vote to be in a
 * partial is there when k are shown.
 */
export function journeysOf({ report, votes, partials, before, desktop, screen }: Observed): readonly Journey[] {
  const counted = votes
    .map((vote) => ({ ...vote, index: voteIndexOf(report.prefix, vote.voteId), inResultAt: firstCounting(partials, vote) }))
    .sort((a, b) => a.inResultAt - b.inResultAt || a.at - b.at);
  const [onDesktop, onScreen] = [timesOf(desktop), timesOf(screen)];
  return counted.flatMap(({ index, at, inResultAt }, rank) =>
    index === undefined
      ? []
      : [
          {
            dueAt: report.dueAt[index] ?? NaN,
            recordedAt: report.recordedAt[index] ?? NaN,
            ...{ inLogAt: at, inResultAt, onDesktopAt: onDesktop(before + rank + 1), onScreenAt: onScreen(before + rank + 1) },
          },
        ],
  );
}

function firstCounting(partials: readonly SeenPartial[], vote: SeenVote): number {
  return partials.find(({ partition, offset }) => partition === vote.partition && offset >= vote.offset)?.at ?? NaN;
}

/** When at least so many voters were first shown; asked with numbers that do not fall. */
function timesOf(sightings: readonly Sighting[]): (voters: number) => number {
  let next = 0;
  return (voters) => {
    while (next < sightings.length && (sightings[next]?.voters ?? 0) < voters) next += 1;
    return sightings[next]?.at ?? NaN;
  };
}
