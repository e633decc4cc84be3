import type { Poll } from './poll.ts';
import type { Choice } from './question-types/question-type.ts';
import type { Result } from './result.ts';
import type { TimelineRow } from './timeline.ts';
import { createZonedClock } from './zoned-time.ts';

/** A text, a number, or nothing. Making text safe for spreadsheets is the writer's business. */
export type Cell = string | number | null;
export type Row = readonly Cell[];

type Titled = Pick<Poll, 'id' | 'code' | 'content'>;

/** One row an option; what belongs to the whole run is repeated in each, so that every row stands for itself. */
export function summaryHeaders(poll: Titled): string[] {
  return [
    ...['Poll id', 'Join code', 'Question', 'Run', 'Option number', 'Option', 'Votes', 'Percent of voters', 'Voters'],
    ...[
      'Duplicates',
      'Repeats',
      'Late',
      'Invalid',
      'Result',
      'Complete up to (UTC)',
      `Complete up to, local time (${poll.content.timeZone})`,
    ],
    'Incomplete because',
  ];
}

/** Percentages are of voters (not of votes: in multiple choice they add up to more than 100). */
export function summaryRows(poll: Titled, result: Result): Row[] {
  const clock = createZonedClock(poll.content.timeZone, 'second');
  const { completeUpTo } = result;
  const times = completeUpTo === null ? [null, null] : [clock.utc(completeUpTo), clock.zoned(completeUpTo)];
  const { voters, duplicates, repeats, late, invalid } = result;
  const state = result.final ? 'final' : 'provisional';
  return poll.content.options.map(({ number, label }) => {
    const votes = result.options.find((option) => option.number === number)?.votes ?? 0;
    return [
      ...[poll.id, poll.code, poll.content.question, result.run, number, label, votes, percentOf(votes, voters)],
      ...[voters, duplicates, repeats, late, invalid, state, ...times, result.incomplete],
    ];
  });
}

/** Per cent with two decimals; 0 where nobody has voted. */
export function percentOf(votes: number, voters: number): number {
  return voters === 0 ? 0 : Math.round((votes / voters) * 10_000) / 100;
}

/** Counts are totals at the end of each step, not what the step added. */
export function timelineHeaders(poll: Titled): string[] {
  return ['Time (UTC)', `Local time (${poll.content.timeZone})`, ...optionHeaders(poll), 'Voters', 'Duplicates'];
}

export function createTimelineCells(poll: Titled): (row: TimelineRow) => Row {
  const clock = createZonedClock(poll.content.timeZone, 'second');
  const places = poll.content.options.map((_option, index) => index);
  return ({ second, counts, voters, duplicates }) => [
    clock.utc(second * 1000),
    clock.zoned(second * 1000),
    ...places.map((place) => counts[place] ?? 0),
    voters,
    duplicates,
  ];
}

/** No identities, no order of arrival, time only to the minute: a row must not be traceable to the person who sent it. */
export function ballotHeaders(poll: Titled): string[] {
  return [
    'Ballot',
    'Received (UTC, to the minute)',
    `Received, local time (${poll.content.timeZone}, to the minute)`,
    'Choice',
    ...optionHeaders(poll),
  ];
}

export interface CountedBallot {
  readonly time: number;
  readonly choice: Choice;
}

/** `place` counts rows from 1, in whatever order they come: it says nothing about who voted when. */
export function createBallotCells(poll: Titled): (ballot: CountedBallot, place: number) => Row {
  const clock = createZonedClock(poll.content.timeZone, 'minute');
  const { options } = poll.content;
  return ({ time, choice }, place) => {
    const labels = options.filter(({ number }) => choice.includes(number)).map(({ label }) => label);
    const marks = options.map(({ number }) => (choice.includes(number) ? 1 : 0));
    return [place, clock.utc(time), clock.zoned(time), labels.join('; '), ...marks];
  };
}

/** The number keeps headers apart where two options have the same label. */
function optionHeaders(poll: Titled): string[] {
  return poll.content.options.map(({ number, label }) => `${number}. ${label}`);
}
