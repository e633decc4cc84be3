import type { Snapshot } from '../../core/contract/bridge.ts';
import type { PollView, ResultOrder } from './view-types.ts';

/** How many colours there are before they start again; position and label tell options apart besides. */
export const optionColours = 8;

export interface OptionRow {
  readonly number: number;
  readonly label: string;
  readonly votes: number;
  /** Of voters, so that the rows of a multiple-choice poll add up to more than 100. */
  readonly percent: number;
  /** 1 to `optionColours`, by the option's place in the poll. */
  readonly colour: number;
  readonly isLeading: boolean;
}

/** Never NaN: nothing of nothing is 0. */
export function percentOf(votes: number, voters: number): number {
  return voters > 0 ? (votes / voters) * 100 : 0;
}

/** The poll's options with their counts. Options with as many votes keep the poll's order. */
export function optionRows(
  options: PollView['content']['options'],
  result: Pick<Snapshot, 'options' | 'voters'> | undefined,
  order: ResultOrder,
): OptionRow[] {
  const votesOf = new Map(result?.options.map(({ number, votes }) => [number, votes]));
  const most = Math.max(0, ...votesOf.values());
  const rows = options.map(({ number, label }, index) => {
    const votes = votesOf.get(number) ?? 0;
    return {
      number,
      label,
      votes,
      percent: percentOf(votes, result?.voters ?? 0),
      colour: (index % optionColours) + 1,
      isLeading: votes > 0 && votes === most,
    };
  });
  return order === 'votes' ? rows.sort((a, b) => b.votes - a.votes) : rows;
}

const scaleSteps = [10, 25, 50, 100];

/** The per cent a full bar stands for: the smallest step that holds the longest bar, so bars rarely rescale. */
export function barScale(rows: readonly Pick<OptionRow, 'percent'>[]): number {
  const longest = Math.max(0, ...rows.map((row) => row.percent));
  if (longest === 0) return 100;
  return scaleSteps.find((step) => longest <= step) ?? 100;
}

/** For screen readers: who leads, with how much, out of how many. */
export function spokenResult(rows: readonly OptionRow[], voters: number): string {
  if (voters === 0) return 'No votes yet.';
  const leading = rows.filter((row) => row.isLeading);
  const [first] = leading;
  if (first === undefined) return `${voters} voters.`;
  if (leading.length > 1)
    return `${leading.map((row) => row.label).join(' and ')} are level with ${first.votes} votes each, of ${voters} voters.`;
  return `${first.label} leads with ${first.votes} of ${voters} voters.`;
}
