import type { Feed, Snapshot } from '../../core/contract/bridge.ts';
import type { PollState } from '../../core/domain/poll.ts';
import { formatSeconds } from './format.ts';

/** State is never colour alone: a word, and a shape that `StateMark` draws for the tone. */
export type Tone = 'draft' | 'open' | 'paused' | 'closing' | 'closed' | 'failed';

export interface StateWord {
  readonly word: string;
  readonly tone: Tone;
}

const pollWords: Record<PollState, StateWord> = {
  draft: { word: 'Draft', tone: 'draft' },
  opening: { word: 'Opening', tone: 'closing' },
  open: { word: 'Open', tone: 'open' },
  paused: { word: 'Paused', tone: 'paused' },
  closing: { word: 'Closing', tone: 'closing' },
  closed: { word: 'Closed', tone: 'closed' },
};

export function wordOfPoll(state: PollState): StateWord {
  return pollWords[state];
}

/** What may be said about a run's numbers, or undefined where there is no run yet. */
export function wordOfResult(state: PollState, snapshot: Snapshot | undefined): StateWord | undefined {
  if (state === 'draft' && snapshot === undefined) return undefined;
  if (snapshot !== undefined && snapshot.incomplete !== null) return { word: 'Incomplete', tone: 'failed' };
  if (snapshot?.final === true) return { word: 'Final', tone: 'closed' };
  if (state === 'closing' && snapshot !== undefined) {
    return { word: `Closing, ${snapshot.closedPartitions} of ${snapshot.partitions}`, tone: 'closing' };
  }
  return { word: 'Provisional', tone: 'draft' };
}

export function wordOfFeed(feed: Feed): StateWord {
  switch (feed.state) {
    case 'connecting':
      return { word: 'Connecting', tone: 'draft' };
    case 'live':
      return { word: 'Live', tone: 'open' };
    case 'behind':
      return { word: `Behind ${formatSeconds(Math.max(1, Math.round(feed.lagSeconds)))}`, tone: 'closing' };
    case 'stale':
      return { word: 'Stale', tone: 'paused' };
    case 'failed':
      return { word: 'Failed', tone: 'failed' };
  }
}
