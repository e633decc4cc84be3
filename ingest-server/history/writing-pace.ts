/** How long history rests after a write, in ms. Asked again while it rests: a flood may end meanwhile, and somebody may want a report. */
export type WritingPace = (write: {
  /** How long the write took, in ms. */
  readonly tookMs: number;
  /** New votes in the log, by all servers. */
  readonly votesPerSecond: number;
}) => number;

const sharedEveryMs = 1_000;
const ownEveryMs = 250;
const longestRestMs = 60_000;
/** So many votes a second make history rest once more as long as it writes. */
const votesPerRest = 500;

/**
 * Where those who answer phones have the same processors. Voters come in random order, so every write touches much of the
 * ballots' index, and few large writes cost far less than many small ones. The more votes come in, the longer history rests:
 * in a flood it trails behind, with the log as its memory, and afterwards it catches up at full speed.
 */
export const sharedPace: WritingPace = ({ tookMs, votesPerSecond }) =>
  Math.max(sharedEveryMs, Math.min(longestRestMs, (tookMs * votesPerSecond) / votesPerRest));

/** In a process of its own the work is done elsewhere: the store's own speed is the limit. */
export const ownPace: WritingPace = () => ownEveryMs;

export interface ArrivalRate {
  /** The number of votes that the log has ever held. */
  saw(total: number): void;
  perSecond(): number;
}

/** `clock` in ms. */
export function createArrivalRate(clock: () => number): ArrivalRate {
  let last: { readonly total: number; readonly at: number } | undefined;
  let rate = 0;
  return {
    saw(total) {
      const at = clock();
      if (last !== undefined && at > last.at) rate = Math.max(0, ((total - last.total) * 1000) / (at - last.at));
      last = { total, at };
    },
    perSecond: () => rate,
  };
}
