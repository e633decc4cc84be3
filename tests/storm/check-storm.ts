import { optionCount } from './crowd.ts';
import type { JournalAccount } from './journal.ts';
import type { StormPlan } from './plan.ts';
import type { StormWorld } from './world.ts';
import { faultName } from './world.ts';

export interface StormRecord {
  readonly plan: Pick<StormPlan, 'lanes'>;
  readonly journal: Pick<JournalAccount, 'sent'>;
  /** How often each fault was done, and how often it was not begun since the storm was over. */
  readonly done: ReadonlyMap<string, number>;
  readonly notBegun: ReadonlyMap<string, number>;
  readonly impossible: StormWorld['impossible'];
}

const fewestAccepted = 50;
const leastShare = 0.01;
/** A server that has not read of an opening yet says that the poll is not open. It happens in the first moments only. */
const tooEarly = '409 poll-not-open';
const fewTooEarly = 20;
const tooEarlyShare = 0.001;
/** What somebody may be told who picks options that exist. */
const goodReasons = /^(409 (poll-closed|poll-paused|already-voted)|429 .*|503 .*)$/;

/** Sentences about a storm that proves nothing, since too little happened in it, and about refusals without a reason. */
export function faultsInStorm({ plan, journal, done, notBegun, impossible }: StormRecord): string[] {
  const votes = [...journal.sent.values()].flatMap((ofPoll) => [...ofPoll.values()]);
  const accepted = votes.filter((vote) => vote.accepted > 0).length;
  const needed = Math.max(fewestAccepted, Math.ceil(votes.length * leastShare));
  const early = votes.filter(({ refused }) => refused.includes(tooEarly)).length;
  return [
    ...(early > Math.max(fewTooEarly, votes.length * tooEarlyShare)
      ? [`${early} of ${votes.length} votes were refused with ${tooEarly}, more than the first moments after openings explain`]
      : []),
    ...(accepted < needed
      ? [`only ${accepted} of ${votes.length} votes were accepted, at least ${needed} are needed to prove anything`]
      : []),
    ...votes.flatMap(({ voteId, choice, refused }) =>
      choice.every((option) => option <= optionCount)
        ? refused
            .filter((label) => label !== tooEarly && !goodReasons.test(label))
            .map((label) => `vote ${voteId} is valid and was refused with ${label}`)
        : [],
    ),
    ...faultsInPlan(plan, done, notBegun, impossible),
  ];
}

function faultsInPlan(
  { lanes }: StormRecord['plan'],
  done: StormRecord['done'],
  notBegun: StormRecord['notBegun'],
  impossible: StormRecord['impossible'],
): string[] {
  const planned = new Map<string, number>();
  for (const { kind, target } of lanes.flat()) {
    if (!impossible.has(kind)) planned.set(faultName(kind, target), (planned.get(faultName(kind, target)) ?? 0) + 1);
  }
  const faults = [...planned].flatMap(([name, times]) => {
    const known = (done.get(name) ?? 0) + (notBegun.get(name) ?? 0);
    return known === times ? [] : [`${name} was planned ${times} times, and ${known} are known to be done or left out`];
  });
  return planned.size > 0 && done.size === 0 ? [...faults, 'no fault was done'] : faults;
}
