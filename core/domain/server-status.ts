export const roleNames = ['http', 'tally', 'history'] as const;
export type RoleName = (typeof roleNames)[number];

/** How far a role is behind in one partition of a topic. */
export interface RoleLag {
  readonly role: RoleName;
  readonly topic: 'votes' | 'results';
  readonly partition: number;
  readonly records: number;
  /** Between the newest record and the last one worked in; 0 when there is nothing left. */
  readonly seconds: number;
}

/**
 * How far `done` (the next offset to work in) is behind `end`. `doneTime` is the log's time of the last record worked in, 0 before
 * the first; both times in ms since 1970.
 */
export function roleLagOf(
  place: Pick<RoleLag, 'role' | 'topic' | 'partition'>,
  { done, end, doneTime, now }: { readonly done: number; readonly end: number; readonly doneTime: number; readonly now: number },
): RoleLag {
  const records = Math.max(0, end - done);
  const seconds = records === 0 || doneTime === 0 ? 0 : Math.max(0, (now - doneTime) / 1000);
  return { ...place, records, seconds };
}

/** What a server process of a cluster says of itself every few seconds, so that desktops know who takes part. Times in ms since 1970. */
export interface ServerStatus {
  readonly id: string;
  readonly version: string;
  /** Where its health and metrics are read, and votes taken where it has the role `http`. */
  readonly url: string;
  readonly roles: readonly RoleName[];
  readonly startedAt: number;
  readonly time: number;
  /** It has said goodbye. */
  readonly stopped: boolean;
  readonly lags: readonly RoleLag[];
}

/** A server that has been silent for so long is taken for gone. */
export const serverSilenceMs = 10_000;
