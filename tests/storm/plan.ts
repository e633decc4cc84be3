import type { ChangeRule } from '../../core/domain/poll.ts';
import type { QuestionTypeName } from '../../core/domain/question-types/registry.ts';
import type { Random } from '../../main/simulate/random.ts';
import { createRandom, sample } from '../../main/simulate/random.ts';
import type { FaultKind, Lane } from './catalogue.ts';
import { catalogues, lastsMs } from './catalogue.ts';

export type EngineName = 'embedded' | 'cluster';

/** Times in ms since the storm began. A fault begins at its time or, in its lane, when the one before it is healed. */
export interface PlannedFault {
  readonly atMs: number;
  readonly kind: FaultKind;
  readonly target: string;
  readonly lastsMs: number;
  /** Its lane is quiet for so long when it is healed. */
  readonly restMs: number;
}

export interface PlannedPoll {
  readonly name: string;
  readonly openAtMs: number;
  readonly closeAtMs: number;
  readonly changes: ChangeRule;
  readonly type: QuestionTypeName;
}

export interface StormPlan {
  readonly engine: EngineName;
  readonly seed: number;
  readonly minutes: number;
  readonly votesPerSecond: number;
  readonly polls: readonly PlannedPoll[];
  /** In each lane one thing fails at a time; lanes go on beside each other. */
  readonly lanes: readonly (readonly PlannedFault[])[];
}

const votesPerSecond: Readonly<Record<EngineName, number>> = { embedded: 300, cluster: 200 };
const quietAtStartMs = 2_000;
const longestPollMs = 45_000;
const fewestPolls = 2;
const fewestMsForSlow = 60_000;

/** The same seed, engine and length give the same plan (Mulberry32, see main/simulate/random.ts). */
export function planStorm({ engine, seed, minutes }: Pick<StormPlan, 'engine' | 'seed' | 'minutes'>): StormPlan {
  const random = createRandom(seed);
  const totalMs = minutes * 60_000;
  const lanes = catalogues[engine].map((lane) => planLane(lane, totalMs, random));
  return { engine, seed, minutes, votesPerSecond: votesPerSecond[engine], polls: planPolls(totalMs), lanes };
}

function between([from, to]: readonly [number, number], random: Random): number {
  return Math.round(from + random() * (to - from));
}

/** Every fault of the catalogue once, in random order, before any comes again; short storms leave out what takes long to start again. */
function planLane({ faults: all, restMs, slowToStart = false }: Lane, totalMs: number, random: Random): PlannedFault[] {
  const catalogue = all.filter(([kind]) => !slowToStart || totalMs >= fewestMsForSlow || kind === 'halt');
  const faults: PlannedFault[] = [];
  let bag: number[] = [];
  for (let atMs = quietAtStartMs; ;) {
    if (bag.length === 0) bag = sample(random, catalogue.length, catalogue.length);
    const [kind, target] = catalogue[bag.pop() ?? 0] ?? (['cut', 'voters'] as const);
    const lasts = between(lastsMs[kind], random);
    if (atMs + lasts > totalMs) return faults;
    const rest = between(restMs, random);
    faults.push({ atMs, kind, target, lastsMs: lasts, restMs: rest });
    atMs += lasts + rest;
  }
}

/** Two polls are open at any time, half a length apart: one whose votes may not change, one whose votes may. */
function planPolls(totalMs: number): PlannedPoll[] {
  const rounds = Math.max(fewestPolls, Math.ceil(totalMs / longestPollMs));
  const lengthMs = totalMs / rounds;
  return Array.from({ length: rounds }, (_, round) => round).flatMap((round) => {
    const openAtMs = Math.round(round * lengthMs);
    const half = Math.round(lengthMs / 2);
    const type = round % 2 === 0 ? ('single' as const) : ('multiple' as const);
    return [
      { name: `fixed ${round + 1}`, openAtMs, closeAtMs: Math.round(openAtMs + lengthMs), changes: 'none' as const, type },
      {
        name: `changing ${round + 1}`,
        openAtMs: round === 0 ? 0 : openAtMs - half,
        closeAtMs: round === rounds - 1 ? totalMs : Math.round(openAtMs + lengthMs) - half,
        changes: 'until-close' as const,
        type: type === 'single' ? ('multiple' as const) : ('single' as const),
      },
    ];
  });
}

export function linesOf({ lanes, polls }: StormPlan): string[] {
  const seconds = (ms: number) => `${(ms / 1000).toFixed(1).padStart(7)} s`;
  const faults = lanes
    .flat()
    .sort((a, b) => a.atMs - b.atMs)
    .map(({ atMs, kind, target, lastsMs: lasts }) => `${seconds(atMs)}  ${kind} ${target} for ${(lasts / 1000).toFixed(1)} s`);
  return [...faults, `${polls.length} polls, each closed amid a burst`];
}
