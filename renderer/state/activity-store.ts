import { createStore } from 'zustand/vanilla';
import type { Feed } from '../../core/contract/bridge.ts';
import { createRingBuffer } from '../model/ring-buffer.ts';
import { wordOfFeed, wordOfPoll } from '../model/poll-words.ts';
import type { Tone } from '../model/poll-words.ts';
import type { PollView } from '../model/view-types.ts';

export interface Activity {
  readonly id: number;
  readonly timeMs: number;
  readonly tone: Tone;
  readonly text: string;
  /** The poll concerned, or null. */
  readonly pollId: string | null;
}

export interface ActivityState {
  /** Oldest first. */
  readonly activities: readonly Activity[];
  notePolls(before: ReadonlyMap<string, PollView>, polls: readonly PollView[]): void;
  noteFeed(before: Feed, feed: Feed): void;
  note(tone: Tone, text: string): void;
  noteAlert(text: string, pollId: string): void;
}

export type ActivityStore = ReturnType<typeof createActivityStore>;

const remembered = 200;

/** What happened since this window opened. */
export function createActivityStore(clock: () => number) {
  const buffer = createRingBuffer<Activity>(remembered);
  let nextId = 1;
  return createStore<ActivityState>()((set) => {
    function note(tone: Tone, text: string, pollId: string | null): void {
      buffer.push({ id: nextId++, timeMs: clock(), tone, text, pollId });
      set({ activities: buffer.items() });
    }
    return {
      activities: [],
      notePolls(before, polls) {
        for (const poll of polls) {
          const { word, tone } = wordOfPoll(poll.state);
          const known = before.get(poll.id);
          if (known === undefined) note('draft', `Poll made: ${poll.content.question}`, poll.id);
          else if (known.state !== poll.state) note(tone, `${word}: ${poll.content.question}`, poll.id);
          else if (known.hidden !== poll.hidden)
            note('draft', `${poll.hidden ? 'Hidden' : 'Shown again'}: ${poll.content.question}`, poll.id);
        }
      },
      note: (tone, text) => note(tone, text, null),
      noteAlert(text, pollId) {
        note('closing', text, pollId);
      },
      noteFeed(before, feed) {
        if (before.state === feed.state) return;
        const { word, tone } = wordOfFeed(feed);
        note(tone, feed.message === null ? `Results: ${word}` : `Results: ${word}. ${feed.message}`, null);
      },
    };
  });
}
