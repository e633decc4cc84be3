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

/** Lanes of each engine: programs and links. */
export const catalogues: Readonly<Record<EngineName, readonly (readonly Fault[])[]>> = {
  embedded: [
    [
      ...all(programFaults, ['server', 'desktop']),
      ['forget', 'server'],
      ['full-disk', 'server'],
      ['kill', 'server'],
      ['full-disk', 'server'],
    ],
    all(linkFaults, ['voters']),
  ],
  cluster: [
    [
      ...all(programFaults, ['http-1', 'http-2', 'tally-1', 'tally-2', 'history-1', 'history-2', 'desktop']),
      ...all(programFaults, [...three('kafka'), ...three('cassandra')]),
      ...all(['forget'], ['tally-1', 'tally-2', 'history-1']),
      ...all(['full-disk'], ['tally-1', 'tally-2']),
    ],
    all(linkFaults, ['voters-1', 'voters-2', 'author-api', ...three('kafka-link'), ...three('cassandra-link')]),
  ],
};
