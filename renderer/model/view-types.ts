import type { CallResult } from '../../core/contract/bridge.ts';

/** A poll as it came over the bridge. */
export type PollView = CallResult<'polls:list'>[number];
export type RunView = PollView['runs'][number];
export type TimelineRows = CallResult<'history:timeline'>['rows'];
export type ResultOrder = CallResult<'settings:read'>['resultOrder'];
export type SidePanel = CallResult<'settings:read'>['sidePanel'];

export function lastRun(poll: PollView): RunView | undefined {
  return poll.runs[poll.runs.length - 1];
}
