import type { EngineName } from './plan.ts';

/**
 * What can happen. Of programs: `kill` is SIGKILL, `restart` SIGTERM, `halt` SIGSTOP and SIGCONT; `forget` deletes what can be made
 * again from the log while the program is down; `full-disk` lets every write to a file fail. Of links: `cut` refuses connections,
 * `delay` slows them down, `blackhole` swallows everything and says nothing.
 */
export type FaultKind = 'kill' | 'restart' | 'halt' | 'forget' | 'full-disk' | 'cut' | 'delay' | 'blackhole';

/** How long each lasts, from and to, in ms. What was ended is started again after it. */
export const lastsMs: Readonly<Record<FaultKind, readonly [number, number]>> = {
  kill: [200, 4_000],
  restart: [0, 1_000],
  halt: [500, 7_000],
  forget: [200, 2_000],
  'full-disk': [2_000, 6_000],
  cut: [500, 5_000],
  delay: [3_000, 8_000],
  blackhole: [2_000, 8_000],
};

type Fault = readonly [FaultKind, string];

const all = (kinds: readonly FaultKind[], targets: readonly string[]): readonly Fault[] =>
  targets.flatMap((target) => kinds.map((kind) => [kind, target] as const));

const programFaults = ['kill', 'restart', 'halt'] as const;
const linkFaults = ['cut', 'delay', 'blackhole'] as const;
const three = (name: string) => [1, 2, 3].map((number) => `${name}-${number}`);

/** Faults of which one happens at a time, with a rest between them, from and to, in ms. Lanes go on beside each other. */
export interface Lane {
  readonly faults: readonly Fault[];
  readonly restMs: readonly [number, number];
  /** Its programs take long until they serve again. */
  readonly slowToStart?: boolean;
}

/** Votes flow before the next one. */
const short = [5_000, 10_000] as const;
/** Copies catch up before the next one is hit. */
const long = [8_000, 20_000] as const;

export const catalogues: Readonly<Record<EngineName, readonly Lane[]>> = {
  embedded: [
    {
      faults: [
        ...all(programFaults, ['server', 'desktop']),
        ['forget', 'server'],
        ['full-disk', 'server'],
        ['kill', 'server'],
        ['full-disk', 'server'],
      ],
      restMs: short,
    },
    { faults: all(linkFaults, ['voters']), restMs: short },
  ],
  cluster: [
    {
      faults: [
        ...all(programFaults, ['http-1', 'http-2', 'tally-1', 'tally-2', 'history-1', 'history-2', 'desktop']),
        ...all(['forget'], ['tally-1', 'tally-2', 'history-1']),
        ...all(['full-disk'], ['tally-1', 'tally-2']),
      ],
      restMs: short,
    },
    { faults: all(programFaults, three('kafka')), restMs: long },
    { faults: all(programFaults, three('cassandra')), restMs: long, slowToStart: true },
    { faults: all(linkFaults, ['voters-1', 'voters-2', 'author-api', ...three('kafka-link'), ...three('cassandra-link')]), restMs: short },
  ],
};
